"""Which fields of an opportunity come back, as the policy says."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from referral_hub.domain.crm import SalesStage
from referral_hub.domain.deals.sync import sharing_values, syncs_of
from referral_hub.domain.policies.mapping import FieldMapping
from referral_hub.domain.policies.policy import IntakePolicy
from referral_hub.domain.referrals.deal_fields import ConflictRule, DealField, FieldSync
from tests.builders import an_invitation

STAGES = (
    SalesStage(name="Prospecting", label="Prospecting"),
    SalesStage(name="Talks", label="Talks"),
    SalesStage(name="Signed", label="Signed", closed=True, won=True),
    SalesStage(name="Gone", label="Gone", closed=True),
)


def syncs(*mappings: dict[str, Any], **choices: Any) -> dict[DealField, FieldSync]:
    told = tuple(FieldMapping(**mapping) for mapping in mappings)
    policy = IntakePolicy(opportunity_mapping=told, **choices)
    return {sync.field: sync for sync in syncs_of(policy, an_invitation(), "StageName", STAGES)}


def test_a_field_that_is_synced_back_comes_back_to_the_one_thing_that_fills_it() -> None:
    found = syncs(
        {"target": "Amount", "template": "{value.amount}", "sync": "both"},
        {"target": "CloseDate", "template": "{target_close_date}", "sync": "from_crm"},
        {"target": "Description", "template": "{description}", "sync": "once"},
        {"target": "Topic", "template": "{title}"},
        amount_ratio="0.5",
    )

    assert {field: sync.target for field, sync in found.items()} == {
        DealField.STAGE: "StageName",
        DealField.AMOUNT: "Amount",
        DealField.TARGET_CLOSE_DATE: "CloseDate",
    }
    assert found[DealField.AMOUNT].ratio == Decimal("0.5")


AMOUNT = {"target": "Amount", "template": "{value.amount}", "sync": "both"}
SWEDISH = {"when": "customer.country_code == 'SE'"}
NORWEGIAN = {"when": "customer.country_code == 'NO'"}


def test_a_field_comes_back_by_the_mapping_that_counts_for_this_referral() -> None:
    first = AMOUNT | {"target": "Budget"}

    assert syncs(first | SWEDISH, AMOUNT)[DealField.AMOUNT].target == "Amount"
    assert syncs(first | NORWEGIAN, AMOUNT)[DealField.AMOUNT].target == "Budget"


def test_what_another_mapping_filled_does_not_come_back_as_this_one_says() -> None:
    fixed = {"target": "Amount", "template": "0.00"}

    assert DealField.AMOUNT not in syncs(fixed | NORWEGIAN, AMOUNT)
    assert DealField.AMOUNT in syncs(fixed | SWEDISH, AMOUNT)


def test_a_condition_that_fails_brings_nothing_back() -> None:
    assert DealField.AMOUNT not in syncs(AMOUNT | {"when": "number(title) > 1"})


def test_a_conflict_ends_as_the_mapping_says() -> None:
    mapping = {"target": "Amount", "template": "{value.amount}", "sync": "both"}

    assert syncs(mapping)[DealField.AMOUNT].rule is ConflictRule.CRM_WINS
    assert syncs(mapping | {"conflict": "keep"})[DealField.AMOUNT].rule is ConflictRule.KEEP


def test_a_field_that_is_made_of_several_things_has_no_way_back() -> None:
    found = syncs(
        {"target": "Name", "template": "{customer.company_name}: {title}", "sync": "both"},
        {"target": "Amount", "template": "about {value.amount}", "sync": "both"},
        {"target": "CloseDate", "expression": "target_close_date", "sync": "both"},
    )

    assert list(found) == [DealField.STAGE]


def test_a_value_map_is_read_backwards() -> None:
    mapping = {"target": "Money", "template": "{value.currency}", "values": {"EUR": "Euro"}}

    found = syncs(mapping | {"sync": "both"})

    assert found[DealField.CURRENCY].ours("Euro") == "EUR"
    assert found[DealField.CURRENCY].ours("nok") == "NOK"


def test_the_stage_comes_back_by_the_stage_map_of_the_policy() -> None:
    (stage,) = syncs(stage_map={"Prospecting": "new", "Talks": "junk"}).values()

    told = {known.name: stage.ours(known.name) for known in STAGES}
    assert told == {"Prospecting": "new", "Talks": "junk", "Signed": "won", "Gone": "lost"}


def test_a_sales_process_without_stages_tells_no_stage() -> None:
    (stage,) = syncs_of(IntakePolicy(opportunity_mapping=()), an_invitation(), "StageName", ())

    assert stage.ours("Prospecting") == ""


# One policy after another


def sharing(told_before: str, **mapping: Any) -> frozenset[str]:
    """What shares a value with the amount, which was told the first way, and now goes on so."""
    policies = [
        IntakePolicy(opportunity_mapping=(FieldMapping(**(m | {"sync": "to_crm"})),))
        for m in ({"target": "Amount", "template": told_before}, {"target": "Budget"} | mapping)
    ]
    before, after = policies
    return sharing_values(["Amount"], before=before, after=after, terms=an_invitation())


@pytest.mark.parametrize(
    "mapping",
    [
        {"template": "Worth {value.amount}"},
        {"expression": "round(value.amount * 2, 0)"},
        {"template": "{custom.budget}", "fallbacks": [{"template": "{value.amount}"}]},
        {"template": "large", "when": "value.amount > 1000"},
    ],
)
def test_a_field_shares_a_value_whichever_way_its_mapping_reads_it(mapping: dict[str, Any]) -> None:
    assert sharing("{value.amount}", **mapping) == {"Budget"}


@pytest.mark.parametrize(
    "mapping",
    [
        {"template": "{title}"},
        {"expression": "custom.value.amount"},
        {"expression": "value.amounts"},
        {"template": "value.amount"},
    ],
)
def test_a_field_that_is_filled_from_something_else_shares_nothing(mapping: dict[str, Any]) -> None:
    assert sharing("{value.amount}", **mapping) == frozenset()


def test_what_is_not_of_the_deal_is_shared_by_nothing() -> None:
    assert sharing("{partner_id}", template="{partner_id}") == frozenset()
