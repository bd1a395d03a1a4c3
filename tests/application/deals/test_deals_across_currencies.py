"""A deal in another currency than the one that the CRM, which is not told any, has it in."""

from __future__ import annotations

import pytest

from referral_hub.domain.referrals.deal_fields import DealField
from referral_hub.domain.referrals.referral import Referral
from referral_hub.domain.shapes import Money
from referral_hub.hub import Hub
from tests.application.crm_stage import changes, deal_of, look
from tests.application.deal_stage import a_deal, amount, given, mapped, retell, sharing
from tests.application.deal_troubles import StubbornCrm, edit, fields_of, tell
from tests.application.stage import publish, retry

BARE = tuple(each for each in mapped() if each["target"] != "currency")
CURRENCY = {"target": "currency", "template": "{value.currency}"}


@pytest.fixture
def referral(hub: Hub) -> Referral:
    return a_deal(hub, BARE)


@pytest.mark.parametrize("told", ["9000", "12500"])
def test_no_amount_is_written_into_another_currency_and_everything_else_is(
    hub: Hub, crm: StubbornCrm, referral: Referral, told: str
) -> None:
    retell(hub, referral.number, **amount(told, "USD"))
    edit(hub, referral.number, target_close_date="2027-12-24")

    assert tell(hub, referral.number) == "refused"

    deal = deal_of(hub, referral.number)
    _, refused = deal.update.ledger.stuck or ("", None)
    assert crm.written == [{"close_date": "2027-12-24"}]
    assert refused
    assert refused.fields == ("amount",)
    assert "USD" in refused.problem
    assert "EUR" in refused.problem
    assert deal.update.given_up
    assert tell(hub, referral.number) == "nothing"


def test_an_amount_of_the_crm_is_not_read_in_the_deals_new_currency(
    hub: Hub, referral: Referral
) -> None:
    retell(hub, referral.number, **amount("9000", "USD"))

    changes(hub, referral.opportunity_id, amount="14000", close_date="2028-01-01")

    deal = deal_of(hub, referral.number)
    assert deal.value == Money.of("9000", "USD")
    assert deal.text(DealField.TARGET_CLOSE_DATE) == "2028-01-01"


def test_back_in_the_old_currency_amounts_go_to_and_fro_again(
    hub: Hub, crm: StubbornCrm, referral: Referral
) -> None:
    retell(hub, referral.number, **amount("9000", "USD"))
    tell(hub, referral.number)

    retell(hub, referral.number, **amount("9000", "EUR"))
    tell(hub, referral.number)
    changes(hub, referral.opportunity_id, amount="14000")

    assert crm.written == [{"amount": "9000.00"}]
    assert not deal_of(hub, referral.number).update.ledger.stuck
    assert deal_of(hub, referral.number).value == Money.of("14000", "EUR")


def test_once_the_currency_is_mapped_a_retry_tells_both(hub: Hub, referral: Referral) -> None:
    retell(hub, referral.number, **amount("9000", "USD"))
    tell(hub, referral.number)
    publish(hub, opportunity_mapping=mapped())

    retry(hub, referral.number)
    tell(hub, referral.number)

    assert given(hub, referral, "amount", "currency") == {"amount": "9000.00", "currency": "USD"}


def test_in_a_currency_that_comes_back_from_the_crm_its_amounts_are_read(
    hub: Hub, crm: StubbornCrm
) -> None:
    referral = a_deal(hub, (*BARE, CURRENCY | {"sync": "from_crm"}))
    changes(hub, referral.opportunity_id, amount="14000", currency="NOK")
    edit(hub, referral.number, **amount("15000", "NOK"))

    assert tell(hub, referral.number) == "told"

    assert crm.written == [{"amount": "15000.00"}]


def test_the_partners_currency_is_not_written_over_one_that_only_comes_back(
    hub: Hub, crm: StubbornCrm
) -> None:
    rule = {"conflict": "partner_wins"}
    bare = tuple(m | rule if m["target"] == "amount" else m for m in BARE)
    referral = a_deal(hub, (*bare, CURRENCY | rule | {"sync": "from_crm"}))
    changes(hub, referral.opportunity_id, currency="NOK")
    retell(hub, referral.number, **amount("9000", "USD"))

    assert tell(hub, referral.number) == "refused"

    assert fields_of(hub, referral)["amount"] == "12500.00"
    assert crm.written == []


# Two referrals with one opportunity, each in a currency of its own

DOLLARS = Money.of("9000", "USD")


def test_the_amount_of_another_referral_is_not_read_in_the_currency_of_this_one(
    hub: Hub, referral: Referral
) -> None:
    other = sharing(hub, referral, value=DOLLARS)

    look(hub, referral.opportunity_id)
    changes(hub, referral.opportunity_id, amount="14000", close_date="2028-01-01")

    assert deal_of(hub, referral.number).value == Money.of("14000", "EUR")
    assert deal_of(hub, other.number).value == DOLLARS
    assert deal_of(hub, other.number).text(DealField.TARGET_CLOSE_DATE) == "2028-01-01"


def test_the_amount_of_this_referral_is_not_written_in_the_currency_of_another(
    hub: Hub, crm: StubbornCrm, referral: Referral
) -> None:
    other = sharing(hub, referral, value=DOLLARS)
    edit(hub, other.number, **amount("9500", "USD"))

    assert tell(hub, other.number) == "refused"

    assert (crm.written, fields_of(hub, referral)["amount"]) == ([], "12500.00")
    _, refused = deal_of(hub, other.number).update.ledger.stuck or ("", None)
    assert refused
    assert refused.fields == ("amount",)


def test_who_was_accepted_last_is_the_one_whose_currency_is_another(
    hub: Hub, referral: Referral
) -> None:
    hub.clock.advance(hours=1)  # type: ignore[attr-defined]
    second = sharing(hub, referral, value=DOLLARS)
    third = sharing(hub, referral, value=Money.of("1000", "NOK"), partner_referral_id="H-79")

    changes(hub, referral.opportunity_id, amount="14000")

    values = [deal_of(hub, each.number).value for each in (referral, second, third)]
    assert values == [Money.of("14000", "EUR"), DOLLARS, Money.of("1000", "NOK")]


def test_two_referrals_in_one_currency_share_its_amounts(hub: Hub, referral: Referral) -> None:
    other = sharing(hub, referral, value=Money.of("9000", "EUR"))

    changes(hub, referral.opportunity_id, amount="14000")

    assert deal_of(hub, other.number).value == Money.of("14000", "EUR")


def test_where_the_currency_is_mapped_the_amount_is_read_in_it(hub: Hub) -> None:
    referral = a_deal(hub)
    other = sharing(hub, referral, value=DOLLARS)

    look(hub, referral.opportunity_id)

    assert deal_of(hub, other.number).value == Money.of("12500", "EUR")
