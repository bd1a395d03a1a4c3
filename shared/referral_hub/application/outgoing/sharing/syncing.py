"""Look at both other sides now, because somebody does not want to wait for events and polls."""

from __future__ import annotations

from datetime import datetime

from referral_hub.application.crms.changes import brings
from referral_hub.application.deals.desk import DealDesk
from referral_hub.domain.outgoing.referral import OutgoingReferral
from referral_hub.domain.outgoing.refusals import NotThereYet
from referral_hub.ports import TakesReferrals

from .two_way import TwoWayDesk


def sync(
    *, number: str, takes: TakesReferrals, now: datetime, desk: TwoWayDesk
) -> OutgoingReferral:
    """
    Take in what the partner and the CRM have, and have all looked at that is held or due.

    Raises:
        NotThereYet: its partner has no record of it.
        Unavailable: one of them did not answer; what the other said is kept.
        Conflict: all of this moves too fast: later.
    """
    referral = desk.outgoing.get(number)
    if not referral.partner_referral_id:
        raise NotThereYet(f"{referral.partner_id} has no record of {number}")
    desk.look(number, takes, at=now)
    if referral.opportunity_id:
        brings(desk.deal_desk, number, referral.opportunity_id, now)
    return desk.outgoing.change(number, lambda it: _reminded(it, desk))


def follow_opportunity(opportunity_id: str, *, now: datetime, desk: DealDesk) -> list[str]:
    """
    Bring what changed in an opportunity to what was shared of it, where the CRM tells of nothing by
    itself. Returns the numbers of those to whom it was news.

    Raises:
        Conflict: all of this moves too fast: later.
    """
    shared = (each.number for each in desk.outgoing.shared_from(opportunity_id) if each.ready)
    return [number for number in shared if brings(desk, number, opportunity_id, now)]


def _reminded(referral: OutgoingReferral, desk: TwoWayDesk) -> OutgoingReferral:
    waits = referral.due or referral.due_in_crm
    return desk.outgoing.save(referral.reminded()) if waits else referral
