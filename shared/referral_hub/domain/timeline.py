"""
Who did what to a referral, when and why.

Most of it is read off the records themselves: the invitation, the decision, the effects and the
contacts each say when they came to be. So the timeline cannot disagree with the state, and costs no
writes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import groupby

from referral_hub.domain.referrals.axes import Status

from .contacts.arrivals import ContactArrival
from .effects import Effect, EffectState, Ledger
from .referrals.invitation import Invitation
from .referrals.referral import Referral
from .timeline_entry import TimelineEntry

# What an effect means to a reader, once done.
_DONE = {
    "account": "account.created",
    "opportunity": "opportunity.ready",
    "sender_note": "opportunity.noted",
    "partner_notice": "partner.told_accepted",
    "partner_crm_id": "partner.told_opportunity_id",
    "partner_rejection": "partner.told_rejected",
    "contact": "contact.created",
    "contact_update": "contact.updated",
    "role": "contact.given_role",
    "hub_record": "partner_referral.created",
    "partner_creation": "partner.has_referral",
    "partner_association": "partner.has_solutions",
    "partner_correction": "partner.told_changes",
    "partner_submission": "partner.has_submission",
}


def timeline(
    referral: Referral,
    invitation: Invitation,
    arrivals: Sequence[ContactArrival],
    noted: Iterable[TimelineEntry],
) -> list[TimelineEntry]:
    """Tell the referral's story, oldest fact first."""
    entries = [
        *_of_receipt(invitation),
        *referral.told.story,
        *_of_decision(referral),
        *of_effects(referral.ledger),
        *(entry for arrival in arrivals for entry in _of_arrival(arrival)),
        *noted,
        # Of one moment what led to it comes before.
        *of_assignment(referral),
    ]
    return in_order(entries)


def of_assignment(referral: Referral) -> Iterator[TimelineEntry]:
    """Tell who follows it up now, and why; who did before is noted when it changes."""
    known = referral.assignment
    if known.reasons:
        yield TimelineEntry(
            at=known.at or referral.received_at,
            who=known.by or "hub",
            what="referral.assigned" if known.owner else "referral.unassigned",
            why="; ".join(known.reasons),
        )


_ENDS = {"referral.failed": 1, "referral.retried": 2}
_BEGINS = {"referral.retried": -1, "referral.failed": 1}


def in_order(entries: Iterable[TimelineEntry]) -> list[TimelineEntry]:
    """Sort by time; of one moment what began first: a run that failed before it was retried."""
    told: list[TimelineEntry] = []
    failed = False
    by_time = sorted(entries, key=lambda entry: entry.at)
    for _, together in groupby(by_time, key=lambda entry: entry.at):
        place = _BEGINS if failed else _ENDS
        for entry in sorted(together, key=lambda entry: place.get(entry.what, 0)):
            told.append(entry)
            failed = {"referral.failed": True, "referral.retried": False}.get(entry.what, failed)
    return told


def _of_receipt(invitation: Invitation) -> Iterator[TimelineEntry]:
    note = invitation.sender_note
    yield TimelineEntry(
        at=invitation.received_at,
        who=invitation.sender,
        what="referral.received",
        why=f"via {invitation.via}, as {invitation.partner_referral_id}{note and f': {note}'}",
    )


def _of_decision(referral: Referral) -> Iterator[TimelineEntry]:
    if accepted := referral.acceptance:
        choice = accepted.account.existing or "a new account"
        why = f"account: {choice}; policy version {accepted.first_policy_version}"
        why += f" of {accepted.policy_scope}" if accepted.policy_scope else ""
        yield TimelineEntry(at=accepted.at, who=accepted.by, what="referral.accepted", why=why)
    if rejected := referral.rejection:
        yield TimelineEntry(
            at=rejected.at, who=rejected.by, what="referral.rejected", why=rejected.reason
        )
    yield from expiry_of(referral)


def expiry_of(referral: Referral) -> Iterator[TimelineEntry]:
    """Tell that it expired by its date, if it did; what its partner closed did not."""
    if referral.status is Status.EXPIRED and referral.expires_at and not referral.told.closed:
        why = "the partner's expiry date passed without a decision"
        yield TimelineEntry(at=referral.expires_at, who="hub", what="referral.expired", why=why)


def of_effects(ledger: Ledger, about: str = "") -> Iterator[TimelineEntry]:
    told = {name: e for name, e in ledger.effects.items() if e.outcome or e.problem}
    for name, effect in told.items():
        yield TimelineEntry(
            at=effect.at, who="hub", what=_what(name, effect), why=_why(effect, about)
        )


def _what(name: str, effect: Effect) -> str:
    if effect.adopted_on:
        return f"{name}.adopted"
    if effect.state is EffectState.DONE:
        return _DONE.get(name, f"{name}.done")
    return f"{name}.{'refused' if effect.state is EffectState.REFUSED else 'begun'}"


def _why(effect: Effect, about: str) -> str:
    told = [about, effect.result]
    if effect.adopted_on:
        told = [_same(about, effect.result, effect.adopted_on)]
    parts = [*told, effect.problem]
    if effect.failures:
        parts.append(f"failed attempts: {effect.failures}")
    return "; ".join(part for part in parts if part)


def _of_arrival(arrival: ContactArrival) -> Iterator[TimelineEntry]:
    about = f"contact {arrival.key}"
    kind = "contact_info.partial" if arrival.info.partial else "contact_info.received"
    yield TimelineEntry(
        at=arrival.arrived_at, who="partner", what=kind, why=f"{about}, via {arrival.via}"
    )
    yield from of_effects(arrival.ledger, about)
    if arrival.outcome == "skipped" and arrival.settled_at:
        yield _skipped(arrival, arrival.settled_at)


def _skipped(arrival: ContactArrival, at: datetime) -> TimelineEntry:
    match = arrival.match
    why = f"contact {arrival.key}: the policy carries no contacts"
    if match and match.contact_id:
        why = _same(f"contact {arrival.key}", match.contact_id, match.keys)
    return TimelineEntry(at=at, who="hub", what="contact.skipped", why=why)


def _same(about: str, record_id: str, keys: Iterable[str]) -> str:
    return f"{about} is {record_id}: same {' and '.join(keys)}"
