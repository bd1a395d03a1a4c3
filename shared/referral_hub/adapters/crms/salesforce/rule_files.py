"""
Rules as custom metadata of Salesforce, which the shipped trigger evaluates before a save.

Source: Metadata API Developer Guide, "CustomMetadata".
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from xml.sax.saxutils import escape

from referral_hub.domain.outgoing.save_rules import Condition, SaveRule

_PLACE = "customMetadata/Referral_Hub_Rule.{name}.md-meta.xml"
_FILE = """<?xml version="1.0" encoding="UTF-8"?>
<CustomMetadata xmlns="http://soap.sforce.com/2006/04/metadata" \
xmlns:xsd="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
    <label>{label}</label>
    <protected>false</protected>
{values}
</CustomMetadata>
"""
_VALUE = """    <values>
        <field>{field}</field>
        <value xsi:type="xsd:{type}">{text}</value>
    </values>"""
_OBJECTS = {"opportunity": "Opportunity", "account": "Account"}
# The label of a record of custom metadata has room for so many characters.
_LABEL = 40


def rule_files(rules: Iterable[SaveRule]) -> dict[str, str]:
    """Write each rule as a file of an SFDX project, by its place there."""
    return {_PLACE.format(name=rule.rule_id.replace("-", "_")): _file(rule) for rule in rules}


def _file(rule: SaveRule) -> str:
    told = (
        ("Active__c", "boolean", str(rule.active).lower()),
        ("Conditions__c", "string", json.dumps([_said(each) for each in rule.conditions])),
        ("Required__c", "string", json.dumps([_field(path) for path in rule.required])),
        ("Permitted__c", "string", json.dumps(list(rule.permitted))),
        ("Version__c", "double", str(rule.version)),
    )
    values = "\n".join(_VALUE.format(field=f, type=t, text=escape(text)) for f, t, text in told)
    return _FILE.format(label=escape(rule.name[:_LABEL]), values=values)


def _said(condition: Condition) -> Mapping[str, object]:
    told = {"operator": condition.operator, "values": list(condition.values)}
    return {**_field(condition.path), **told}


def _field(path: str) -> dict[str, str]:
    what, _, name = path.partition(".")
    return {"record": _OBJECTS[what], "field": name}
