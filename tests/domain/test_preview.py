"""The form that an operator sees before accepting (IN-5)."""

from __future__ import annotations

from referral_hub.adapters.crms.builtin_fields import FIELDS
from referral_hub.domain.crm import CrmObject
from referral_hub.domain.forms import FormField
from referral_hub.domain.policies.policy import FieldMapping, IntakePolicy
from referral_hub.domain.policies.preview import Preview, PreviewField, preview_of
from tests.builders import an_invitation


def previewed(policy: IntakePolicy, **told: object) -> Preview:
    return preview_of(policy, an_invitation(**told), describe=FIELDS.__getitem__)


def the(name: str, form: tuple[PreviewField, ...]) -> PreviewField:
    return next(field for field in form if field.name == name)


def test_a_mapped_field_comes_filled_and_says_so() -> None:
    preview = previewed(IntakePolicy())

    field = the("name", preview.opportunity)

    assert field.value == "Fenwick Lighthouses: Lamp modernisation"
    assert (field.label, field.required, field.origin) == ("Opportunity name", True, "mapping")
    assert field.problem == ""


def test_a_field_of_the_field_set_comes_empty_and_says_so() -> None:
    preview = previewed(IntakePolicy(account_field_set=["phone"]))

    field = the("phone", preview.account)

    assert (field.value, field.origin) == ("", "field_set")


def test_a_required_field_that_stays_empty_is_a_problem() -> None:
    nameless = IntakePolicy(opportunity_mapping=[FieldMapping(target="name", template=" ")])

    preview = previewed(nameless)

    assert the("name", preview.opportunity).problem == "is required"


def test_a_field_that_the_crm_does_not_know_is_a_problem() -> None:
    stray = IntakePolicy(opportunity_mapping=[FieldMapping(target="colour", template="red")])

    preview = previewed(stray)

    assert the("colour", preview.opportunity).problem == "is no field of the CRM"


def test_a_value_that_the_crm_would_refuse_is_a_problem() -> None:
    def strict(_: CrmObject) -> list[FormField]:
        return [FormField(name="amount", label="Amount", type="amount")]

    policy = IntakePolicy(opportunity_mapping=[FieldMapping(target="amount", template="{title}")])

    preview = preview_of(policy, an_invitation(), describe=strict)

    assert "amount" in the("amount", preview.opportunity).problem


def test_the_preview_says_which_version_of_the_policy_filled_it() -> None:
    assert previewed(IntakePolicy(version=4)).policy_version == 4


def test_both_forms_list_what_the_policy_offers_in_its_order() -> None:
    policy = IntakePolicy(opportunity_field_set=["owner"])

    preview = previewed(policy)

    assert tuple(field.name for field in preview.account) == policy.offered(CrmObject.ACCOUNT)
    assert tuple(field.name for field in preview.opportunity)[-1] == "owner"


def test_what_the_crm_requires_is_shown_even_when_nobody_can_fill_it() -> None:
    nameless = IntakePolicy(opportunity_mapping=[])

    field = the("name", previewed(nameless).opportunity)

    assert (field.origin, field.required) == ("not_offered", True)
    assert field.problem == "is required, and neither mapped nor in the field set"


def test_every_value_says_which_rule_gave_it() -> None:
    preview = previewed(IntakePolicy())

    assert the("name", preview.opportunity).rule == "opportunity_mapping.0.template"
    assert the("city", preview.account).rule == "account_mapping.5"


def test_what_an_operator_typed_is_told_apart_from_what_was_mapped() -> None:
    typed = {CrmObject.OPPORTUNITY: {"name": "Our words"}}

    preview = preview_of(
        IntakePolicy(), an_invitation(), describe=FIELDS.__getitem__, overrides=typed
    )

    assert the("name", preview.opportunity).origin == "override"
    assert the("amount", preview.opportunity).origin == "mapping"
