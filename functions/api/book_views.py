"""From the lines of the book to what this reader is shown of them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from referral_hub.application.book.opening import Opened
from referral_hub.application.queries import Row
from referral_hub.domain.access import Principal, Role
from referral_hub.domain.contacts.arrivals import ContactArrival
from referral_hub.domain.outgoing.origin import Origin
from referral_hub.domain.outgoing.referral import OutgoingReferral
from referral_hub.domain.referrals.notes import Notes
from referral_hub.domain.referrals.referral import Referral
from referral_hub.domain.shapes import Money

from .book_shapes import BookRecord, NotesView
from .outgoing_views import OutgoingView, outgoing_view
from .representation import referral_view
from .views import Amount

# What of an outgoing referral is the host's own.
_OF_THE_HOST: Mapping[str, Any] = {
    "opportunity_id": "",
    "account_id": "",
    "link_locked": False,
    "created_by": "",
    "origin": Origin(),
    "submitted_by": "",
    "overlaps": (),
    "sync_problems": (),
}
# By whose leave it was sent, its partner is told; not who of the host wrote that down, and where.
_BY_THE_HOST = {"recorded_by": "host", "workflow": ""}


def record(
    line: Opened,
    reader: Principal,
    *,
    now: datetime,
    crm: str,
    machine: str,
    left: tuple[ContactArrival, ...] = (),
    not_ready: Mapping[str, str],
) -> BookRecord:
    """Show a line in full; what stands beside it is as the referral's own views have it."""
    stage, value = line.stage, line.value_for(reader)
    told: dict[str, Any] = {}
    if isinstance(line.referral, Referral) and line.told:
        row = Row(line.referral, line.told)
        told["inbound"] = referral_view(
            row, reader, now=now, crm=crm, machine=machine, left=left, deal=line.deal
        )
    elif isinstance(line.referral, OutgoingReferral):
        told["outgoing"] = _outgoing(line, line.referral, reader, crm, not_ready)
    return BookRecord(
        number=line.number,
        direction=line.referral.direction,
        partner_id=line.referral.partner_id,
        stage=stage.name,
        stage_label=stage.label,
        counts_as=stage.counts_as,
        workflow=line.workflow.workflow_id,
        value=_amount(value) if value else None,
        purpose=line.told.purpose if line.told else None,
        notes=_notes(line.notes, reader),
        follow_up=line.follow_up.shown_to(reader),
        **told,
    )


def _amount(value: Money) -> Amount:
    return Amount(amount=value.amount, currency=value.currency)


# The partner itself, its people and its machines; a partner manager is the host's.
_THEIRS = ("partner:", f"{Role.PARTNER_STAFF}:", f"{Role.INTEGRATION}:")


def _notes(notes: Notes, reader: Principal) -> NotesView:
    theirs = notes.by.startswith(_THEIRS) or not notes.by
    by = notes.by if theirs or not reader.role.of_a_partner else "host"
    return NotesView(text=notes.text, by=by, at=notes.at, edits=notes.version)


def _outgoing(
    line: Opened,
    referral: OutgoingReferral,
    reader: Principal,
    crm: str,
    not_ready: Mapping[str, str],
) -> OutgoingView:
    whole = outgoing_view(referral, line.side, reader, crm=crm, not_ready=not_ready, deal=line.deal)
    if not reader.role.of_a_partner:
        return whole
    told: dict[str, Any] = {"integrations": {"partner": whole.integrations["partner"]}}
    if whole.disclosure:
        told["disclosure"] = whole.disclosure.model_copy(update=_BY_THE_HOST)
    return whole.model_copy(update={**_OF_THE_HOST, **told})
