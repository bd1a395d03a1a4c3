"""What has to be said of a deal before Microsoft is shown it, and what does not fit together."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from referral_hub.domain.forms import field_problems
from tests.adapters.partners.microsoft.sharing_stage import SHARED_WITH_CONTACT, SharingStage
from tests.adapters.partners.microsoft.stage import Stage
from tests.contracts.partner_takes import TODAY

HELP = "assistance_requested"
AGREES = "consent_to_share"


def misfits(stage: SharingStage, **more: str) -> Mapping[str, str]:
    return stage.takes.misfits(stage.whole(**more), today=TODAY)


def test_name_customer_country_and_kind_of_sharing_must_be_said(co_sell: SharingStage) -> None:
    required = {field.name for field in co_sell.takes.form() if field.required}

    assert required == {"title", "customer.company_name", "customer.country_code", "sharing"}


def test_who_appears_before_microsofts_sellers_has_agreed(co_sell: SharingStage) -> None:
    assert set(misfits(co_sell, **{AGREES: "false"})) == {AGREES}


def test_a_private_deal_needs_nobodys_consent(stage: Stage) -> None:
    assert misfits(SharingStage(stage, "private"), **{AGREES: ""}) == {}


def test_who_may_be_called_can_be_reached(co_sell: SharingStage) -> None:
    said = {"consent_to_contact": "true", "contact.email": "", "contact.phone": ""}

    assert set(misfits(co_sell, **said)) == {"contact.email"}
    assert misfits(co_sell, **{**said, "contact.phone": "+4722334466"}) == {}


def test_a_co_sell_says_what_help_is_needed(co_sell: SharingStage) -> None:
    assert set(misfits(co_sell, **{HELP: ""})) == {HELP}


def test_nobody_is_asked_for_help_with_a_deal_that_is_led_alone(stage: Stage) -> None:
    alone = SharingStage(stage, "partner_led")

    assert set(misfits(alone, **{HELP: "GeneralOrOther"})) == {HELP}


def test_a_co_sell_without_solutions_names_role_area_and_play(co_sell: SharingStage) -> None:
    bare = co_sell.whole().offering(())
    services = {"partner_role": "Services", "solution_area": "Data & AI", "solution_play": "Coast"}

    wrong = co_sell.takes.misfits(bare, today=TODAY)
    right = co_sell.takes.misfits(bare.edited(services), today=TODAY)

    assert set(wrong) == set(services)
    assert right == {}


@pytest.mark.parametrize(
    ("name", "text"), [("customer.country_code", "no"), ("value.currency", "euro")]
)
def test_codes_are_written_as_microsoft_writes_them(
    co_sell: SharingStage, name: str, text: str
) -> None:
    assert set(misfits(co_sell, **{name: text})) == {name}


def test_an_amount_needs_its_currency(co_sell: SharingStage) -> None:
    assert set(misfits(co_sell, **{"value.currency": ""})) == {"value.currency"}


def test_all_that_is_wrong_is_said_at_once(co_sell: SharingStage) -> None:
    said = {HELP: "", "value.currency": "", AGREES: "", "customer.country_code": "Norway"}

    assert set(misfits(co_sell, **said)) == set(said)


def test_this_years_plays_are_a_setting(stage: Stage) -> None:
    takes = stage.connected(solution_plays=["Coast", "Sea"]).takes
    assert takes

    refused = field_problems(takes.form(), {"solution_play": "Mountains"})

    assert refused["solution_play"] == "must be one of: Coast, Sea"
    assert "solution_play" not in field_problems(takes.form(), {"solution_play": "Sea"})


def test_any_play_will_do_where_nobody_set_them(co_sell: SharingStage) -> None:
    said = {"sharing": "co_sell", **SHARED_WITH_CONTACT, "solution_play": "Mountains"}

    assert "solution_play" not in field_problems(co_sell.takes.form(), said)
