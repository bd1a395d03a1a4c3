"""What partners show of their referrals when they are asked, and what of it nobody can read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import sha256
from typing import Self

from pydantic import Field, ValidationError

from referral_hub.domain.contacts.contact import ContactInfo
from referral_hub.domain.deals.beginning import deal_of
from referral_hub.domain.deals.retelling import Word
from referral_hub.domain.errors import HubError
from referral_hub.domain.referrals.deal_fields import DealField
from referral_hub.domain.referrals.invitation import Invitation
from referral_hub.domain.shapes import Frozen, Instant, Moment, Told
from referral_hub.domain.wording import flaws_in

# How much of a key is that of the entry, whatever its content.
ENTRY_LETTERS = 8
# A table's item holds 400 KB.
_MOST_RAW = 300_000
KEPT_SETTLED = timedelta(days=30)


class PartnerNews(Told):
    """
    What a partner shows of one referral now.

    `invitation` is there while it waits for our answer. `deal` is what the partner says of it
    since, `people` are the customer's as far as they are shown. `closed` says why no answer is
    wanted any more, in plain words. `changed_at` is when the partner said it, by its own clock,
    where it tells that; `said_at` is the same by ours, where both clocks are known to differ.
    """

    partner_id: str
    partner_referral_id: str
    invitation: Invitation | None = None
    deal: Mapping[DealField, str] = {}
    people: tuple[ContactInfo, ...] = Field(default=(), repr=False)
    closed: str = ""
    changed_at: Instant | None = None
    said_at: Instant | None = None

    @property
    def offered(self) -> Invitation | None:
        """The invitation, with when the partner told it."""
        if self.invitation is None:
            return None
        return self.invitation.model_copy(update={"told_at": self.changed_at})

    @property
    def word(self) -> Word:
        """What it says of a referral that nobody has decided."""
        shared = self.invitation
        return Word(
            deal=self.deal or (deal_of(shared) if shared else {}),
            expires_at=shared.expires_at if shared else None,
            offers=shared is not None,
            told_at=self.changed_at,
            said_at=self.said_at,
        )


class Unreadable(Frozen):
    """
    An entry of a feed that makes no referral; `raw` is as it came, cut where no item can hold it.

    `entry_id` is the partner's id, if even that can be read. `why` names fields and repeats nothing
    of their content.
    """

    partner_id: str
    entry_id: str = ""
    raw: str = Field(repr=False)
    why: str

    @property
    def key(self) -> str:
        """
        What tells it from all others of the partner: one content is kept once, and those of one
        entry are beside each other.
        """
        content = sha256(f"{self.entry_id}\x1f{self.raw}".encode(errors="replace")).hexdigest()
        return key_prefix(self.entry_id) + content[:16]

    def storable(self) -> Unreadable:
        """The entry with what a table can hold of it: no lone surrogates, and not too much."""
        clean = self.raw.encode(errors="backslashreplace")[:_MOST_RAW].decode(errors="ignore")
        return self.model_copy(update={"raw": clean})


def key_prefix(entry_id: str) -> str:
    """What the keys of an entry's contents begin with."""
    return sha256(entry_id.encode(errors="replace")).hexdigest()[:ENTRY_LETTERS]


def told(flaw: Exception) -> str:
    """Say what is wrong with an entry, naming fields and repeating nothing of their content."""
    if isinstance(flaw, ValidationError):
        found = flaws_in(flaw).items()
        return "; ".join(f"{'.'.join(map(str, place))}: {why}" for place, why in found)
    if isinstance(flaw, KeyError):
        return f"{flaw.args[0]!s}: is missing"
    return f"{type(flaw).__name__} where it was read"


class QuarantineState(StrEnum):
    OPEN = "open"
    REPLAYED = "replayed"
    DISMISSED = "dismissed"


class NotInQuarantine(HubError):
    code = "not_in_quarantine"
    fix = "GET /v1/quarantine lists what is there."


class Quarantined(Frozen):
    """
    An entry that is kept aside until somebody looks, with how often and how lately it was met; what
    the partner sent last is kept beside it.

    `number` is the referral that came of it in the end, `settled_by` who saw to it: empty when a
    later content of the same entry could be read. `tried_at` is when it was read again in vain, for
    the reason that `why` gives. What is settled lapses.
    """

    partner_id: str
    key: str
    entry_id: str = ""
    why: str
    state: QuarantineState = QuarantineState.OPEN
    first_at: Moment
    last_at: Moment
    times: int = 1
    number: str = ""
    settled_at: Moment | None = None
    settled_by: str = ""
    tried_at: Moment | None = None
    version: int = 0

    @classmethod
    def of(cls, entry: Unreadable, *, at: datetime, before: Iterable[Quarantined] = ()) -> Self:
        """Put an entry aside, in the place of what could not be read of it `before`."""
        earlier = tuple(before)
        return cls(
            partner_id=entry.partner_id,
            key=entry.key,
            entry_id=entry.entry_id,
            why=entry.why,
            first_at=min((each.first_at for each in earlier), default=at),
            last_at=at,
            times=1 + sum(each.times for each in earlier),
        )

    @property
    def is_open(self) -> bool:
        return self.state is QuarantineState.OPEN

    @property
    def lapses_at(self) -> datetime | None:
        """When it is forgotten: a while after it was settled and met last; what is open stays."""
        if self.is_open or self.settled_at is None:
            return None
        return max(self.settled_at, self.last_at) + KEPT_SETTLED

    def met_again(self, why: str, *, at: datetime) -> Self:
        """Count that it came again; what was dismissed stays so."""
        met = self.model_copy(update={"why": why, "last_at": at, "times": self.times + 1})
        replayed = self.state is QuarantineState.REPLAYED
        return met.model_copy(update={"state": QuarantineState.OPEN}) if replayed else met

    def still(self, why: str, *, at: datetime) -> Self:
        """It was read again, in vain."""
        return self.model_copy(update={"why": why, "tried_at": at})

    def replayed(self, *, number: str, at: datetime, by: str = "") -> Self:
        return self._settled(QuarantineState.REPLAYED, at, by).model_copy(update={"number": number})

    def dismissed(self, *, at: datetime, by: str) -> Self:
        return self._settled(QuarantineState.DISMISSED, at, by) if self.is_open else self

    def _settled(self, state: QuarantineState, at: datetime, by: str) -> Self:
        return self.model_copy(update={"state": state, "settled_at": at, "settled_by": by})
