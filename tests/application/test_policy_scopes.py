"""Each partner may have a policy of its own, and a referral stays under the one it met (X-2)."""

from __future__ import annotations

import json

import pytest

from referral_hub.application import decisions
from referral_hub.application.policies import configuration
from referral_hub.domain.crm import CrmObject
from referral_hub.domain.errors import Conflict
from referral_hub.domain.policies.policy import IntakePolicy, Scope, shipped
from referral_hub.hub import Hub
from tests.application.stage import (
    accept,
    accepted,
    carry_out,
    filed,
    publish,
    records,
    retry,
    story,
)
from tests.builders import ask

HARBOUR = Scope("built-in", "harbour")


def publish_for_harbour(hub: Hub, **choices: object) -> IntakePolicy:
    newest = hub.policies.newest(HARBOUR)
    policy = IntakePolicy(partner_id="harbour", version=newest, **choices)
    return ask(hub, configuration.publish_policy, policy=policy)


def name_of_the_opportunity(hub: Hub, number: str) -> str:
    carry_out(hub, number)
    opportunity = hub.crm.opportunity(hub.referrals.get(number).opportunity_id)
    assert opportunity
    return opportunity.fields["name"]


def test_a_partners_own_policy_counts_before_that_of_all(hub: Hub) -> None:
    publish(hub, account_field_set=["phone"])
    publish_for_harbour(hub, opportunity_mapping=[{"target": "name", "template": "Own: {title}"}])

    number = accepted(hub).number

    decision = hub.referrals.get(number).acceptance
    assert decision
    assert (decision.policy_scope, decision.policy_version) == ("built-in#harbour", 1)
    assert any("policy version 1 of built-in#harbour" in told.why for told in story(hub, number))
    assert name_of_the_opportunity(hub, number) == "Own: Lamp modernisation"


def test_a_referral_stays_under_a_partners_policy_that_is_withdrawn_later(hub: Hub) -> None:
    publish_for_harbour(hub, opportunity_mapping=[{"target": "name", "template": "Own: {title}"}])
    number = accepted(hub).number

    ask(hub, configuration.withdraw_policy, scope=HARBOUR, after=1)

    assert name_of_the_opportunity(hub, number) == "Own: Lamp modernisation"
    assert hub.policies.current(HARBOUR).scope == Scope()


def test_another_partner_follows_the_policy_of_all(hub: Hub) -> None:
    publish_for_harbour(hub, account_field_set=["phone"])

    assert hub.policies.current(Scope("built-in", "quay")) == IntakePolicy()


def test_the_scope_of_all_partners_costs_a_referral_nothing(hub: Hub) -> None:
    accepted(hub)

    (item,) = records(hub, "REFERRAL")

    assert "policy_scope" not in item["doc"]


def test_a_scope_is_read_back_from_what_a_decision_remembers() -> None:
    for scope in (Scope(), HARBOUR, Scope("salesforce"), Scope("hubspot", "quay")):
        assert Scope.of(scope.text) == scope


def test_each_crm_has_policies_of_its_own(hub: Hub) -> None:
    publish(hub, account_field_set=["phone"])
    salesforce = shipped(Scope("salesforce"))

    published = hub.policies.publish(salesforce)

    assert hub.policies.current(Scope("salesforce")) == published
    assert hub.policies.current().account_field_set == ("phone",)
    assert published.version == 1


def test_a_policy_for_another_crm_than_the_hubs_is_not_published(hub: Hub) -> None:
    with pytest.raises(configuration.PolicyDoesNotFit) as refusal:
        ask(hub, configuration.publish_policy, policy=shipped(Scope("salesforce")))

    assert set(refusal.value.fields) == {"crm"}


def test_a_version_that_was_restored_is_checked_like_a_new_one(hub: Hub) -> None:
    spoilt = IntakePolicy(opportunity_field_set=["gone"])
    hub.policies.publish(spoilt)
    publish(hub)

    with pytest.raises(configuration.PolicyDoesNotFit):
        ask(hub, configuration.restore_policy, scope=Scope(), version=1, after=2)

    assert hub.policies.newest() == 2


def test_withdrawing_over_somebody_elses_version_is_a_conflict(hub: Hub) -> None:
    publish_for_harbour(hub)
    publish_for_harbour(hub)

    with pytest.raises(Conflict):
        ask(hub, configuration.withdraw_policy, scope=HARBOUR, after=1)


def test_an_amount_ratio_reaches_the_crm(hub: Hub) -> None:
    publish(hub, amount_ratio="0.8")
    number = accepted(hub).number
    carry_out(hub, number)

    opportunity = hub.crm.opportunity(hub.referrals.get(number).opportunity_id)

    assert opportunity
    assert opportunity.fields["amount"] == "10000.00"


def test_the_preview_and_the_crm_get_the_same_values(hub: Hub) -> None:
    mapping = [
        {
            "target": "name",
            "expression": "first(title, 4) + ' ' + text(value.amount)",
            "values": {"Lamp 12500.00": "Lamps"},
        },
        {"target": "close_date", "expression": "received_on + days(90)"},
        {"target": "owner", "template": "Ida", "when": "customer.country_code == 'NO'"},
    ]
    publish(hub, opportunity_mapping=mapping)
    referral = filed(hub)
    preview = ask(hub, decisions.preview, referral=referral)

    accept(hub, referral.number)
    carry_out(hub, referral.number)

    opportunity = hub.crm.opportunity(hub.referrals.get(referral.number).opportunity_id)
    shown = {field.name: field.value for field in preview.forms[CrmObject.OPPORTUNITY]}
    assert opportunity
    assert opportunity.fields == shown
    assert shown == {"name": "Lamps", "close_date": "2027-05-30", "owner": "Ida"}


def test_a_retry_takes_the_policy_that_counts_for_the_partner_now(hub: Hub) -> None:
    number = accepted(hub).number
    bad_date = {"target": "close_date", "template": "soon"}
    spoilt = publish(hub, opportunity_mapping=[bad_date])
    referral = hub.referrals.get(number)
    decision = referral.decision.model_copy(update={"policy_version": spoilt.version})
    hub.referrals.save(referral.model_copy(update={"decision": decision}))
    carry_out(hub, number)
    publish_for_harbour(hub, opportunity_mapping=[{"target": "name", "template": "Mended"}])

    retry(hub, number)

    assert name_of_the_opportunity(hub, number) == "Mended"
    again = hub.referrals.get(number).acceptance
    assert again
    assert (again.policy_scope, again.policy_version) == ("built-in#harbour", 1)


def test_a_policy_that_was_stored_before_there_were_scopes_is_still_read(hub: Hub) -> None:
    doc = {"opportunity_mapping": [{"target": "name", "template": "{title}"}]}
    old = {"pk": "POLICY", "sk": "00000001", "kind": "POLICY", "doc": json.dumps(doc)}
    hub.table.put(old | {"version": 1}, version=0)

    policy = hub.policies.current(HARBOUR)

    assert (policy.version, policy.scope) == (1, Scope())
    assert policy.offered(CrmObject.OPPORTUNITY) == ("name",)
    assert policy.ratio == 1
