"""The Salesforce metadata says what the hub expects to find."""

from __future__ import annotations

import json
import re

import pytest

from referral_hub.domain.referrals.axes import Stage, Status
from tests.salesforce.metadata import (
    NAMESPACE,
    REFERRAL,
    ROOT,
    Component,
    components,
    fields_named_in,
    of_type,
    referral_fields,
    the,
)

_TYPES = {
    "LeadConvertSetting": "LeadConvertSettings",
    "cls": "ApexClass",
    "compactLayout": "CompactLayout",
    "customPermission": "CustomPermission",
    "eventRelay": "EventRelayConfig",
    "field": "CustomField",
    "flow": "Flow",
    "layout": "Layout",
    "listView": "ListView",
    "namedCredential": "NamedCredential",
    "object": "CustomObject",
    "permissionset": "PermissionSet",
    "platformEventChannel": "PlatformEventChannel",
    "platformEventChannelMember": "PlatformEventChannelMember",
    "tab": "CustomTab",
    "trigger": "ApexTrigger",
    "validationRule": "ValidationRule",
}
_FIELDS = {
    "Referral_Hub_Id__c": ("Text", "64"),
    "Partner__c": ("Text", "255"),
    "Partner_Referral_Id__c": ("Text", "255"),
    "Company__c": ("Text", "255"),
    "Title__c": ("Text", "255"),
    "Description__c": ("LongTextArea", "32768"),
    "Status__c": ("Picklist", ""),
    "Stage__c": ("Picklist", ""),
    "Value__c": ("Number", ""),
    "Currency__c": ("Text", "3"),
    "Expires_At__c": ("DateTime", ""),
    "Hub_Link__c": ("Url", ""),
    "Decision__c": ("Picklist", ""),
    "Rejection_Reason__c": ("Text", "255"),
    "Account__c": ("Lookup", ""),
    "Create_Account__c": ("Checkbox", ""),
    "Opportunity__c": ("Lookup", ""),
    "Hub_Answer__c": ("Text", "255"),
}
_MARKED = ["Account", "Activity", "Contact", "Opportunity", "OpportunityContactRole", REFERRAL]


def _id(component: Component) -> str:
    return f"{component.type} {component.name}"


@pytest.mark.parametrize("component", components(), ids=_id)
def test_every_file_holds_what_its_name_says(component: Component) -> None:
    assert component.root.tag == NAMESPACE + _TYPES[component.suffix]
    assert component.text("fullName", component.name).endswith(component.name.rpartition(".")[2])


@pytest.mark.parametrize("component", components(), ids=_id)
def test_nothing_in_it_belongs_to_one_organisation(component: Component) -> None:
    text = component.path.read_text()

    assert not re.search(r"\b00[DEGe5][A-Za-z0-9]{12}(?:[A-Za-z0-9]{3})?\b", text), "a record's id"
    assert not re.search(r"\b\d{12}\b", text), "an AWS account"
    assert not re.search(r"PRIVATE KEY|consumer(Key|Secret)|password|oauthToken", text), "a secret"
    assert not re.search(r"[\w.]+@[\w.]+", text), "somebody's address"


@pytest.mark.parametrize("owner", _MARKED)
def test_the_hubs_mark_finds_a_record_and_cannot_be_there_twice(owner: str) -> None:
    mark = the("CustomField", f"{owner}.Referral_Hub_Id__c")

    assert (mark.text("type"), mark.text("length")) == ("Text", "64")
    assert mark.flag("externalId")
    assert mark.flag("unique")
    assert not mark.flag("caseSensitive")


def test_a_referral_has_exactly_the_fields_that_the_hub_knows() -> None:
    fields = {
        name.removeprefix(f"{REFERRAL}."): (field.text("type"), field.text("length"))
        for name, field in of_type("CustomField").items()
        if name in referral_fields()
    }

    assert fields == _FIELDS


def test_the_name_of_a_referral_is_text_that_the_hub_writes() -> None:
    referral = the("CustomObject", REFERRAL)

    assert referral.text("nameField/type") == "Text"
    assert (referral.text("label"), referral.text("pluralLabel")) == ("Referral", "Referrals")


def test_an_amount_has_two_decimal_places() -> None:
    value = the("CustomField", f"{REFERRAL}.Value__c")

    assert (value.text("precision"), value.text("scale")) == ("18", "2")


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("Status__c", [status.value for status in Status]),
        ("Stage__c", [stage.value for stage in Stage]),
        ("Decision__c", ["Accept", "Reject"]),
    ],
)
def test_a_picklist_has_the_hubs_own_values_and_takes_no_other(
    field: str, values: list[str]
) -> None:
    picklist = the("CustomField", f"{REFERRAL}.{field}")

    assert picklist.texts("valueSet/valueSetDefinition/value/fullName") == values
    assert picklist.flag("valueSet/restricted")


@pytest.mark.parametrize("target", ["Account", "Opportunity"])
def test_a_referral_points_at_records_and_never_keeps_them_from_being_deleted(target: str) -> None:
    lookup = the("CustomField", f"{REFERRAL}.{target}__c")

    assert lookup.text("referenceTo") == target
    assert lookup.text("deleteConstraint") == "SetNull"


def test_no_field_is_required_because_permission_sets_cannot_name_a_required_one() -> None:
    required = [name for name, field in of_type("CustomField").items() if field.flag("required")]

    assert required == []


def test_a_page_shows_every_field_of_a_referral() -> None:
    layout = the("Layout", f"{REFERRAL}-Referral Layout")

    shown = set(layout.texts("layoutSections/layoutColumns/layoutItems/field"))

    assert shown == {*_FIELDS, "Name", "OwnerId", "CreatedById", "LastModifiedById"}


def test_lists_and_highlights_show_fields_that_exist() -> None:
    views = [the("ListView", f"{REFERRAL}.{name}") for name in ("All", "Pending")]
    highlights = the("CompactLayout", f"{REFERRAL}.Referral").texts("fields")
    search = [text.text or "" for text in the("CustomObject", REFERRAL).root.iter()]

    columns = {column for view in views for column in view.texts("columns")}
    named = {*columns, *highlights, *(text for text in search if text.endswith("__c"))}

    assert named - {"NAME", "Name"} <= set(_FIELDS)


def test_the_pending_list_shows_what_waits_for_a_decision() -> None:
    (condition,) = the("ListView", f"{REFERRAL}.Pending").parts("filters")

    assert condition == {
        "field": "Status__c",
        "operation": "equals",
        "value": Status.PENDING_ACCEPTANCE.value,
    }


@pytest.mark.parametrize(
    ("rule", "about"),
    [
        ("Reject_Needs_Reason", {"Status__c", "Decision__c", "Rejection_Reason__c"}),
        (
            "Accept_Needs_Account",
            {"Status__c", "Decision__c", "Account__c", "Create_Account__c", "Opportunity__c"},
        ),
        (
            "Decision_Is_Final",
            {
                "Status__c",
                "Decision__c",
                "Rejection_Reason__c",
                "Account__c",
                "Create_Account__c",
                "Opportunity__c",
            },
        ),
        ("Number_Is_Fixed", set()),
    ],
)
def test_a_rule_reads_fields_that_exist_and_lets_the_hub_pass(rule: str, about: set[str]) -> None:
    validation = the("ValidationRule", f"{REFERRAL}.{rule}")
    formula = validation.text("errorConditionFormula")

    assert validation.flag("active")
    assert fields_named_in(formula) == about <= set(_FIELDS)
    assert "NOT($Permission.Referral_Hub_Integration)" in formula
    assert formula.count("(") == formula.count(")")


def test_rules_name_values_that_the_picklists_have() -> None:
    rules = of_type("ValidationRule").values()
    named = {v for r in rules for v in re.findall(r'"(\w+)"', r.text("errorConditionFormula"))}

    assert named == {Status.PENDING_ACCEPTANCE.value, "Accept", "Reject"}


def test_the_project_deploys_both_folders_and_fills_in_the_aws_account() -> None:
    project = json.loads((ROOT / "sfdx-project.json").read_text())

    for folder in project["packageDirectories"]:
        assert (ROOT / folder["path"]).is_dir()
    for replacement in project["replacements"]:
        assert replacement["stringToReplace"] in (ROOT / replacement["filename"]).read_text()
