"""What an admin deploys where sales are followed by referral code, and what it lets the hub do."""

from __future__ import annotations

import re

import pytest

from referral_hub.adapters.crms.salesforce.events import THINGS, SalesforceEvents
from referral_hub.domain.crm_referrals import CrmHint
from referral_hub.domain.lifecycles.sales_record import RecordKind
from referral_hub.domain.lifecycles.shipped import shipped
from sandbox.salesforce.metadata.deployed import CUSTOM_FIELDS, LEAD_MAPPING, REFERRAL_CODE
from tests.salesforce.metadata import NAMESPACE, REFERRAL, Component, of_type, the, within

CODE = REFERRAL_CODE.name
SAVED = "Referral_Hub_Saved__e"
_OBJECTS = {
    RecordKind.LEAD: "Lead",
    RecordKind.OPPORTUNITY: "Opportunity",
    RecordKind.ORDER: "Order",
}
# Required fields and those of the system, which no permission set can grant.
_EVERYBODYS = {
    "Lead.Status",
    "Opportunity.StageName",
    "Opportunity.CloseDate",
    "Opportunity.CurrencyIsoCode",
    "Order.Status",
    "Order.EffectiveDate",
    "Order.TotalAmount",
    "Order.CurrencyIsoCode",
}
FLOWS = list(of_type("Flow").values())


def name_of(flow: Component) -> str:
    return flow.name


@pytest.mark.parametrize("owner", ["Lead", "Opportunity", "Order"])
def test_a_code_is_a_text_that_several_records_may_bear(owner: str) -> None:
    code = the("CustomField", f"{owner}.{CODE}")

    assert (code.text("type"), code.text("length")) == ("Text", str(REFERRAL_CODE.length))
    assert not code.flag("unique")
    assert REFERRAL_CODE in CUSTOM_FIELDS[owner]


def test_nothing_of_it_is_deployed_with_what_every_org_needs() -> None:
    """Not every org has orders, or room for another object in its change events."""
    assert not [name for name in within("force-app", "CustomField") if name.endswith(CODE)]
    assert set(within("tracking", "CustomField")) == {f"Lead.{CODE}", f"Opportunity.{CODE}"}
    assert set(within("tracking-orders", "CustomField")) == {f"Order.{CODE}"}


def test_a_converted_lead_hands_its_code_to_the_opportunity() -> None:
    (settings,) = of_type("LeadConvertSettings").values()

    [mapping] = settings.root.findall(f"{NAMESPACE}objectMapping")
    pairs = {
        (pair.findtext(f"{NAMESPACE}inputField"), pair.findtext(f"{NAMESPACE}outputField"))
        for pair in mapping.findall(f"{NAMESPACE}mappingFields")
    }
    assert mapping.findtext(f"{NAMESPACE}inputObject") == "Lead"
    assert mapping.findtext(f"{NAMESPACE}outputObject") == "Opportunity"
    assert pairs == {(CODE, CODE)} == set(LEAD_MAPPING.items())


def test_the_mapping_leaves_alone_what_else_an_org_decides_of_conversions() -> None:
    (settings,) = of_type("LeadConvertSettings").values()

    assert settings.folder == "lead-conversion"
    assert {child.tag.removeprefix(NAMESPACE) for child in settings.root} == {"objectMapping"}


@pytest.mark.parametrize(
    ("folder", "entity"), [("tracking", "LeadChangeEvent"), ("tracking-orders", "OrderChangeEvent")]
)
def test_changes_travel_on_the_channel_that_is_relayed_already(folder: str, entity: str) -> None:
    (member,) = within(folder, "PlatformEventChannelMember").values()

    assert member.text("selectedEntity") == entity
    assert member.text("eventChannel") in within("force-app", "PlatformEventChannel")


@pytest.mark.parametrize(
    ("permission_set", "objects"),
    [
        ("Referral_Hub_Tracking", {"Account", "Lead", "Opportunity"}),
        ("Referral_Hub_Orders", {"Account", "Order"}),
    ],
)
def test_the_hub_reads_all_of_what_it_follows_and_makes_none(
    permission_set: str, objects: set[str]
) -> None:
    granted = list(the("PermissionSet", permission_set).parts("objectPermissions"))

    rights = {k for each in granted for k, v in each.items() if v == "true"}
    assert {each["object"] for each in granted} == objects
    assert rights == {"allowRead", "viewAllRecords"}


def test_the_hub_sees_what_the_shipped_lifecycles_read() -> None:
    sets = ("Referral_Hub_Integration", "Referral_Hub_Tracking", "Referral_Hub_Orders")
    fields = [f for each in sets for f in the("PermissionSet", each).parts("fieldPermissions")]
    granted = {each["field"] for each in fields}

    read = {
        _granted_as(f"{_OBJECTS[kind]}.{name}")
        for lifecycle in shipped("salesforce")
        for kind, names in lifecycle.fields.items()
        for name in names.all
    }

    assert read - granted == _EVERYBODYS


def _granted_as(name: str) -> str:
    """Name a field as permission sets do: of its own object, an address as a whole."""
    owner, field = name.split(".")[-2:]
    if field.removeprefix("Billing") in ("State", "Country"):
        return f"{owner}.{'BillingAddress' if owner == 'Account' else 'Address'}"
    return f"{owner}.{field}"


def test_the_hub_carries_codes_on_and_writes_nothing_else() -> None:
    sets = ("Referral_Hub_Tracking", "Referral_Hub_Orders")
    fields = [
        part for each in sets for part in the("PermissionSet", each).parts("fieldPermissions")
    ]

    assert [each["field"] for each in fields if each["editable"] == "true"] == [
        f"Opportunity.{CODE}"
    ]
    readable = {each["field"] for each in fields}
    assert {name for name in of_type("CustomField") if name.endswith(CODE)} <= readable
    assert all(each["readable"] == "true" for each in fields)


@pytest.mark.parametrize("flow", FLOWS, ids=name_of)
def test_a_flow_tells_of_the_record_that_was_saved_and_nothing_in_it(flow: Component) -> None:
    said = {
        part.findtext(f"{NAMESPACE}field"): "".join(
            part.find(f"{NAMESPACE}value").itertext()  # type: ignore[union-attr]
        ).strip()
        for part in flow.root.findall(f"{NAMESPACE}recordCreates/{NAMESPACE}inputAssignments")
    }

    assert flow.text("recordCreates/object") == SAVED
    assert said == {"Object__c": flow.text("start/object"), "Record_Id__c": "$Record.Id"}
    assert {f"{SAVED}.{name}" for name in said} == set(within("flows", "CustomField"))


@pytest.mark.parametrize("flow", FLOWS, ids=name_of)
def test_what_a_flow_tells_is_a_hint_to_the_hub(flow: Component) -> None:
    sobject, record_id = flow.text("start/object"), "00QWu00000Aa1Bb1Cc"
    payload = {"Object__c": sobject, "Record_Id__c": record_id}

    heard = SalesforceEvents().hints_in({"detail-type": SAVED, "detail": {"payload": payload}})

    assert heard == (CrmHint(about=THINGS[sobject], record_id=record_id),)


@pytest.mark.parametrize("flow", FLOWS, ids=name_of)
def test_a_flow_runs_after_each_save_and_begins_with_what_it_has(flow: Component) -> None:
    assert flow.text("start/triggerType") == "RecordAfterSave"
    assert flow.text("start/recordTriggerType") == "CreateAndUpdate"
    assert flow.text("start/connector/targetReference") == flow.text("recordCreates/name")
    assert flow.text("status") == "Active"


@pytest.mark.parametrize("flow", FLOWS, ids=name_of)
def test_a_condition_reads_a_field_that_is_deployed(flow: Component) -> None:
    read = re.findall(r"\{!\$Record\.(\w+)\}", flow.text("start/filterFormula"))

    assert {f"{flow.text('start/object')}.{name}" for name in read} <= set(of_type("CustomField"))


def test_flows_tell_of_all_that_the_hub_follows_but_orders() -> None:
    assert {flow.text("start/object") for flow in FLOWS} == {"Lead", "Opportunity", REFERRAL}


def test_an_event_is_published_only_once_the_save_is_certain() -> None:
    event = the("CustomObject", SAVED)

    assert event.text("publishBehavior") == "PublishAfterCommit"
    assert event.text("eventType") == "HighVolume"


def test_the_events_of_flows_travel_on_a_channel_of_their_own() -> None:
    """One channel takes no change events beside platform events."""
    (channel,) = within("flows", "PlatformEventChannel").items()
    (member,) = within("flows", "PlatformEventChannelMember").values()
    (relay,) = within("flow-relay", "EventRelayConfig").values()

    assert channel[1].text("channelType") == "event"
    assert (member.text("selectedEntity"), member.text("eventChannel")) == (SAVED, channel[0])
    assert relay.text("eventChannel") == channel[0]
