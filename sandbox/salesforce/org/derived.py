"""What the org fills in by itself on a save."""

from collections.abc import Mapping
from typing import Any

from sandbox.salesforce.metadata.activities import is_done
from sandbox.salesforce.metadata.ids import read_id
from sandbox.salesforce.metadata.orders import status_code
from sandbox.salesforce.metadata.sobjects import SObject
from sandbox.salesforce.metadata.stages import stage_named
from sandbox.salesforce.org.record import Record
from sandbox.salesforce.org.state import Caller


def defaults(sobject: SObject, caller: Caller) -> dict[str, Any]:
    """Return what a new record has before anybody fills it."""
    filled = {f.name: f.default for f in sobject.fields.values() if f.default is not None}
    return {**filled, "OwnerId": caller.user_id} if sobject.field("OwnerId") else filled


def completed(sobject: SObject, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values given, ids whole, with what follows from them."""
    told = dict(values)
    for name, value in values.items():
        if sobject.fields[name.lower()].reference_to and value is not None:
            told[name] = read_id(value) or value
    if sobject.name == "Task" and "Status" in told:
        return {"IsClosed": is_done(told["Status"]), **told}
    if sobject.name == "Order" and "Status" in told:
        return {"StatusCode": status_code(told["Status"]), **told}
    return {**_of_stage(told), **told} if sobject.name == "Opportunity" else told


def without_total(before: Record, told: Mapping[str, Any]) -> dict[str, Any]:
    """
    Leave out the amount of an opportunity with products: it is their sum, and another is ignored
    without a word (Object Reference, "Opportunity", Amount).
    """
    has_products = before.get("HasOpportunityLineItem")
    return {name: value for name, value in told.items() if not (has_products and name == "Amount")}


def _of_stage(values: Mapping[str, Any]) -> dict[str, Any]:
    stage = stage_named(values.get("StageName"))
    if stage is None:
        return {}
    return {
        "IsClosed": stage.is_closed,
        "IsWon": stage.is_won,
        "Probability": float(stage.probability),
        "ForecastCategoryName": stage.forecast,
    }


def name_of_person(sobject: SObject, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the Name of a contact, lead or user: first and last name in one."""
    if sobject.field("LastName") is None:
        return {}
    parts = (values.get("FirstName"), values.get("LastName"))
    return {"Name": " ".join(part for part in parts if part)}
