"""The main job with Salesforce behind it, under the policy that ships for it."""

from __future__ import annotations

from typing import Any

import pytest

from referral_hub.application.policies import configuration
from referral_hub.domain.crm import CrmObject
from referral_hub.domain.errors import Unavailable
from referral_hub.domain.policies.policy import IntakePolicy, Scope, shipped
from referral_hub.domain.referrals.axes import Progress
from referral_hub.domain.referrals.decision import AccountChoice, OpportunityChoice
from referral_hub.domain.referrals.referral import Referral
from referral_hub.hub import Hub
from tests.adapters.crms.salesforce.org import Stage
from tests.adapters.crms.salesforce.test_creating_once import planned
from tests.application.stage import accepted, carry_all, carry_out, tell
from tests.builders import a_contact, a_hub, a_principal, ask

ONE_EACH = {"Account": 1, "Opportunity": 1, "Contact": 1, "OpportunityContactRole": 1}


@pytest.fixture
def hub(stage: Stage) -> Hub:
    return a_hub(crm=stage.crm, clock=stage.clock)


def counted(stage: Stage) -> dict[str, int]:
    return {sobject: len(stage.records(sobject)) for sobject in ONE_EACH}


def through(act: Any, *, tries: int = 5) -> Any:
    """Try again as the state machine does."""
    for _ in range(tries):
        try:
            return act()
        except Unavailable:
            continue
    raise AssertionError("it never went through")


def run(hub: Hub, **said: Any) -> Referral:
    number = through(lambda: accepted(hub, **said)).number
    through(lambda: carry_out(hub, number))
    keys = [arrival.key for arrival in tell(hub, number, a_contact())]
    return through(lambda: carry_all(hub, number, keys))


def test_a_referral_becomes_an_account_an_opportunity_a_contact_and_a_role(
    hub: Hub, stage: Stage
) -> None:
    referral = run(hub)

    [opportunity] = stage.records("Opportunity")
    [contact] = stage.records("Contact")
    assert (referral.progress, counted(stage)) == (Progress.DONE, ONE_EACH)
    assert opportunity["Name"] == "Fenwick Lighthouses: Lamp modernisation"
    assert (opportunity["Amount"], opportunity["CloseDate"]) == (12500.0, "2027-09-30")
    assert (contact["AccountId"], contact["LastName"]) == (referral.account_id, "Holt")


def test_with_descriptions_known_it_takes_four_calls(hub: Hub, stage: Stage) -> None:
    account_id = stage.seed("Account", Name="Fenwick Lighthouses")
    for what in CrmObject:
        stage.crm.describe(what)
    stage.crm._people.refused_role("Business User")
    stage.org.calls.clear()

    run(hub, account=AccountChoice(existing=account_id))

    assert len(stage.calls()) == 4, stage.calls()
    assert counted(stage) == ONE_EACH


def test_ids_may_be_written_short(hub: Hub, stage: Stage) -> None:
    account_id = stage.seed("Account", Name="Fenwick Lighthouses")
    lamps = {"Name": "Lamps", "StageName": "Prospecting", "CloseDate": "2027-09-30"}
    opportunity_id = stage.seed("Opportunity", AccountId=account_id, **lamps)

    referral = run(
        hub,
        account=AccountChoice(existing=account_id[:15]),
        opportunity=OpportunityChoice(existing=opportunity_id[:15]),
    )

    assert (referral.account_id, referral.opportunity_id) == (account_id, opportunity_id)
    assert counted(stage) == ONE_EACH


@pytest.mark.parametrize("fault", ["drop_after_commit", "truncated_body", "server_unavailable"])
@pytest.mark.parametrize(
    "call",
    [
        "GET .*/describe$",
        "POST .*/Account$",
        "POST .*/Opportunity$",
        "GET .*/query$",
        "POST .*/composite$",
    ],
)
def test_whichever_call_breaks_twice_there_is_one_of_each(
    hub: Hub, stage: Stage, call: str, fault: str
) -> None:
    stage.behave(**{fault: planned(call, 2)})

    referral = run(hub)

    assert (referral.progress, counted(stage)) == (Progress.DONE, ONE_EACH)


def test_the_policy_that_ships_fits_an_org_as_it_comes(hub: Hub) -> None:
    shipped = hub.policies.current(Scope("salesforce"))

    published = ask(hub, configuration.publish_policy, policy=shipped, by=a_principal())

    assert published.version == 1


def test_values_that_an_admin_mistypes_are_named_before_they_count(stage: Stage) -> None:
    draft = shipped(Scope("salesforce")).model_dump(mode="json")
    draft["contact_role"] = "Keeper"
    draft["opportunity_mapping"][1]["template"] = "Qualified!"
    draft["opportunity_mapping"].append({"target": "LeadSource", "template": "Partnr"})

    found = configuration.misfits(IntakePolicy.model_validate(draft), stage.crm)

    last = len(draft["opportunity_mapping"]) - 1
    assert set(found) == {
        "contact_role",
        "opportunity_mapping.1.template",
        f"opportunity_mapping.{last}.template",
    }
