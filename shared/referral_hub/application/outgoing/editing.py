"""Edit an outgoing referral: shared fields, customer, own details (OUT-13)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from referral_hub.domain.access import Principal
from referral_hub.domain.outgoing.referral import OutgoingReferral
from referral_hub.domain.outgoing.refusals import NotEditable
from referral_hub.domain.outgoing.story import edit_of
from referral_hub.ports import PartnerConnection, TakesReferrals

from .checking import must_be_known, must_be_ready, must_fit, taker
from .desk import SharingDesk
from .sharing.submitting import Check, any_version


def edit(
    *,
    number: str,
    fields: Mapping[str, str],
    solutions: tuple[str, ...] | None = None,
    by: Principal,
    now: datetime,
    desk: SharingDesk,
    connection: PartnerConnection,
    check: Check = any_version,
) -> OutgoingReferral:
    """
    Let edits win. A draft may still be wrong; what the partner has must stay right, and is told.

    Raises:
        UnknownFields, TooLong, NotReady: nothing was written.
        AlreadyOverAtPartner: its partner rejected it, or let it expire.
        NotEditable: its partner has it already, and takes no changes.
        ChannelConflict: it is submitted, and another partner is protected for its new customer.
    """

    def decide(referral: OutgoingReferral) -> OutgoingReferral:
        check(referral)
        referral.must_be_open()
        takes = taker(connection, referral.partner_id)
        must_be_known(fields, takes.form())
        edited = referral.edited(fields)
        if solutions is not None:
            edited = edited.offering(solutions)
        if edited == referral:
            return edited
        must_fit(edited.fields)
        saved = desk.outgoing.save(desk.named(referral, _told(edited, takes, now), now=now))
        desk.timeline.add(number, edit_of(referral, saved, by=by, at=now))
        return saved

    return desk.outgoing.change(number, decide)


def _told(edited: OutgoingReferral, takes: TakesReferrals, now: datetime) -> OutgoingReferral:
    """What was refused goes out with its resubmission; all else that is submitted, now."""
    if not edited.ready or edited.refused:
        return edited
    if not takes.corrects:
        raise NotEditable(f"{edited.partner_id} takes no changes of {edited.number}")
    must_be_ready(edited, takes, today=now.date())
    return edited.corrected(at=now)
