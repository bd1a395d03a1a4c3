"""How many calls of the org's daily pool the hub uses, and how it signs them."""

from __future__ import annotations

import json

from referral_hub.domain.contacts.contact import MatchKind, decide_match
from referral_hub.domain.crm import CrmObject
from referral_hub.domain.effects import Done
from tests.adapters.crms.salesforce.org import Stage
from tests.builders import a_contact
from tests.contracts.crm_words import a_part

OPPORTUNITY = {"Name": "Lamps", "StageName": "Prospecting", "CloseDate": "2027-09-30"}


def warmed_up(stage: Stage) -> str:
    """Have the descriptions cached, as after the first referral of a process."""
    account_id = stage.seed("Account", Name="Fenwick Lighthouses")
    for what in CrmObject:
        stage.crm.describe(what)
    part = a_part(stage.seed("Opportunity", AccountId=account_id, **OPPORTUNITY))
    stage.crm.create_contact(account_id, a_contact(last_name="Berg"), token="c-0", part=part)
    stage.org.calls.clear()
    return account_id


def test_an_accepted_referral_takes_four_calls(stage: Stage) -> None:
    account_id = warmed_up(stage)
    person = a_contact()

    assert stage.crm.account(account_id)
    made = stage.crm.create_opportunity(account_id, OPPORTUNITY, token="o-1")
    match = decide_match(person, stage.crm.contacts_like(account_id, person))
    part = a_part(made.result)
    created = stage.crm.create_contact(account_id, person, token="c-1", part=part)

    assert (match.kind, isinstance(created, Done)) == (MatchKind.NEW, True)
    assert stage.calls() == [
        f"GET /sobjects/Account/{account_id}",
        "POST /sobjects/Opportunity",
        "GET /query",
        "POST /composite",
    ]


def test_a_person_who_is_there_gets_the_role_in_two_calls(stage: Stage) -> None:
    account_id = warmed_up(stage)
    contact_id = stage.seed("Contact", AccountId=account_id, LastName="Holt")
    opportunity_id = stage.seed("Opportunity", AccountId=account_id, **OPPORTUNITY)

    stage.crm.give_role(a_part(opportunity_id).of(contact_id), token="r-1")

    assert len(stage.calls()) == 2


def test_an_update_without_news_takes_no_call(stage: Stage) -> None:
    account_id = warmed_up(stage)
    [contact] = stage.crm.contacts(account_id)
    stage.org.calls.clear()

    stage.crm.update_contact(contact, a_contact(last_name="Berg"))

    assert stage.calls() == []


def test_every_write_is_signed_as_the_hubs(stage: Stage) -> None:
    account_id = warmed_up(stage)
    made = stage.crm.create_opportunity(account_id, OPPORTUNITY, token="o-1")
    stage.crm.create_contact(account_id, a_contact(), token="c-1", part=a_part(made.result))

    headers = [event["detail"]["payload"]["ChangeEventHeader"] for event in stage.org.events]

    assert headers
    assert {header["changeOrigin"] for header in headers} == {
        "com/salesforce/api/rest/68.0;client=referral-hub"
    }


def test_each_step_of_a_composite_tells_its_own_headers(stage: Stage) -> None:
    account_id = warmed_up(stage)
    part = a_part(stage.seed("Opportunity", AccountId=account_id, **OPPORTUNITY))

    stage.crm.create_contact(account_id, a_contact(), token="c-1", part=part)

    told = [
        step["httpHeaders"] for step in json.loads(stage.org.calls[-1].body)["compositeRequest"]
    ]
    rule = "allowSave=false; includeRecordDetails=true; runAsCurrentUser=true"
    assert [headers["Sforce-Call-Options"] for headers in told] == ["client=referral-hub"] * 2
    assert [headers.get("Sforce-Duplicate-Rule-Header") for headers in told] == [rule, None]


def test_the_org_tells_how_much_of_its_pool_is_used(stage: Stage) -> None:
    stage.behave(api_requests_per_day=500)

    stage.crm.stages()

    usage = stage.connection.crm._door.usage
    assert (usage.used, usage.most, usage.left) == (1, 500, 499)
