"""The permission sets: the hub reads and writes what it must, people decide and no more."""

from __future__ import annotations

import pytest

from tests.salesforce.metadata import REFERRAL, of_type, referral_fields, the, within

_INTEGRATION, _DECIDER = "Referral_Hub_Integration", "Referral_Decider"
_DECISION = {
    f"{REFERRAL}.{field}"
    for field in (
        "Decision__c",
        "Rejection_Reason__c",
        "Account__c",
        "Create_Account__c",
        "Opportunity__c",
    )
}


def _objects(permission_set: str) -> dict[str, set[str]]:
    """Name what is granted on each object."""
    granted = the("PermissionSet", permission_set).parts("objectPermissions")
    return {each["object"]: {k for k, v in each.items() if v == "true"} for each in granted}


def _fields(permission_set: str, right: str) -> set[str]:
    fields = the("PermissionSet", permission_set).parts("fieldPermissions")
    return {each["field"] for each in fields if each[right] == "true"}


def test_the_hub_reads_and_writes_every_custom_field() -> None:
    deployed = within("force-app", "CustomField")
    # A field of activities is granted as one of tasks; events follow by themselves.
    everything = {name.replace("Activity.", "Task.") for name in deployed}

    assert everything <= _fields(_INTEGRATION, "readable")
    assert everything <= _fields(_INTEGRATION, "editable")


def test_the_hub_creates_and_edits_and_never_deletes() -> None:
    writes = {"allowRead", "allowCreate", "allowEdit", "viewAllRecords"}

    assert _objects(_INTEGRATION) == dict.fromkeys(
        ("Account", "Contact", "Opportunity", REFERRAL), writes
    )


def test_the_hub_logs_tasks_with_all_that_a_note_needs() -> None:
    """What is required of a task, such as its status, is everybody's and cannot be granted."""
    needed = {"Task.Description", "Task.WhatId", "Task.WhoId", "Task.Referral_Hub_Id__c"}

    assert needed <= _fields(_INTEGRATION, "editable")


def test_the_hub_calls_the_api_and_is_known_to_the_rules() -> None:
    integration = the("PermissionSet", _INTEGRATION)
    granted = [each["name"] for each in integration.parts("userPermissions")]

    assert granted == ["ActivitiesAccess", "ApiEnabled", "EditTask"]
    assert [each["name"] for each in integration.parts("customPermissions")] == list(
        of_type("CustomPermission")
    )


def test_who_decides_sees_all_of_a_referral_and_edits_the_decision() -> None:
    assert _fields(_DECIDER, "readable") == referral_fields()
    assert _fields(_DECIDER, "editable") == _DECISION
    assert _objects(_DECIDER) == {REFERRAL: {"allowRead", "allowEdit"}}


def test_who_decides_is_held_by_the_rules() -> None:
    assert list(the("PermissionSet", _DECIDER).parts("customPermissions")) == []


def test_who_decides_finds_the_list() -> None:
    (tab,) = the("PermissionSet", _DECIDER).parts("tabSettings")

    assert tab == {"tab": REFERRAL, "visibility": "Visible"}
    assert REFERRAL in of_type("CustomTab")


@pytest.mark.parametrize("permission_set", [_INTEGRATION, _DECIDER])
def test_a_field_that_may_be_edited_may_be_read(permission_set: str) -> None:
    assert _fields(permission_set, "editable") <= _fields(permission_set, "readable")


def test_the_page_lets_people_edit_the_decision_only() -> None:
    layout = the("Layout", f"{REFERRAL}-Referral Layout")
    behaviors = layout.texts("layoutSections/layoutColumns/layoutItems/behavior")
    fields = layout.texts("layoutSections/layoutColumns/layoutItems/field")

    editable = {f"{REFERRAL}.{f}" for f, b in zip(fields, behaviors, strict=True) if b == "Edit"}

    assert editable - {f"{REFERRAL}.OwnerId"} == _DECISION
