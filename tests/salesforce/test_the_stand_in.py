"""The stand-in of Salesforce has the fields that an admin deploys, or it would prove nothing."""

from __future__ import annotations

import pytest

from sandbox.salesforce.metadata.deployed import CUSTOM_FIELDS, REFERRAL
from sandbox.salesforce.metadata.fields import Field
from tests.salesforce.metadata import REFERRAL as REFERRAL_OBJECT
from tests.salesforce.metadata import Component, referral_fields, the

# What describe calls the types of metadata (REST API Developer Guide, "sObject Describe").
_DESCRIBED = {
    "Checkbox": "boolean",
    "DateTime": "datetime",
    "LongTextArea": "textarea",
    "Lookup": "reference",
    "Number": "double",
    "Picklist": "picklist",
    "Text": "string",
    "Url": "url",
}


def _shipped(name: str) -> Component:
    return the("CustomField", f"{REFERRAL_OBJECT}.{name}")


_CUSTOM = [field for field in REFERRAL.fields.values() if field.custom]


def test_a_referral_has_the_same_fields_there() -> None:
    assert {f"{REFERRAL_OBJECT}.{field.name}" for field in _CUSTOM} == referral_fields()


@pytest.mark.parametrize("field", _CUSTOM, ids=lambda field: field.name)
def test_a_field_is_of_the_same_kind_there(field: Field) -> None:
    shipped = _shipped(field.name)

    assert field.type == _DESCRIBED[shipped.text("type")]
    assert shipped.text("length") in ("", str(field.length))
    assert list(field.picklist) == shipped.texts("valueSet/valueSetDefinition/value/fullName")
    assert field.reference_to == shipped.text("referenceTo")
    assert (field.external_id, field.unique) == (shipped.flag("externalId"), shipped.flag("unique"))


@pytest.mark.parametrize(
    "owner", ["Account", "Activity", "Contact", "Opportunity", "OpportunityContactRole"]
)
def test_a_record_bears_the_same_mark_there(owner: str) -> None:
    # Tasks have the fields of activities.
    mark = next(f for f in CUSTOM_FIELDS[owner.replace("Activity", "Task")] if f.unique)
    shipped = the("CustomField", f"{owner}.{mark.name}")

    assert (mark.external_id, mark.unique) == (shipped.flag("externalId"), shipped.flag("unique"))
    assert str(mark.length) == shipped.text("length")
