"""Create an outgoing referral: the one way in, whoever asks (OUT-1)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from referral_hub.domain.errors import Conflict
from referral_hub.domain.outgoing.referral import Origin, OutgoingReferral
from referral_hub.domain.referrals.decision import OpportunityChoice
from referral_hub.ports import PartnerConnection
from referral_hub.records.outgoing import OutgoingReferrals

from .checking import must_be_known, must_be_ready, taker


@dataclass(frozen=True)
class Wanted:
    """
    What somebody wants to share.

    `opportunity_id` is that of the CRM, if there is one; `link_locked` says that the referral is
    made from it. `ready` is Ready For Submit. Two calls under one `claim` make one referral.
    """

    partner_id: str
    fields: Mapping[str, str] = field(default_factory=dict)
    solutions: tuple[str, ...] = ()
    opportunity_id: str = ""
    link_locked: bool = False
    ready: bool = False
    origin: Origin = field(default_factory=Origin)
    claim: str = ""


def create(
    *,
    wanted: Wanted,
    key: str,
    by: str,
    now: datetime,
    outgoing: OutgoingReferrals,
    connection: PartnerConnection,
) -> tuple[OutgoingReferral, bool]:
    """
    Keep a new referral, whose partner's side is recorded in the background; one that is ready is
    submitted in the same write.

    Returns the referral, and whether this call made it.

    Args:
        key: Random; what partners know its calls by is made of it.

    Raises:
        TakesNoReferrals, UnknownFields, NotReady: nothing was written.
        Conflict: another call under the same claim is at work; try again.
    """
    takes = taker(connection, wanted.partner_id)
    must_be_known(wanted.fields, takes.form())
    draft = _draft(wanted, key, by, now)
    if wanted.ready:
        must_be_ready(draft, takes, today=now.date())
    number = outgoing.number_for(wanted.claim)
    if found := outgoing.find(number):
        return found, False
    made = draft.model_copy(update={"number": number}).recorded(at=now)
    if wanted.ready:
        made = made.submitted(by=by, at=now, steps=takes.steps)
    try:
        return outgoing.file(made), True
    except Conflict:
        return outgoing.get(number), False


def _draft(wanted: Wanted, key: str, by: str, now: datetime) -> OutgoingReferral:
    chosen = wanted.opportunity_id
    draft = OutgoingReferral(
        number="",
        key=key,
        partner_id=wanted.partner_id,
        solutions=wanted.solutions,
        opportunity=OpportunityChoice(existing=chosen) if chosen else None,
        link_locked=wanted.link_locked,
        created_by=by,
        created_at=now,
        origin=wanted.origin,
    )
    return draft.edited(wanted.fields)
