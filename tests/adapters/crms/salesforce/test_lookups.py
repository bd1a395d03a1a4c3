"""A field that names another record: where there is none, the field is to blame, and named."""

from __future__ import annotations

import pytest

from referral_hub.adapters.crms.salesforce.errors import Refusal, translated
from referral_hub.adapters.crms.salesforce.lookups import blaming
from referral_hub.adapters.crms.salesforce.refusals import refused
from referral_hub.domain.effects import Outcome, Refused
from tests.adapters.crms.salesforce.org import Stage

OPPORTUNITY = {"Name": "Lamps", "StageName": "Prospecting", "CloseDate": "2027-09-30"}
BRANCH = {"object": "Opportunity", "name": "Branch__c", "type": "reference"}
NOWHERE = "001xx000003DGb2AAG"


@pytest.fixture(autouse=True)
def _a_lookup_of_the_customer(stage: Stage) -> None:
    stage.behave(schema={"fields": [BRANCH | {"reference_to": "Account"}]})


@pytest.fixture
def account_id(stage: Stage) -> str:
    return stage.seed("Account", Name="Fenwick Lighthouses")


@pytest.fixture
def deal(stage: Stage) -> str:
    return stage.seed("Opportunity", **OPPORTUNITY)


def created(stage: Stage, account_id: str, branch: str) -> Outcome:
    fields = OPPORTUNITY | {"Branch__c": branch}
    return stage.crm.create_opportunity(account_id, fields, token="o-1")


def told(outcome: Outcome) -> tuple[str, tuple[str, ...]]:
    assert isinstance(outcome, Refused)
    return outcome.cause, outcome.fields


def test_a_lookup_that_leads_nowhere_is_named(stage: Stage, account_id: str) -> None:
    outcome = created(stage, account_id, NOWHERE)

    assert told(outcome) == ("invalid_fields", ("Branch__c",))
    assert isinstance(outcome, Refused)
    assert outcome.reason == "Branch__c: Salesforce has no record of this id"


def test_a_lookup_of_a_record_that_was_deleted_is_named(stage: Stage, account_id: str) -> None:
    branch = stage.seed("Account", Name="Fenwick North")
    stage.org.person(delete=branch)

    assert told(created(stage, account_id, branch)) == ("invalid_fields", ("Branch__c",))


def test_an_account_that_is_gone_is_said_to_be_whatever_the_lookups_say(
    stage: Stage, account_id: str
) -> None:
    stage.org.person(delete=account_id)

    assert told(created(stage, account_id, NOWHERE)) == ("record_gone", ())


def test_a_lookup_of_an_account_is_named(stage: Stage) -> None:
    outcome = stage.crm.create_account({"Name": "Fenwick", "ParentId": NOWHERE}, token="a-1")

    assert told(outcome) == ("invalid_fields", ("ParentId",))


def test_a_changed_lookup_that_leads_nowhere_is_named_and_nothing_changes(
    stage: Stage, deal: str
) -> None:
    outcome = stage.crm.update_opportunity(deal, {"NextStep": "Visit", "Branch__c": NOWHERE})

    assert told(outcome) == ("invalid_fields", ("Branch__c",))
    assert stage.record(deal)["NextStep"] is None


def test_an_opportunity_that_is_gone_is_said_to_be_whatever_the_lookups_say(
    stage: Stage, deal: str
) -> None:
    stage.org.person(delete=deal)

    outcome = stage.crm.update_opportunity(deal, {"Branch__c": NOWHERE})

    assert told(outcome) == ("record_gone", ())


def test_a_lookup_that_salesforce_names_itself_is_the_only_one_to_blame() -> None:
    said = {"errorCode": "INVALID_CROSS_REFERENCE_KEY", "message": "no", "fields": ["A__c"]}
    refusal = translated(400, [said])
    assert isinstance(refusal, Refusal)

    blamed = blaming(refusal, ("A__c", "B__c"), lambda: True)

    assert refused(blamed).fields == ("A__c",)
