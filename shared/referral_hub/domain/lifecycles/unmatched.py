"""Records of which nobody knows yet whose referral they are: never an error."""

from __future__ import annotations

import re
from enum import StrEnum
from hashlib import sha256
from typing import Self

from referral_hub.domain.errors import HubError
from referral_hub.domain.shapes import Frozen, Moment

from .code import CODE, codes_in
from .sales_record import RecordSeen

# What was seen of a record in between says least.
MOST_SIGHTINGS = 20


class UnmatchedNotFound(HubError):
    code = "unmatched_record_not_found"
    fix = "GET /v1/unmatched-records lists those that there are."


class NothingToMatch(HubError):
    code = "nothing_to_match"
    fix = "Only open records without a referral are matched; others can be dismissed."


class Why(StrEnum):
    """Why a record is nobody's referral. `silent` ones are remembered only, and shown to nobody."""

    SILENT = "silent"
    MISSING_CODE = "missing_code"
    UNKNOWN_CODE = "unknown_code"
    INACTIVE_CODE = "inactive_code"
    TWO_CODES = "two_codes"
    OTHER_CODE = "other_code"
    TOO_MANY_RECORDS = "too_many_records"


class UnmatchedState(StrEnum):
    OPEN = "open"
    MATCHED = "matched"
    DISMISSED = "dismissed"


class UnmatchedRecord(Frozen):
    """
    A record with what was seen of it, oldest first, to be followed once it is known whose it is.

    `number` is the referral that it became part of, or of whose records it is with another code.
    """

    place: str
    why: Why
    state: UnmatchedState = UnmatchedState.OPEN
    codes: tuple[str, ...] = ()
    sightings: tuple[RecordSeen, ...]
    since: Moment
    number: str = ""
    settled_by: str = ""
    version: int = 0

    @property
    def unmatched_id(self) -> str:
        return id_of(self.place)

    @property
    def code(self) -> str:
        """The one code that is on it; empty where there are several, or what can be none."""
        only = self.codes[0] if len(self.codes) == 1 else ""
        return only if re.fullmatch(CODE, only) else ""

    @property
    def is_shown(self) -> bool:
        return self.why is not Why.SILENT and self.state is UnmatchedState.OPEN

    def must_be_open(self) -> None:
        """
        Raises:
            NothingToMatch: it is settled.
        """
        if self.state is not UnmatchedState.OPEN:
            raise NothingToMatch(f"the record {self.unmatched_id} is {self.state}")

    def must_wait(self) -> None:
        """
        Raises:
            NothingToMatch: it is settled, or belongs to a referral already.
        """
        self.must_be_open()
        if self.number:
            told = f"the record {self.unmatched_id} is of {self.number}, whose code stays"
            raise NothingToMatch(told)

    @classmethod
    def of(cls, seen: RecordSeen, why: Why, *, number: str = "") -> Self:
        return cls(
            place=seen.place,
            why=why,
            codes=codes_in(seen.code),
            sightings=(seen,),
            since=seen.seen_at,
            number=number,
        )

    def having(self, seen: RecordSeen, why: Why, *, number: str = "") -> Self:
        """
        Take in another sighting. What is settled stays so until other codes are on the record.
        """
        known = any(seen.says_the_same_as(other) for other in self.sightings)
        sightings = self.sightings if known else _fewer((*self.sightings, seen))
        then = self.model_copy(update={"sightings": sightings})
        codes = codes_in(seen.code)
        settled = self.state is not UnmatchedState.OPEN and codes == self.codes
        if settled or not sightings[-1].says_the_same_as(seen):
            return then
        said = {"why": why, "codes": codes, "number": number, "settled_by": ""}
        return then.model_copy(update={"state": UnmatchedState.OPEN, **said})

    def matched(self, number: str, *, by: str = "") -> Self:
        """Say whose it is."""
        update = {"state": UnmatchedState.MATCHED, "number": number, "settled_by": by}
        return self.model_copy(update=update)

    def dismissed(self, *, by: str) -> Self:
        return self.model_copy(update={"state": UnmatchedState.DISMISSED, "settled_by": by})


def id_of(place: str) -> str:
    """Derive what people and paths call an unmatched record: ids of a CRM may be any text."""
    return sha256(place.encode()).hexdigest()[:24]


def _fewer(sightings: tuple[RecordSeen, ...]) -> tuple[RecordSeen, ...]:
    ordered = sorted(sightings, key=lambda seen: (seen.at, seen.seen_at))
    return (ordered[0], *ordered[1:][-(MOST_SIGHTINGS - 1) :])
