"""The policy that ships for a CRM fits one that nobody configured, and fills what it requires."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from referral_hub.application import decisions
from referral_hub.application.policies import configuration
from referral_hub.domain.policies.policy import IntakePolicy, Scope, shipped
from referral_hub.domain.referrals.terms import Customer
from referral_hub.ports import Crm
from tests.adapters.crms.hubspot.portal import opened
from tests.adapters.crms.salesforce.org import staged
from tests.application.stage import accept, carry_out, filed
from tests.builders import a_hub, ask

TOLD = {
    "title": "Lamp modernisation " * 12,
    "target_close_date": None,
    "customer": Customer(
        company_name="Fenwick Lighthouses",
        website_url="https://www.fenwick.example/lamps",
        country_code="NO",
        industry="Energy",
        state="Vestland",
        city="Bergen",
        postal_code="5003",
        street="Kaien 1",
    ),
}


@pytest.fixture(params=["salesforce", "hubspot"])
def crm(request: pytest.FixtureRequest, loopback: None) -> Iterator[Crm]:  # noqa: ARG001
    if request.param == "salesforce":
        with staged() as stage:
            yield stage.crm
    else:
        with opened() as portal:
            yield portal.crm


def test_the_shipped_policy_fits(crm: Crm) -> None:
    assert configuration.misfits(shipped(Scope(crm.name)), crm) == {}


def test_the_preview_of_a_bare_referral_has_no_problem(crm: Crm) -> None:
    hub = a_hub(crm=crm)
    referral = filed(hub, **TOLD | {"customer": Customer(company_name="Fenwick")})

    preview = ask(hub, decisions.preview, referral=referral)

    problems = {f.name: f.problem for f in (*preview.account, *preview.opportunity) if f.problem}
    assert problems == {}


def test_what_is_accepted_under_it_is_created_as_it_was_shown(crm: Crm) -> None:
    hub = a_hub(crm=crm)
    referral = filed(hub, **TOLD)
    preview = ask(hub, decisions.preview, referral=referral)

    accept(hub, referral.number)
    carry_out(hub, referral.number)

    done = hub.referrals.get(referral.number)
    assert done.problem == ""
    assert done.acceptance
    assert done.acceptance.policy_scope == f"{crm.name}#*"
    account, opportunity = crm.account(done.account_id), crm.opportunity(done.opportunity_id)
    assert account
    assert opportunity
    shown = {f.name: f.value for f in preview.opportunity if f.value}
    amount = next(f.value for f in preview.opportunity if f.name.lower() == "amount")
    day = next(f.value for f in preview.opportunity if f.name.lower() == "closedate")
    assert account.name == "Fenwick Lighthouses"
    assert (amount, day) == ("12500.00", "2027-05-30")
    assert len(opportunity.fields) >= len(shown)


def test_a_mapping_that_does_not_fit_is_named_place_by_place(crm: Crm) -> None:
    name = "Name" if crm.name == "salesforce" else "dealname"
    draft = shipped(Scope(crm.name)).model_dump(mode="json") | {
        "opportunity_mapping": [
            {"target": name, "template": "{title}"},
            {"target": "No_Such_Field__c", "template": "x"},
        ],
        "stage_map": {"Never heard of": "won"},
    }

    found = configuration.misfits(IntakePolicy.model_validate(draft), crm)

    assert set(found) == {
        "opportunity_mapping",
        "opportunity_mapping.1.target",
        "stage_map.Never heard of",
    }


def test_a_label_fits_where_the_crm_makes_those_that_are_not_there(crm: Crm) -> None:
    draft = shipped(Scope(crm.name)).model_copy(update={"association_type": "Lamp keeper"})

    found = configuration.misfits(draft, crm)

    assert set(found) == (set() if crm.name == "hubspot" else {"association_type"})


def test_a_role_fits_that_the_crm_has_or_where_any_text_is_one(crm: Crm) -> None:
    draft = shipped(Scope(crm.name)).model_copy(update={"contact_role": "Lamp keeper"})

    found = configuration.misfits(draft, crm)

    assert set(found) == (set() if crm.name == "hubspot" else {"contact_role"})
