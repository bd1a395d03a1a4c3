"""
Referrals that are followed by their code, and whose a record of the CRM is.

    REFERRAL#<number>        TRACKED   the referral; in no list before a stage is reached; `due`
                                       while something is to be done outside, with what was asked
                                       last of the CRM (`unsent`), by its count
    TRACKED_LINK#<place>     LINK      the number of the referral that a record belongs to
    COUNTER                  TRACKED   the last number given

Links are written with their referral, in one transaction, and never change: what became part of
another referral names that one. So two who see records of one sale at once cannot begin two.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile

from referral_hub.domain.lifecycles.outbox import due
from referral_hub.domain.lifecycles.tracked import TrackedReferral, TrackedReferralNotFound
from referral_hub.ports import Item, Key, Table, Write

from . import listing
from .items import BY_PARTNER, BY_STATUS, from_item, to_item

_COUNTER = Key("COUNTER", "TRACKED")
_ALL = "tracked"


@dataclass(frozen=True)
class TrackedReferrals:
    table: Table

    def new_number(self) -> str:
        return f"T-{self.table.add(_COUNTER):06d}"

    def find(self, number: str) -> TrackedReferral | None:
        item = self.table.get(_key(number))
        return from_item(TrackedReferral, item) if item else None

    def get(self, number: str) -> TrackedReferral:
        """
        Raises:
            TrackedReferralNotFound: there is none of this number.
        """
        found = self.find(number)
        if found is None:
            raise TrackedReferralNotFound(f"no tracked referral {number}")
        return found

    def linked(self, places: Iterable[str]) -> Mapping[str, str]:
        """Say of records whose they are: numbers by place; of what is nobody's, nothing."""
        keys = {_link_key(place): place for place in places}
        found = self.table.get_many(list(keys))
        return {keys[Key(item["pk"], item["sk"])]: str(item["number"]) for item in found}

    def living(self, numbers: Iterable[str]) -> list[TrackedReferral]:
        """Read referrals, each once; instead of what was joined to another, that one."""
        found: dict[str, TrackedReferral] = {}
        for number in numbers:
            referral = self.get(number)
            while referral.joined_to:
                referral = self.get(referral.joined_to)
            found[referral.number] = referral
        return [found[number] for number in sorted(found)]

    def save(self, referral: TrackedReferral) -> TrackedReferral:
        """
        Raises:
            Conflict: it changed since it was read.
        """
        write = self.write_of(referral)
        self.table.put(write.item, version=write.version)
        return referral.model_copy(update={"version": referral.version + 1})

    def write_of(self, referral: TrackedReferral) -> Write:
        saved = referral.model_copy(update={"version": referral.version + 1})
        return Write(_item_of(saved), referral.version)

    def newest(
        self, *, partner_ids: Sequence[str] | None = None, before: str = ""
    ) -> Iterator[TrackedReferral]:
        """
        Walk all, or those of some partners, newest first, beginning after the `listed` key of the
        last one seen. Those of advocates are of no partner, which is the empty one.
        """
        partitions = [_ALL] if partner_ids is None else map(_partition, partner_ids)
        index = BY_STATUS if partner_ids is None else BY_PARTNER
        keys = listing.newest(self.table, index, partitions, before=before)
        found = (from_item(TrackedReferral, item) for item in listing.read(self.table, keys))
        return (referral for referral in found if _is_listed(referral))

    def count(self, *, since: str, until: str) -> int:
        """Count those whose `listed` key lies below `until`, and not below `since`."""
        keys = listing.newest(self.table, BY_STATUS, [_ALL], before=until)
        return sum(1 for _ in takewhile(lambda key: key["listed"] >= since, keys))


def listed_at(referral: TrackedReferral) -> str:
    """The place of a referral in a list: by when it began to be followed, then by number."""
    return f"{referral.created_at:%Y-%m-%dT%H:%M:%SZ}#{referral.number}"


def link_of(place: str, number: str, *, is_seen: bool) -> Write:
    """
    The write that says whose a record is, unless somebody has said so in between. One that nobody
    has seen is due to be looked at: it may have been won long ago.
    """
    key = _link_key(place)
    said = {"kind": "TRACKED_LINK", "version": 1, "number": number}
    due = {} if is_seen else {"due": "yes"}
    return Write({"pk": key.pk, "sk": key.sk, **said, **due}, 0)


def _item_of(referral: TrackedReferral) -> Item:
    places = {
        BY_STATUS: _ALL,
        BY_PARTNER: _partition(referral.partner_id),
        "listed": listed_at(referral),
    }
    listed = places if _is_listed(referral) else {}
    marks = {"due": "yes", "unsent": str(referral.asked)} if due(referral) else {}
    extra = {**listed, **marks}
    return to_item(_key(referral.number), "TRACKED", referral, version=referral.version, **extra)


def _is_listed(referral: TrackedReferral) -> bool:
    return bool(referral.event) and not referral.joined_to


def _key(number: str) -> Key:
    return Key(f"REFERRAL#{number}", "TRACKED")


def _link_key(place: str) -> Key:
    return Key(f"TRACKED_LINK#{place}", "LINK")


def _partition(partner_id: str) -> str:
    return f"{_ALL}#{partner_id}"
