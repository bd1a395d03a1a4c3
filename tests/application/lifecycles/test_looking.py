"""A look at a record of the CRM's sales: as it is now, and with what belongs to it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from referral_hub.application.lifecycles import following, looking
from referral_hub.application.lifecycles.following import Followed, What
from referral_hub.application.lifecycles.looking import SalesWatch
from referral_hub.domain.lifecycles.lifecycle import FieldNames
from referral_hub.domain.lifecycles.sales_record import RecordKind
from tests.functions.sales_line import SalesLine

LEAD, ORDER = RecordKind.LEAD, RecordKind.ORDER


@pytest.fixture
def line() -> SalesLine:
    return SalesLine()


def watch_of(line: SalesLine) -> SalesWatch:
    watch = line.hub.sales_watch
    assert watch
    return watch


def look(line: SalesLine, kind: RecordKind, record_id: str) -> list[Followed]:
    return looking.look(kind=kind, record_id=record_id, now=line.clock(), watch=watch_of(line))


def test_a_look_brings_along_what_the_lead_became(line: SalesLine) -> None:
    lead_id = line.add_lead()
    opportunity_id = line.convert(lead_id, amount="12500.00", currency="EUR", stage="won")

    followed = look(line, LEAD, lead_id)

    assert [each.what for each in followed] == [What.BEGUN, What.WENT_ON]
    assert line.referral.event == "close"
    assert f"opportunity#{opportunity_id}" in line.referral.stories


def test_a_look_that_was_interrupted_is_made_up_for_by_the_next(line: SalesLine) -> None:
    lead_id = line.add_lead()
    line.convert(lead_id, amount="12500.00", currency="EUR", stage="won")
    seen = watch_of(line).read(LEAD, lead_id)
    assert seen
    following.follow(seen=seen, now=line.clock(), desk=line.hub.lifecycle_desk)
    assert line.referral.event == "qualify"

    look(line, LEAD, lead_id)

    assert line.referral.event == "close"


def test_a_second_look_reads_one_record_and_finds_nothing_new(line: SalesLine) -> None:
    lead_id = line.add_lead()
    line.convert(lead_id)
    look(line, LEAD, lead_id)
    before = line.crm.reads

    followed = look(line, LEAD, lead_id)

    assert [each.what for each in followed] == [What.NOTHING_NEW]
    assert line.crm.reads == before + 1


@pytest.mark.parametrize("kind", list(RecordKind))
def test_a_record_that_is_not_there_changes_nothing(line: SalesLine, kind: RecordKind) -> None:
    assert look(line, kind, "nowhere") == []
    assert line.referrals == []


def test_what_some_version_of_a_lifecycle_reads_is_asked_for(line: SalesLine) -> None:
    """A referral goes on under the version that it began under."""
    lifecycles = line.hub.lifecycle_desk.lifecycles
    shipped = lifecycles.get("lead-to-close")
    said = {"version": 1, "fields": {LEAD: FieldNames(code="partner_code")}}
    lifecycles.publish(shipped.model_copy(update=said))

    asked = watch_of(line).fields[LEAD]

    assert {"partner_code", "referral_code"} <= set(asked)


def test_a_kind_of_record_that_no_lifecycle_is_about_is_not_read(line: SalesLine) -> None:
    (to_close, _) = line.hub.lifecycle_desk.lifecycles.ships
    leads_only = to_close.model_copy(update={"fields": {LEAD: to_close.fields[LEAD]}})
    lifecycles = replace(line.hub.lifecycle_desk.lifecycles, ships=(leads_only,))
    watch = SalesWatch(replace(line.hub.lifecycle_desk, lifecycles=lifecycles), line.crm)

    assert watch.read(ORDER, "ord-1") is None
    assert line.crm.reads == 0


def test_a_crm_that_tracks_no_sales_is_not_asked(line: SalesLine) -> None:
    class Other:
        name = "other"

    watch = SalesWatch(line.hub.lifecycle_desk, Other())  # type: ignore[arg-type]

    assert watch.read(LEAD, "lead-1") is None


def test_without_any_code_nothing_watches() -> None:
    assert SalesLine(coded=False).hub.sales_watch is None
