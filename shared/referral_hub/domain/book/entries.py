"""The lines of the book, from all that is kept of a referral."""

from __future__ import annotations

from collections.abc import Container, Iterable
from datetime import datetime
from typing import Any, NamedTuple

from referral_hub.domain.contacts.arrivals import ContactArrival
from referral_hub.domain.deals.deal import Deal
from referral_hub.domain.outgoing.referral import OutgoingReferral
from referral_hub.domain.outgoing.terms import terms_of
from referral_hub.domain.referrals.invitation import Invitation
from referral_hub.domain.referrals.notes import Notes
from referral_hub.domain.referrals.referral import Referral
from referral_hub.domain.referrals.terms import Terms
from referral_hub.domain.workflows import DEFAULT

from .row import BookEntry, BookRow

_PEOPLE = ("contact.",)


class Beside(NamedTuple):
    """What is kept beside a referral of either direction; `changed_at` is when any of it was."""

    deal: Deal | None
    notes: Notes | None
    arrivals: tuple[ContactArrival, ...]
    changed_at: datetime | None


def of_inbound(referral: Referral, shared: Invitation, beside: Beside) -> BookEntry:
    told = referral.as_told(shared)
    host, partner = _both_sides(told, beside.deal)
    stands = {
        "status": referral.status,
        "stage": referral.stage,
        "workflow": referral.workflow or DEFAULT.workflow_id,
        "workflow_stage": referral.workflow_stage or referral.stage,
        "owner": referral.assignment.owner,
        "partner_manager": referral.assignment.partner_manager,
        "notes": beside.notes.text if beside.notes else shared.notes,
        "direction": referral.direction,
        "received_at": referral.received_at,
        "changed_at": beside.changed_at or referral.received_at,
    }
    return BookEntry(
        host=_row(host, stands),
        partner=_row(partner, stands),
        words=(*_words_of(partner, but=shared.words_of_people), *_partner_people(shared)),
        host_words=(host.description,),
        people=(*shared.words_of_people.values(), *_people(beside.arrivals)),
    )


def of_outgoing(referral: OutgoingReferral, beside: Beside) -> BookEntry:
    """Of a draft its partner knows nothing."""
    terms = terms_of(referral)
    stands = {
        "status": referral.status,
        "stage": referral.stage,
        "workflow": DEFAULT.workflow_id,
        "workflow_stage": referral.workflow_stage or referral.stage,
        "notes": beside.notes.text if beside.notes else "",
        "direction": referral.direction,
        "received_at": terms.received_at,
        "changed_at": beside.changed_at or referral.created_at,
    }
    row = _row(terms, stands)
    people = [text for name, text in referral.fields.items() if name.startswith(_PEOPLE)]
    return BookEntry(
        host=row,
        partner=row if referral.ready else None,
        words=tuple(_words_of(terms)),
        people=(*people, *_people(beside.arrivals)),
    )


def _both_sides(told: Invitation, deal: Deal | None) -> tuple[Terms, Terms]:
    """What counts now, and what the partner said last, whether it counts or not."""
    if deal is None or not deal.changes:
        return told, told
    said = {field: value.shared for field, value in deal.values.items() if value.shared}
    values = {f: v.model_copy(update={"text": said.get(f, "")}) for f, v in deal.values.items()}
    partners = deal.model_copy(update={"values": values})
    return deal.over(told), partners.over(told)


def _row(terms: Terms, stands: dict[str, Any]) -> BookRow:
    return BookRow(
        number=terms.number,
        partner_id=terms.partner_id,
        partner_referral_id=terms.partner_referral_id,
        title=terms.title,
        company_name=terms.customer.company_name,
        country_code=terms.customer.country_code,
        value=terms.value,
        purpose=terms.purpose or "",
        target_close_date=terms.target_close_date,
        **stands,
    )


def _words_of(terms: Terms, but: Container[str] = ()) -> Iterable[str]:
    beside = terms.customer.model_dump(exclude={"company_name", "country_code"})
    custom = (text for name, text in terms.custom.items() if name not in but)
    return filter(None, (terms.description, *beside.values(), *custom))


def _partner_people(shared: Invitation) -> Iterable[str]:
    for person in shared.partner_people:
        yield from filter(None, (person.name, person.email))


def _people(arrivals: Iterable[ContactArrival]) -> Iterable[str]:
    for arrival in sorted(arrivals, key=lambda each: each.key):
        info = arrival.info
        name = f"{info.first_name} {info.last_name}".strip()
        yield from filter(None, (name, info.email))
