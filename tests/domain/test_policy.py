"""The intake policy: how an invitation fills the CRM's fields (IN-5, IN-16)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from referral_hub.domain.crm import CrmObject
from referral_hub.domain.policies.mapping import FieldMapping
from referral_hub.domain.policies.policy import (
    ContactSyncMode,
    ExistingContact,
    FieldNotOffered,
    IntakePolicy,
)
from referral_hub.domain.referrals.sources import SOURCES, source_values
from referral_hub.domain.referrals.terms import Customer
from tests.builders import an_invitation

ACCOUNT, OPPORTUNITY = CrmObject.ACCOUNT, CrmObject.OPPORTUNITY


def a_policy(template: str = "{title}") -> IntakePolicy:
    """A policy that maps one opportunity field, and offers two more."""
    return IntakePolicy(
        opportunity_mapping=[FieldMapping(target="name", template=template)],
        opportunity_field_set=["owner", "campaign"],
    )


def test_the_shipped_policy_fills_an_opportunity_from_what_the_partner_told() -> None:
    fields = IntakePolicy().fill(OPPORTUNITY, an_invitation(number="R-000007"), {})

    assert fields == {
        "name": "Fenwick Lighthouses: Lamp modernisation",
        "amount": "12500.00",
        "currency": "EUR",
        "close_date": "2027-09-30",
        "description": "Forty lamps, two winters.",
        "source": "Partner referral R-000007 (harbour)",
    }


def test_the_shipped_policy_fills_an_account_and_leaves_out_what_was_not_told() -> None:
    fields = IntakePolicy().fill(ACCOUNT, an_invitation(), {})

    assert fields == {
        "name": "Fenwick Lighthouses",
        "website": "https://fenwick.example",
        "country_code": "NO",
        "industry": "Energy",
    }


def test_the_shipped_policy_creates_contacts_and_leaves_known_ones_alone() -> None:
    assert IntakePolicy().contact_sync is ContactSyncMode.CREATE
    assert IntakePolicy().existing_contact is ExistingContact.SKIP


def test_a_referral_without_value_or_date_leaves_those_fields_out() -> None:
    bare = an_invitation(value=None, target_close_date=None)

    fields = IntakePolicy().fill(OPPORTUNITY, bare, {})

    assert not {"amount", "currency", "close_date"} & set(fields)


def test_what_the_operator_types_wins_over_the_mapping() -> None:
    fields = a_policy().fill(OPPORTUNITY, an_invitation(), {"name": "Our words"})

    assert fields == {"name": "Our words"}


def test_an_operator_may_empty_a_mapped_field() -> None:
    assert a_policy().fill(OPPORTUNITY, an_invitation(), {"name": ""}) == {}


def test_a_field_of_the_field_set_may_be_typed_and_is_never_filled() -> None:
    untouched = a_policy().fill(OPPORTUNITY, an_invitation(), {})
    typed = a_policy().fill(OPPORTUNITY, an_invitation(), {"owner": "Ingrid"})

    assert "owner" not in untouched
    assert typed["owner"] == "Ingrid"


def test_mapped_fields_are_offered_first_and_each_field_once() -> None:
    policy = IntakePolicy(
        opportunity_mapping=[FieldMapping(target="name", template="{title}")],
        opportunity_field_set=["owner", "name"],
    )

    assert policy.offered(OPPORTUNITY) == ("name", "owner")


def test_each_offered_field_says_why_it_is_offered() -> None:
    policy = a_policy()

    assert policy.origin(OPPORTUNITY, "name") == "mapping"
    assert policy.origin(OPPORTUNITY, "owner") == "field_set"


def test_a_field_that_is_not_offered_is_refused_by_name_with_all_others_like_it() -> None:
    typed = {"name": "x", "secret_margin": "1", "colour": "red"}

    with pytest.raises(FieldNotOffered) as refusal:
        a_policy().fill(OPPORTUNITY, an_invitation(), typed)

    assert set(refusal.value.fields) == {"opportunity.secret_margin", "opportunity.colour"}


def test_each_object_has_a_field_set_of_its_own() -> None:
    policy = IntakePolicy(account_field_set=["phone"], opportunity_field_set=["owner"])

    assert "phone" in policy.offered(ACCOUNT)
    assert "phone" not in policy.offered(OPPORTUNITY)


@pytest.mark.parametrize("target", ["", "1st", "a b", "na-me", "x" * 81])
def test_a_target_must_look_like_a_field_name(target: str) -> None:
    with pytest.raises(ValidationError):
        FieldMapping(target=target, template="{title}")


def test_what_a_partner_writes_is_never_read_as_a_template() -> None:
    sly = an_invitation(title="{customer.company_name} {number}")

    assert a_policy().fill(OPPORTUNITY, sly, {})["name"] == "{customer.company_name} {number}"


def test_text_around_the_paths_stays() -> None:
    policy = a_policy("Lead: {customer.company_name} / {title}")

    fields = policy.fill(OPPORTUNITY, an_invitation(), {})

    assert fields["name"] == "Lead: Fenwick Lighthouses / Lamp modernisation"


def test_every_path_that_is_offered_has_a_value_in_every_invitation() -> None:
    bare = an_invitation(value=None, customer=Customer(company_name="Fenwick"))

    assert set(source_values(bare)) == SOURCES


@given(st.text())
def test_any_template_is_refused_or_can_be_filled(template: str) -> None:
    try:
        policy = a_policy(template)
    except ValidationError:
        return

    assert policy.fill(OPPORTUNITY, an_invitation(), {}) is not None


@given(st.dictionaries(st.sampled_from(["name", "owner", "campaign"]), st.text()))
def test_a_filled_form_has_what_was_typed_and_nothing_empty(typed: dict[str, str]) -> None:
    fields = a_policy().fill(OPPORTUNITY, an_invitation(), typed)

    assert {name: text for name, text in typed.items() if text}.items() <= fields.items()
    assert all(fields.values())
