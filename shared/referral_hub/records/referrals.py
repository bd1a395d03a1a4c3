"""Referrals and the invitations that they came from."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from referral_hub.domain.book import shown
from referral_hub.domain.errors import Conflict, HubError
from referral_hub.domain.referrals.assignment import Assignment
from referral_hub.domain.referrals.axes import Direction, Status
from referral_hub.domain.referrals.invitation import Invitation
from referral_hub.domain.referrals.referral import Referral
from referral_hub.domain.referrals.refusals import ReferralNotFound
from referral_hub.ports import Item, Table, Write

from . import listing
from .book_marks import Clock, attributes_of, marked, utc_now
from .customers import Customers
from .items import (
    BY_PARTNER,
    BY_PROBLEM,
    BY_STATUS,
    COUNTER,
    from_item,
    invitation_key,
    referral_key,
    status_partition,
    to_item,
)
from .late import Late, listed_under
from .races import unless_overtaken

T = TypeVar("T")


class ReceivedDifferently(HubError):
    code = "referral_id_reused"
    fix = (
        "Tell what is new of the same referral with PATCH /v1/referrals/{number}/deal; another one"
        " needs a new partner_referral_id."
    )


class AlreadyOver(HubError):
    code = "already_over"
    fix = "Give an expires_at that lies ahead, or leave it out."


@dataclass(frozen=True)
class Filed:
    """
    A referral with its invitation as it is told now, and whether this call filed it.

    `ends` is the date that a delivery brings for what is known otherwise as it is.
    """

    referral: Referral
    invitation: Invitation
    new: bool
    ends: datetime | None = None


@dataclass(frozen=True)
class Referrals:
    """`begin` saves what comes in, with whom of the host it is given to; by itself to nobody."""

    table: Table
    clock: Clock = utc_now
    begin: Callable[[Referrals, Referral, Invitation], Referral] | None = None

    def file(self, invitation: Invitation, *, as_of: datetime | None = None) -> Filed:
        """
        Keep a new referral under the identity (partner, partner's id); a repeated delivery finds
        the first.

        The invitation is written first and claims the identity. A crash before the referral is
        written leaves a claim that nobody sees; the next delivery completes it.

        Args:
            as_of: Nothing new is filed that was over by then.

        Raises:
            AlreadyOver: it could never be accepted.
            ReceivedDifferently: the partner used this id before, for something else.
            Conflict: another delivery was faster; file it again to find what that one filed.
        """
        claimed = self.invitation(invitation.partner_id, invitation.partner_referral_id)
        # What is claimed now need not be looked for: were another delivery faster to complete it,
        # saving it would conflict.
        found = self.find(claimed.number) if claimed else None
        if claimed and found:
            return repeated(found, claimed, invitation)
        if as_of:
            must_lie_ahead(invitation.expires_at, as_of)
        claimed = claimed or self._claim(invitation)
        Customers(self.table).remember_invitation(claimed)
        begun = referral_of(claimed)
        saved = self.begin(self, begun, claimed) if self.begin else self.save(begun)
        return Filed(saved, claimed, new=True)

    def _claim(self, invitation: Invitation) -> Invitation:
        number = f"R-{self.table.add(COUNTER):06d}"
        claim = invitation.model_copy(update={"number": number})
        key = invitation_key(claim.partner_id, claim.partner_referral_id)
        self.table.put(to_item(key, "INVITATION", claim, version=1), version=0)
        return claim

    def invitation(self, partner_id: str, partner_referral_id: str) -> Invitation | None:
        item = self.table.get(invitation_key(partner_id, partner_referral_id))
        return from_item(Invitation, item) if item else None

    def is_filed(self, partner_id: str, partner_referral_id: str) -> bool:
        """Tell whether the referral is there; a claim that a crash left alone does not count."""
        claimed = self.invitation(partner_id, partner_referral_id)
        return claimed is not None and self.find(claimed.number) is not None

    def invitation_of(self, referral: Referral) -> Invitation:
        """Read what was shared, with what the partner said instead until it was accepted."""
        found = self.invitation(referral.partner_id, referral.partner_referral_id)
        if found is None:
            raise Conflict(f"the invitation of {referral.number} is missing")
        return referral.as_told(found)

    def find(self, number: str) -> Referral | None:
        item = self.table.get(referral_key(number))
        return from_item(Referral, item) if item else None

    def get(self, number: str) -> Referral:
        """
        Raises:
            ReferralNotFound: there is none of this number.
        """
        found = self.find(number)
        if found is None:
            raise ReferralNotFound(f"no referral {number}")
        return found

    def save(self, referral: Referral, *, beside: Sequence[Write] = ()) -> Referral:
        """
        Replace the referral that was read, and make the writes `beside` it, all or none.

        Raises:
            Conflict: it changed since it was read; read it again and decide again.
        """
        saved = referral.model_copy(update={"version": referral.version + 1})
        saved = marked(saved, shown.of_referral(saved), self.clock)
        if beside:
            self.table.put_all([Write(_item_of(saved), referral.version), *beside])
        else:
            self.table.put(_item_of(saved), version=referral.version)
        return saved

    def change(self, number: str, change: Callable[[Referral], T]) -> T:
        """
        Let `change` decide on what is stored now, and save it; when somebody else was faster, look
        again.

        Raises:
            ReferralNotFound: there is none of this number.
            Conflict: others were faster, time and again.
        """
        return unless_overtaken(number, lambda: change(self.get(number)))

    def newest(
        self,
        *,
        statuses: Sequence[Status] = tuple(Status),
        partner_ids: Sequence[str] | None = None,
        before: str = "",
    ) -> Iterator[Referral]:
        """
        Walk the inbox, or what some partners have in it, newest first, beginning after the `listed`
        key of the last one seen.

        An index lags behind the table, and may list a referral under two statuses, or none, for a
        moment: each is read from the table, told once, and only if it fits.
        """
        if partner_ids is not None:
            keys = listing.newest(self.table, BY_PARTNER, partner_ids, before=before)
        else:
            partitions = [status_partition(Direction.INBOUND, status) for status in statuses]
            keys = listing.newest(self.table, BY_STATUS, partitions, before=before)
        return (referral for referral in self._read(keys) if referral.status in statuses)

    @property
    def late(self) -> Late:
        return Late(self.table)

    def invitations(self, referrals: Sequence[Referral]) -> dict[str, Invitation]:
        """Read the invitations of many referrals at once, by number."""
        keys = [invitation_key(r.partner_id, r.partner_referral_id) for r in referrals]
        read = [from_item(Invitation, item) for item in self.table.get_many(keys)]
        said = {invitation.number: invitation for invitation in read}
        return {r.number: r.as_told(said[r.number]) for r in referrals if r.number in said}

    def _read(self, keys: Iterable[Item]) -> Iterator[Referral]:
        return (from_item(Referral, item) for item in listing.read(self.table, keys))


def must_lie_ahead(ends: datetime | None, now: datetime) -> None:
    """
    Raises:
        AlreadyOver: the offer lapsed before anybody could see it.
    """
    if ends is not None and ends <= now:
        why = f"is in the past: it is {now:%Y-%m-%dT%H:%M:%SZ}"
        raise AlreadyOver("the offer is over already", fields={"expires_at": why})


def repeated(found: Referral, shared: Invitation, told: Invitation) -> Filed:
    """
    Compare a delivery with what was shared first, and with what is known since.

    Of what nobody has decided, whoever shared it may move the end.

    Raises:
        AlreadyOver: that end is in the past.
        ReceivedDifferently: one identity, and two contents.
    """
    known = found.as_told(shared)
    differs = known.differs_in(told) if shared.differs_in(told) else frozenset[str]()
    if differs == {"expires_at"} and told.expires_at and not found.decision:
        must_lie_ahead(told.expires_at, told.received_at)
        return Filed(found, known, new=False, ends=told.expires_at)
    if differs:
        raise ReceivedDifferently(
            f"{told.partner_referral_id} is {found.number}, with other content",
            fields=dict.fromkeys(sorted(differs), "is not what was told before"),
        )
    return Filed(found, known, new=False)


def listed_at(referral: Referral) -> str:
    """The place of a referral in a list: by time of receipt, then by number."""
    return f"{referral.received_at:%Y-%m-%dT%H:%M:%SZ}#{referral.number}"


def referral_of(invitation: Invitation) -> Referral:
    """Begin the referral of an invitation; nobody has decided anything."""
    place = invitation.placement
    return Referral(
        number=invitation.number,
        partner_id=invitation.partner_id,
        partner_referral_id=invitation.partner_referral_id,
        offer=invitation.offer,
        received_at=invitation.received_at,
        expires_at=invitation.expires_at,
        stage=place.counts_as,
        workflow=place.workflow,
        workflow_stage=place.stage,
        assignment=Assignment(owner=place.owner, why=place.why),
    )


def _item_of(referral: Referral) -> Item:
    problem = listed_under(referral)
    return to_item(
        referral_key(referral.number),
        "REFERRAL",
        referral,
        version=referral.version,
        by_status=status_partition(referral.direction, referral.status),
        by_partner=referral.partner_id,
        listed=listed_at(referral),
        progress=referral.progress.value,
        run=referral.run,
        **({BY_PROBLEM: problem} if problem else {}),
        **attributes_of(referral),
    )
