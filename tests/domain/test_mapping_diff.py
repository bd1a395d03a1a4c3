"""Two versions of a policy are compared field by field (X-2)."""

from __future__ import annotations

from referral_hub.domain.policies.diff import PolicyChange, changes
from referral_hub.domain.policies.policy import IntakePolicy


def a_policy(**choices: object) -> IntakePolicy:
    return IntakePolicy.model_validate(choices)


def test_the_same_choices_under_another_number_do_not_differ() -> None:
    assert changes(IntakePolicy(version=3), IntakePolicy(version=7)) == ()


def test_each_difference_is_found_by_the_name_of_its_field() -> None:
    before = a_policy(
        opportunity_mapping=[
            {"target": "name", "template": "{title}"},
            {"target": "owner", "template": "Ida", "when": "title == 'a'"},
            {"target": "owner", "template": "Una"},
        ],
        account_field_set=["phone"],
    )
    after = a_policy(
        opportunity_mapping=[
            {"target": "owner", "template": "Ida", "when": "title == 'a'"},
            {"target": "owner", "template": "Ola"},
            {"target": "name", "template": "{title}", "cut": 80, "values": {"a": "b"}},
        ],
        contact_role="Evaluator",
    )

    assert set(changes(before, after)) == {
        PolicyChange(path="opportunity_mapping.owner#2.template", before="Una", after="Ola"),
        PolicyChange(path="opportunity_mapping.name.cut", before="", after="80"),
        PolicyChange(path="opportunity_mapping.name.values.a", before="", after="b"),
        PolicyChange(path="account_field_set", before='["phone"]', after=""),
        PolicyChange(path="contact_role", before="Business User", after="Evaluator"),
    }


def test_a_mapping_that_is_gone_differs_in_all_it_said() -> None:
    before = a_policy(account_mapping=[{"target": "city", "template": "{customer.city}"}])

    gone = {
        change.path for change in changes(before, a_policy(account_mapping=[])) if change.before
    }

    assert "account_mapping.city.template" in gone
