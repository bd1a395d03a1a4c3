"""
Outgoing referrals, and the partners' side of them.

    REFERRAL#<number>           OUTGOING          what is shared, and how far it got; `due` while
                                                  something is to be done outside: what was asked
                                                  last of the partner (`unsaid`), of the CRM
                                                  (`unsent`), by its count
    REFERRAL#<number>           PARTNER_REFERRAL  the partner's side of it
    OUTGOING_CLAIM#<claim>      CLAIM             the number of what was asked for under this claim
    SHARED_FROM#<opportunity>   <number>          what was shared of an opportunity of the CRM
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import TypeVar

from referral_hub.domain.book import shown
from referral_hub.domain.errors import Conflict
from referral_hub.domain.outgoing.partner_referral import PartnerReferral
from referral_hub.domain.outgoing.referral import OutgoingReferral
from referral_hub.domain.outgoing.refusals import OutgoingNotFound
from referral_hub.domain.problem import state_of
from referral_hub.domain.referrals.axes import Direction, OutgoingStatus
from referral_hub.ports import Item, Key, Table, Write

from . import listing
from .book_marks import Clock, attributes_of, marked, utc_now
from .items import (
    BY_PARTNER,
    BY_PROBLEM,
    BY_STATUS,
    COUNTER,
    every,
    from_item,
    status_partition,
    to_item,
)
from .races import unless_overtaken

T = TypeVar("T")


@dataclass(frozen=True)
class OutgoingReferrals:
    table: Table
    clock: Clock = utc_now

    def number_for(self, claim: str = "") -> str:
        """
        Give a new referral its number; of whatever is asked for twice under one claim, the first.

        Raises:
            Conflict: somebody else claims it at this moment.
        """
        key = _claim_key(claim)
        if claim and (known := self.table.get(key)):
            return str(known["number"])
        number = f"R-{self.table.add(COUNTER):06d}"
        if claim:
            item = {"pk": key.pk, "sk": key.sk, "kind": "CLAIM", "version": 1, "number": number}
            self.table.put(item, version=0)
        return number

    def claimed(self, claim: str) -> OutgoingReferral | None:
        """Find what was asked for under this claim; None while nothing was."""
        known = self.table.get(_claim_key(claim))
        return self.find(str(known["number"])) if known else None

    def find(self, number: str) -> OutgoingReferral | None:
        item = self.table.get(_key(number))
        return from_item(OutgoingReferral, item) if item else None

    def get(self, number: str) -> OutgoingReferral:
        """
        Raises:
            OutgoingNotFound: there is none of this number.
        """
        found = self.find(number)
        if found is None:
            raise OutgoingNotFound(f"no outgoing referral {number}")
        return found

    def file(self, referral: OutgoingReferral) -> OutgoingReferral:
        """
        Keep a new referral; it is remembered first of which opportunity it was shared.

        Raises:
            Conflict: it is there already.
        """
        if referral.opportunity_id:
            self.share_from(referral.opportunity_id, referral)
        return self.save(referral)

    def file_all(self, referrals: Sequence[OutgoingReferral], *, also: Sequence[Write]) -> None:
        """
        Keep new referrals of opportunities, and `also` what is written with them: all, or nothing.

        Raises:
            Conflict: one is there already, or something else is not at its version.
        """
        links = [Write(_link(r.opportunity_id, r.number), 0) for r in referrals]
        saved = [Write(_item_of(self._next(referral)), 0) for referral in referrals]
        self.table.put_all([*also, *links, *saved])

    def save(self, referral: OutgoingReferral) -> OutgoingReferral:
        """
        Raises:
            Conflict: it changed since it was read; read it again and decide again.
        """
        saved = self._next(referral)
        self.table.put(_item_of(saved), version=referral.version)
        return saved

    def _next(self, referral: OutgoingReferral) -> OutgoingReferral:
        saved = referral.model_copy(update={"version": referral.version + 1})
        return marked(saved, shown.of_outgoing(saved), self.clock)

    def change(self, number: str, change: Callable[[OutgoingReferral], T]) -> T:
        """
        Let `change` decide on what is stored now, and save it; when somebody else was faster, look
        again.

        Raises:
            OutgoingNotFound: there is none of this number.
            Conflict: others were faster, time and again.
        """
        return unless_overtaken(number, lambda: change(self.get(number)))

    def share_from(self, opportunity_id: str, referral: OutgoingReferral) -> None:
        """Remember that it is of this opportunity; several may be (OUT-2)."""
        link = _link(opportunity_id, referral.number)
        if self.table.get(Key(link["pk"], link["sk"])) is None:
            # Whoever creates it under the same claim at this moment remembers the same.
            with suppress(Conflict):
                self.table.put(link, version=0)

    def shared_from(self, opportunity_id: str) -> list[OutgoingReferral]:
        """List what was shared of an opportunity, oldest first; a claim without it is left out."""
        links = every(self.table, f"SHARED_FROM#{opportunity_id}")
        return [found for link in links if (found := self.find(link["sk"]))]

    def newest(
        self,
        *,
        statuses: Sequence[OutgoingStatus] = tuple(OutgoingStatus),
        partner_ids: Sequence[str] | None = None,
        before: str = "",
    ) -> Iterator[OutgoingReferral]:
        """
        Walk them, or those with some partners, newest first, beginning after the `listed` key of
        the last one seen. An index lags behind: each is read from the table, told once, and only if
        it fits.
        """
        if partner_ids is not None:
            of_partners = map(_partition, partner_ids)
            keys = listing.newest(self.table, BY_PARTNER, of_partners, before=before)
        else:
            partitions = [status_partition(Direction.OUTGOING, status) for status in statuses]
            keys = listing.newest(self.table, BY_STATUS, partitions, before=before)
        found = (from_item(OutgoingReferral, item) for item in listing.read(self.table, keys))
        return (referral for referral in found if referral.status in statuses)

    def partners_side(self, number: str) -> PartnerReferral | None:
        item = self.table.get(_partners_key(number))
        return from_item(PartnerReferral, item) if item else None

    def save_partners_side(self, side: PartnerReferral) -> PartnerReferral:
        """
        Raises:
            Conflict: it changed since it was read.
        """
        saved = side.model_copy(update={"version": side.version + 1})
        key = _partners_key(side.number)
        item = to_item(key, "PARTNER_REFERRAL", saved, version=saved.version)
        self.table.put(item, version=side.version)
        return saved


def listed_at(referral: OutgoingReferral) -> str:
    """The place of a referral in a list: by time of creation, then by number."""
    return f"{referral.created_at:%Y-%m-%dT%H:%M:%SZ}#{referral.number}"


def _link(opportunity_id: str, number: str) -> Item:
    place = {"pk": f"SHARED_FROM#{opportunity_id}", "sk": number}
    return place | {"kind": "SHARED_FROM", "version": 1}


def _item_of(referral: OutgoingReferral) -> Item:
    state = state_of(referral)
    due = {"unsaid": referral.due, "unsent": referral.due_in_crm}
    marks = {name: str(referral.asked) for name, steps in due.items() if steps}
    marks |= {"due": "yes"} if marks else {}
    trouble = {BY_PROBLEM: state.value} if state else {}
    return to_item(
        _key(referral.number),
        "OUTGOING",
        referral,
        version=referral.version,
        by_status=status_partition(referral.direction, referral.status),
        by_partner=_partition(referral.partner_id),
        listed=listed_at(referral),
        **marks,
        **trouble,
        **attributes_of(referral),
    )


def _key(number: str) -> Key:
    return Key(f"REFERRAL#{number}", "OUTGOING")


def _claim_key(claim: str) -> Key:
    return Key(f"OUTGOING_CLAIM#{claim}", "CLAIM")


def _partners_key(number: str) -> Key:
    return Key(f"REFERRAL#{number}", "PARTNER_REFERRAL")


def _partition(partner_id: str) -> str:
    """Apart from what the partner shared with the host."""
    return f"outgoing#{partner_id}"
