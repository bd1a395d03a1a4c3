"""Change events of Salesforce in every envelope: hints at what people changed."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from typing import Any, ClassVar

import pytest

from referral_hub.adapters.crms.salesforce.events import SalesforceEvents
from referral_hub.domain.crm_referrals import CrmHint, CrmThing
from referral_hub.ports import CrmEvents
from tests.adapters.crms.salesforce.org import Stage
from tests.contracts.crm_events import CrmEventsContract
from tests.contracts.referral_list import a_card
from tests.salesforce.metadata import ROOT

OPPORTUNITY = {"Name": "Lamps", "StageName": "Prospecting", "CloseDate": "2027-09-30"}
OPPORTUNITY_ID, REFERRAL_ID = "006Wu00000Aa1Bb1Cc", "a0XWu00000Aa1Bb1Cc"
USER = "005Wu00000Aa1Bb1Cc"
BROWSER = "com/salesforce/api/soap/68.0;client=SfdcInternalAPI/"
OURS = "com/salesforce/api/rest/68.0;client=referral-hub"


def header(**told: Any) -> dict[str, Any]:
    said = {
        "entityName": "Opportunity",
        "recordIds": [OPPORTUNITY_ID],
        "changeType": "UPDATE",
        "changeOrigin": BROWSER,
        "changedFields": ["StageName"],
    }
    return said | told


def by_relay(**told: Any) -> dict[str, Any]:
    return {"detail": {"payload": {"ChangeEventHeader": header(**told), "StageName": "Won"}}}


def by_appflow(**told: Any) -> dict[str, Any]:
    return {"detail": {"ChangeEventHeader": header(**told), "StageName": "Won"}}


def by_flow(**told: Any) -> dict[str, Any]:
    return {"ChangeEventHeader": header(**told)}


class EventsContract(CrmEventsContract):
    opportunity_id = OPPORTUNITY_ID
    record_id = REFERRAL_ID
    envelope: ClassVar[Any]

    @pytest.fixture
    def events(self) -> CrmEvents:
        return SalesforceEvents()

    @pytest.fixture
    def changed_opportunity(self) -> Mapping[str, Any]:
        return self.envelope()

    @pytest.fixture
    def decided_referral(self) -> Mapping[str, Any]:
        return self.envelope(entityName="Referral__c", recordIds=[REFERRAL_ID])

    @pytest.fixture
    def our_own(self) -> Mapping[str, Any]:
        return self.envelope(changeOrigin=OURS)

    @pytest.fixture
    def of_something_else(self) -> Mapping[str, Any]:
        return self.envelope(entityName="Account", recordIds=["001Wu00000Aa1Bb1Cc"])


class TestByEventRelay(EventsContract):
    envelope = staticmethod(by_relay)


class TestByAppFlow(EventsContract):
    envelope = staticmethod(by_appflow)


class TestByFlow(EventsContract):
    envelope = staticmethod(by_flow)


def by_platform_event(**told: Any) -> dict[str, Any]:
    said = {"Object__c": "Opportunity", "Record_Id__c": OPPORTUNITY_ID, "CreatedById": USER}
    return {"detail-type": "Referral_Hub_Saved__e", "detail": {"payload": said | told}}


@pytest.mark.parametrize(
    ("sobject", "about"),
    [
        ("Lead", CrmThing.LEAD),
        ("Opportunity", CrmThing.OPPORTUNITY),
        ("Order", CrmThing.ORDER),
        ("Referral__c", CrmThing.REFERRAL),
    ],
)
def test_the_platform_event_of_a_flow_names_the_record(sobject: str, about: CrmThing) -> None:
    told = by_platform_event(Object__c=sobject)

    assert SalesforceEvents().hints_in(told) == (CrmHint(about=about, record_id=OPPORTUNITY_ID),)


@pytest.mark.parametrize(
    "strange", [{"Object__c": "Account"}, {"Record_Id__c": "006*"}, {"Record_Id__c": None}]
)
def test_a_platform_event_about_nothing_that_the_hub_follows_is_no_hint(
    strange: dict[str, str | None],
) -> None:
    assert SalesforceEvents().hints_in(by_platform_event(**strange)) == ()


def test_the_events_that_the_repository_shows_are_heard() -> None:
    shown = json.loads((ROOT.parent / "events/sqs/crm_hint.salesforce.json").read_text())

    told = [json.loads(record["body"]) for record in shown["Records"]]

    heard = [hint.about for event in told for hint in SalesforceEvents().hints_in(event)]
    assert heard == [CrmThing.REFERRAL, CrmThing.OPPORTUNITY, CrmThing.LEAD, CrmThing.LEAD]


def hints(**told: Any) -> list[str]:
    return [hint.record_id for hint in SalesforceEvents().hints_in(by_relay(**told))]


def test_one_event_may_be_about_several_records() -> None:
    other = "006Wu00000Aa1Bb2Cc"

    assert hints(recordIds=[OPPORTUNITY_ID, other, other]) == [OPPORTUNITY_ID, other]


@pytest.mark.parametrize("kind", ["GAP_UPDATE", "GAP_DELETE", "DELETE", "UNDELETE"])
def test_whatever_happened_to_a_record_it_is_read_again(kind: str) -> None:
    assert hints(changeType=kind, changeOrigin="", changedFields=[]) == [OPPORTUNITY_ID]


@pytest.mark.parametrize(
    ("kind", "record_id"), [("UPDATE", "006*"), ("GAP_OVERFLOW", "000000000000000AAA")]
)
def test_records_that_are_not_named_are_no_hint_and_are_logged(
    kind: str, record_id: str, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        found = hints(changeType=kind, recordIds=[record_id])

    assert (found, "Opportunity" in caplog.text) == ([], True)


def test_an_opportunity_that_was_just_created_is_heard_of_for_it_may_bear_a_code() -> None:
    assert hints(changeType="CREATE") == [OPPORTUNITY_ID]


@pytest.mark.parametrize(
    "origin",
    [
        "",
        BROWSER,
        "com/salesforce/api/rest/68.0",
        "com/salesforce/api/rest/68.0;client=referral-hub-2",
        None,
    ],
)
def test_what_others_change_is_no_echo(origin: str | None) -> None:
    assert hints(changeOrigin=origin) == [OPPORTUNITY_ID]


@pytest.mark.parametrize("lacking", ["entityName", "recordIds", "changeType"])
def test_a_header_that_lacks_something_is_not_read(lacking: str) -> None:
    told = {name: value for name, value in header().items() if name != lacking}

    with pytest.raises(KeyError):
        SalesforceEvents().hints_in({"detail": {"payload": {"ChangeEventHeader": told}}})


@pytest.mark.parametrize(
    "strange", [{}, {"detail": None}, {"detail": "x"}, {"detail": {"payload": 3}}, {"detail": {}}]
)
def test_what_has_no_header_is_not_read(strange: dict[str, Any]) -> None:
    with pytest.raises(KeyError):
        SalesforceEvents().hints_in(strange)


def test_where_flows_tell_a_lead_is_heard_of_once_it_has_a_code(stage: Stage) -> None:
    stage.behave(event_form="flows")
    lead_id = stage.org.person(create="Lead", fields={"LastName": "Virta", "Company": "Nordwind"})
    before = len(stage.org.events)
    stage.org.person(edit=lead_id, fields={"Referral_Code__c": "ADA-SPRING"})

    heard = [hint for event in stage.org.events for hint in SalesforceEvents().hints_in(event)]

    assert before == 0
    assert heard == [CrmHint(about=CrmThing.LEAD, record_id=lead_id)]


@pytest.mark.parametrize("form", ["event_relay", "appflow"])
def test_a_decision_in_the_browser_is_heard_and_what_the_hub_wrote_is_not(
    stage: Stage, form: str
) -> None:
    stage.behave(event_form=form)
    stage.referral_list.show([a_card()])
    [record] = stage.records("Referral__c")
    told = {"Decision__c": "Reject", "Rejection_Reason__c": "No capacity"}
    stage.org.person(edit=record["Id"], fields=told)

    heard = [hint for event in stage.org.events for hint in SalesforceEvents().hints_in(event)]

    by = stage.org.org.sales_user
    assert heard == [CrmHint(about=CrmThing.REFERRAL, record_id=record["Id"], by=by)]


@pytest.mark.parametrize(
    ("changed", "by"),
    [
        (["Decision__c"], USER),
        (["LastModifiedDate", "Account__c"], USER),
        (["Company__c"], ""),
        ([], ""),
        (None, ""),
    ],
)
def test_an_event_names_whoever_touched_a_decision_and_nobody_else(
    changed: list[str] | None, by: str
) -> None:
    told = by_relay(
        entityName="Referral__c",
        recordIds=[REFERRAL_ID],
        changedFields=changed,
        commitUser=USER,
    )

    (hint,) = SalesforceEvents().hints_in(told)

    assert hint.by == by


def test_a_deal_that_is_won_in_the_browser_is_heard(stage: Stage) -> None:
    account_id = stage.seed("Account", Name="Fenwick Lighthouses")
    made = stage.crm.create_opportunity(account_id, OPPORTUNITY, token="o-1")
    stage.org.person(edit=made.result, fields={"StageName": "Closed Won"})

    heard = [hint for event in stage.org.events for hint in SalesforceEvents().hints_in(event)]

    assert heard == [CrmHint(about=CrmThing.OPPORTUNITY, record_id=made.result)]
