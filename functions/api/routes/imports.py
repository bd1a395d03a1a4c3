"""Referrals of partners that only people speak with: typed in, or imported from a file."""

from __future__ import annotations

from datetime import timedelta
from http import HTTPStatus
from typing import Any

from functions._entrypoint import measure
from functions.api.csv_reading import CsvRow, field_at, read_csv
from functions.api.http import Answer, Call, NoQuery, answer
from functions.api.import_shapes import ImportQuery, ImportReport, RowBody
from functions.api.reading import read_part
from functions.api.refusals import InvalidRequest
from functions.api.shapes import ReferralBody
from referral_hub.application import importing
from referral_hub.application.importing import ImportedRow, ImportRow, RowOutcome
from referral_hub.application.sharing import must_be_manual
from referral_hub.domain.referrals.invitation import Invitation

from .partners import partner_of
from .referrals import content_of, people_of, take_in

# API Gateway hangs up after 30 seconds: a report that says what was left is worth more.
_TIME = timedelta(seconds=20)


def type_in(call: Call[ReferralBody, NoQuery]) -> Answer:
    """The partner is that of the path; who typed it in stands on the timeline."""
    return take_in(call, **_delivery(call, "manual"))


def import_file(call: Call[str, ImportQuery]) -> Answer:
    """Read the whole file before anything is written; then each row stands for itself."""
    delivery = _delivery(call, "csv") | {"received_at": call.hub.clock()}
    file = read_csv(call.body)
    read = [_read(row, delivery) for row in file.rows]
    refused = [row for row in read if isinstance(row, ImportedRow)]
    taken = _take(call, [row for row in read if isinstance(row, ImportRow)])
    report = ImportReport.of(
        [*refused, *taken],
        dry_run=call.query.dry_run,
        unknown_columns=file.unknown_columns,
    )
    return answer(HTTPStatus.OK, report)


def _delivery(call: Call[object, object], via: str) -> dict[str, Any]:
    """
    Raises:
        UnknownPartner, NotManual: the path names no partner that people bring referrals of.
    """
    partner = partner_of(call)
    must_be_manual(partner, call.hub.connections.settings_of(partner.kind))
    return {"partner_id": partner.partner_id, "via": via, "brought_by": call.by.actor}


def _read(row: CsvRow, delivery: dict[str, Any]) -> ImportRow | ImportedRow:
    try:
        body = read_part(row.told, RowBody, at="")
    except InvalidRequest as error:
        wrong = {field_at(pointer): why for pointer, why in error.fields.items()}
        return ImportedRow(row.line, RowOutcome.REFUSED, wrong=wrong)
    return ImportRow(row.line, _invitation(body, delivery), tuple(people_of(body.contacts)))


def _invitation(body: RowBody, delivery: dict[str, Any]) -> Invitation:
    told = content_of(body) | delivery
    named = told.pop("partner_referral_id")
    return Invitation(**told, partner_referral_id=named) if named else Invitation.without_id(**told)


def _take(call: Call[str, ImportQuery], rows: list[ImportRow]) -> list[ImportedRow]:
    hub, until = call.hub, call.hub.clock() + _TIME
    told: dict[str, Any] = {"rows": rows, "referrals": hub.referrals}
    told["in_time"] = lambda: hub.clock() < until
    if call.query.dry_run:
        return importing.rehearse(**told)
    taken = importing.import_rows(**told, contacts=hub.contacts)
    if created := sum(row.outcome is RowOutcome.CREATED for row in taken):
        measure("ReferralReceived", created)
    return taken
