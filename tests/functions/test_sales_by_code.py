"""What people save in the built-in CRM becomes, and moves, a referral by its code."""

from __future__ import annotations

import pytest

from referral_hub.domain.crm_referrals import CrmThing
from tests.application.stage import accept, accepted, carry_out, filed
from tests.functions.sales_line import SalesLine
from tests.lifecycle_records import CODE


@pytest.fixture
def line() -> SalesLine:
    return SalesLine()


def stages(line: SalesLine) -> list[str]:
    return [reached.event for reached in line.referral.reached]


def test_a_new_lead_with_a_code_begins_a_referral_of_whose_code_it_is(line: SalesLine) -> None:
    line.add_lead()

    line.deliver()

    assert stages(line) == ["refer"]
    assert (line.referral.code, line.referral.partner_id) == (CODE, "harbour")


def test_a_lead_that_gets_its_code_later_begins_one_then(line: SalesLine) -> None:
    """It counts whether it came through the portal or offline, created or updated (LC-3)."""
    lead_id = line.add_lead(referral_code="")
    line.deliver()
    assert line.referrals == []

    line.add_code(lead_id)
    line.deliver()

    assert stages(line) == ["refer"]


def test_a_lead_is_followed_from_its_conversion_to_the_win_as_one_referral(
    line: SalesLine,
) -> None:
    lead_id = line.add_lead()
    line.deliver()

    opportunity_id = line.convert(lead_id, amount="12500.00", currency="EUR")
    line.deliver()
    line.change(opportunity_id, stage="won")
    line.deliver()

    assert stages(line) == ["refer", "qualify", "close"]
    assert line.referral.opportunity_id == opportunity_id


def test_all_of_it_told_at_once_and_twice_is_the_same_referral(line: SalesLine) -> None:
    opportunity_id = line.convert(line.add_lead(), amount="12500.00", currency="EUR")
    line.change(opportunity_id, stage="won")
    line.relay()
    line.hints.hints *= 2

    line.deliver()

    assert line.referral.event == "close"


def test_an_opportunity_that_was_won_offline_with_a_code_counts(line: SalesLine) -> None:
    line.add_opportunity(referral_code=CODE, stage="won", amount="12500.00", currency="EUR")

    line.deliver()

    assert line.referral.event == "close"


def test_what_happens_to_a_followed_opportunity_that_lost_its_code_is_heard_of(
    line: SalesLine,
) -> None:
    opportunity_id = line.add_opportunity(referral_code=CODE)
    line.deliver()
    line.change(opportunity_id, referral_code="")
    line.deliver()

    line.change(opportunity_id, stage="won")
    line.deliver()

    assert line.referral.event == "close"


def test_an_opportunity_without_a_code_costs_nothing(line: SalesLine) -> None:
    opportunity_id = line.add_opportunity()

    line.change(opportunity_id, stage="won")

    assert line.table.changes == []


def test_a_hub_without_any_code_reads_no_record_and_asks_for_codes_once_a_batch() -> None:
    line = SalesLine(coded=False)
    for _ in range(5):
        line.add_lead()
    line.relay()
    line.table.queries.clear()

    line.follow()

    assert line.crm.reads == 0
    assert line.table.queries == ["REFERRAL_CODE"]


def test_a_hub_with_codes_asks_for_codes_once_a_batch_too(line: SalesLine) -> None:
    for _ in range(5):
        line.add_lead()
    line.relay()
    line.table.queries.clear()

    line.follow()

    assert line.table.queries.count("REFERRAL_CODE") == 1
    assert len(line.referrals) == 5


def test_the_relay_tells_of_each_save_as_other_crms_do(line: SalesLine) -> None:
    lead_id = line.add_lead()
    opportunity_id = line.convert(lead_id)

    line.relay()

    told = [(hint["about"], hint["record_id"]) for hint in line.hints.hints]
    assert (CrmThing.LEAD, lead_id) == told[0]
    assert set(told[1:]) == {(CrmThing.OPPORTUNITY, opportunity_id), (CrmThing.LEAD, lead_id)}


def test_a_code_that_a_partner_shares_over_the_portal_reaches_the_opportunity_and_counts(
    line: SalesLine,
) -> None:
    number = accept(line.hub, filed(line.hub, referral_code=CODE).number).number
    carry_out(line.hub, number)
    opportunity_id = line.hub.referrals.get(number).opportunity_id
    line.deliver()

    line.change(opportunity_id, stage="won")
    line.deliver()

    assert (line.referral.event, line.referral.code) == ("close", CODE)
    assert line.referral.opportunity_id == opportunity_id


def test_what_a_partner_shares_without_a_code_tells_nobody(line: SalesLine) -> None:
    carry_out(line.hub, accepted(line.hub).number)

    assert line.table.changes == []
