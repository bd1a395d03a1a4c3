"""
The duplicate rule for contacts.

Form of the answer: SOAP API Developer Guide, "DuplicateResult" and "MatchResult". REST was seen to
write the key without its third `l`: `duplicateResut`.
"""

from collections.abc import Mapping
from typing import Any

from sandbox.salesforce.errors import Problem, SalesforceError
from sandbox.salesforce.org.behaviour import DuplicateRule
from sandbox.salesforce.org.record import Record
from sandbox.salesforce.org.state import Caller, Org

_MESSAGE = "Use one of these records?"


def require_no_duplicate(org: Org, caller: Caller, sobject: str, values: Mapping[str, Any]) -> None:
    """
    Let the duplicate rule look at a contact that is about to be created.

    Raises:
        SalesforceError: DUPLICATES_DETECTED, with the records that match.
    """
    rule = org.behaviour.contact_duplicate_rule
    allowed = rule is DuplicateRule.ALERT and caller.allow_duplicates
    if sobject != "Contact" or rule is DuplicateRule.OFF or allowed:
        return
    found = _matches(org, values)
    if found:
        key = "duplicateResut" if org.behaviour.duplicate_result_misspelt else "duplicateResult"
        details = {key: _result(caller, found, may_save=rule is DuplicateRule.ALERT)}
        raise SalesforceError(Problem("DUPLICATES_DETECTED", _MESSAGE, (), details))


def _matches(org: Org, values: Mapping[str, Any]) -> list[Record]:
    fields = org.behaviour.duplicate_fields
    if any(values.get(name) is None for name in fields):
        return []
    same = [org.store.carrying("Contact", name, values[name]) for name in fields]
    return [record for record in same[0] if all(record in others for others in same[1:])]


def _result(caller: Caller, found: list[Record], *, may_save: bool) -> dict[str, Any]:
    return {
        "allowSave": may_save,
        "duplicateRule": "Standard_Contact_Duplicate_Rule",
        "duplicateRuleEntityType": "Contact",
        "errorMessage": _MESSAGE,
        "matchResults": [
            {
                "entityType": "Contact",
                "errors": [],
                "matchEngine": "ExactMatchEngine",
                "matchRecords": [_match(caller, record) for record in found],
                "rule": "Standard_Contact_Match_Rule_v1_1",
                "size": len(found),
                "success": True,
            }
        ],
    }


def _match(caller: Caller, record: Record) -> dict[str, Any]:
    url = f"/services/data/v68.0/sobjects/Contact/{record.id}"
    shown = ("Name", "Email", "AccountId") if caller.duplicate_details else ()
    return {
        "additionalInformation": [],
        "fieldDiffs": [],
        "matchConfidence": 100.0,
        "record": {
            "attributes": {"type": "Contact", "url": url},
            "Id": record.id,
            **{name: record.get(name) for name in shown},
        },
    }
