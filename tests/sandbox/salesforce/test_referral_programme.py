"""The action of a referral programme, by the client that nobody here wrote."""

from __future__ import annotations

from typing import Any

import pytest
from simple_salesforce import Salesforce as Client
from simple_salesforce.exceptions import SalesforceError

from sandbox.salesforce import Salesforce

ACTION = "actions/standard/processB2bReferralEvent"
CODE = "ADA-SPRING"
PROGRAMME = {"codes": [CODE]}


@pytest.fixture
def lead(sf: Client, org: Salesforce) -> str:
    org.behave(referral_programme=PROGRAMME)
    return str(sf.Lead.create({"LastName": "Virta", "Company": "Nordwind Oy"})["id"])


def tell(sf: Client, *inputs: dict[str, Any]) -> list[dict[str, Any]]:
    answer = sf.restful(ACTION, method="POST", json={"inputs": list(inputs)})
    assert isinstance(answer, list)
    return answer


def refer(lead: str, **said: Any) -> dict[str, Any]:
    at = "2026-11-22T08:00:00Z"
    told = {"eventType": "Refer", "referralCode": CODE, "leadId": lead, "activityDateTime": at}
    return {**told, **said}


def test_an_event_is_an_entry_of_the_journal_of_a_referral(sf: Client, lead: str) -> None:
    [envelope] = tell(sf, refer(lead))

    said = envelope["outputValues"]
    query = "SELECT ReferralId, ReferralCode, ActivityDate, ReferredPartyId, JournalSubType.Name FROM TransactionJournal"  # noqa: E501 - one sentence
    [entry] = sf.query(query)["records"]
    assert (envelope["actionName"], envelope["isSuccess"]) == ("processB2bReferralEvent", True)
    assert (entry["ReferralId"], entry["ReferralCode"]) == (said["referralId"], CODE)
    assert entry["ActivityDate"] == "2026-11-22T08:00:00.000+0000"
    assert (entry["ReferredPartyId"], entry["JournalSubType"]["Name"]) == (lead, "Refer")


def test_a_repeated_call_is_a_second_entry(sf: Client, lead: str) -> None:
    tell(sf, refer(lead))
    tell(sf, refer(lead))

    assert sf.query("SELECT Id FROM TransactionJournal")["totalSize"] == 2
    assert sf.query("SELECT Id FROM Referral")["totalSize"] == 1


def test_the_events_of_one_sale_are_of_one_referral(sf: Client, org: Salesforce, lead: str) -> None:
    tell(sf, refer(lead))
    org.person(convert=lead, opportunity="Lamps")
    became = sf.Lead.get(lead)
    account, deal = became["ConvertedAccountId"], became["ConvertedOpportunityId"]

    told = {"leadId": None, "accountId": account, "opportunityId": deal}
    tell(sf, refer(lead, eventType="Qualify", **told), refer(lead, eventType="Closure", **told))

    [referral] = sf.query("SELECT OpportunityId FROM Referral")["records"]
    assert referral["OpportunityId"] == deal


@pytest.mark.parametrize(
    "said",
    [
        {"referralCode": "NOBODYS"},
        {"eventType": "Purchase"},
        {"leadId": "00Q000000000001AAA"},
        {"opportunity": "006000000000001AAA"},
        {"eventType": ""},
    ],
)
def test_what_is_wrong_fails_by_itself_and_leaves_nothing(
    sf: Client, org: Salesforce, lead: str, said: dict[str, str]
) -> None:
    with pytest.raises(SalesforceError) as refused:
        tell(sf, refer(lead, **said), refer(lead))

    wrong, right = refused.value.content
    assert (wrong["isSuccess"], wrong["outputValues"], len(wrong["errors"])) == (False, None, 1)
    assert right["isSuccess"]
    assert len(org.records("TransactionJournal")) == 1


def test_an_org_without_the_licence_has_neither_the_action_nor_its_objects(sf: Client) -> None:
    with pytest.raises(SalesforceError, match="NOT_FOUND"):
        tell(sf, refer("00Q000000000001AAA"))
    with pytest.raises(SalesforceError, match="INVALID_TYPE"):
        sf.query("SELECT Id FROM TransactionJournal")


def test_the_action_says_which_inputs_it_takes(sf: Client, org: Salesforce) -> None:
    org.behave(referral_programme={**PROGRAMME, "opportunity_input": "opportunity"})

    described = sf.restful(ACTION)

    assert described
    inputs = {each["name"]: each["required"] for each in described["inputs"]}
    assert inputs["referralCode"]
    assert inputs["opportunity"] is False
    assert "opportunityId" not in inputs
