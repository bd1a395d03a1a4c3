"""Hand a referral over to its partner, for good, and once more after the partner refused it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from referral_hub.application.outgoing.checking import must_be_known, must_be_ready, must_fit, taker
from referral_hub.application.outgoing.desk import SharingDesk
from referral_hub.domain.access import Principal
from referral_hub.domain.outgoing.disclosed import disclosed_anew, must_be_of_the_same_client
from referral_hub.domain.outgoing.referral import OutgoingReferral
from referral_hub.domain.outgoing.refusals import NotResubmittable
from referral_hub.domain.outgoing.story import RESUBMITTED, edit_of
from referral_hub.ports import PartnerConnection

Check = Callable[[OutgoingReferral], None]


def any_version(referral: OutgoingReferral) -> None:
    """Whatever is stored is good."""


def submit(
    *,
    number: str,
    by: Principal,
    now: datetime,
    desk: SharingDesk,
    connection: PartnerConnection,
    check: Check = any_version,
) -> tuple[OutgoingReferral, bool]:
    """
    Say Ready For Submit = Yes (OUT-11); what was submitted stays so, and answers alike.

    Returns the referral, and whether this call submitted it. `check` may raise where it is not what
    the caller has seen.

    Raises:
        NotReady: some fields are missing or wrong; all are named, and nothing was written.
        ChannelConflict: another partner is protected.
    """

    def decide(referral: OutgoingReferral) -> tuple[OutgoingReferral, bool]:
        if referral.ready:
            return referral, False
        check(referral)
        takes = taker(connection, referral.partner_id)
        must_be_ready(referral, takes, today=now.date())
        checked = desk.checked(referral, now=now)
        submitted = checked.submitted(
            by=by.actor, at=now, steps=takes.steps, tells_stage=takes.tells_stage
        )
        return desk.outgoing.save(submitted), True

    return desk.outgoing.change(number, decide)


def resubmit(
    *,
    number: str,
    fields: Mapping[str, str],
    by: Principal,
    now: datetime,
    desk: SharingDesk,
    connection: PartnerConnection,
    check: Check = any_version,
) -> OutgoingReferral:
    """
    Share it again with these edits, after the partner refused it or asked for a correction.

    Raises:
        NotResubmittable: the partner has nothing against it.
        AlreadyOverAtPartner: its partner rejected it, or let it expire.
        UnknownFields, TooLong, NotReady: nothing was written.
        ConsentNeeded: the client who agreed to be disclosed is another one.
        ChannelConflict: another partner is protected for its new customer.
    """

    def decide(referral: OutgoingReferral) -> OutgoingReferral:
        check(referral)
        referral.must_be_open()
        if not referral.resubmittable:
            raise NotResubmittable(f"{referral.number} was not refused")
        takes = taker(connection, referral.partner_id)
        must_be_known(fields, takes.form())
        edited = referral.edited(fields)
        must_fit(edited.fields)
        must_be_ready(edited, takes, today=now.date())
        if edited != referral:
            must_be_of_the_same_client(referral, edited)
            edited = disclosed_anew(edited)
        again = desk.named(referral, edited, now=now).resubmitted(at=now, steps=takes.steps)
        saved = desk.outgoing.save(again)
        desk.timeline.add(number, edit_of(referral, saved, by=by, at=now, what=RESUBMITTED))
        return saved

    return desk.outgoing.change(number, decide)
