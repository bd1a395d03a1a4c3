"""What a test may do to the org that no connector may."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from sandbox.faults import FaultPlan
from sandbox.salesforce.events import BROWSER
from sandbox.salesforce.org import people
from sandbox.salesforce.org.behaviour import SWITCHES
from sandbox.salesforce.org.state import Caller, Org, ValidationRule
from sandbox.salesforce.org.writing import create, delete, update
from sandbox.salesforce.sessions import Sessions
from sandbox.switches import BadBehaviourError

_ACTS = frozenset({"expire_sessions", "validation_rule", "schema", "api_requests_used"})


def behave(org: Org, faults: FaultPlan, sessions: Sessions, wishes: Mapping[str, Any]) -> None:
    """
    Turn switches, plan faults and act at once.

    Switches are the fields of `Behaviour`. Faults are those of `FAULTS`, with a number of times or
    what `FaultPlan.plan` reads. Acts: `expire_sessions` (true), `validation_rule` (the fields of
    `ValidationRule`; null takes all rules away), `schema` (what `Schema.change` reads),
    `api_requests_used` (a number).

    Raises:
        BadBehaviourError: an unknown wish (then nothing was done), or a value it cannot take.
    """
    unknown = set(wishes) - SWITCHES - _ACTS - set(faults.faults)
    if unknown:
        known = sorted(SWITCHES | _ACTS | set(faults.faults))
        raise BadBehaviourError(f"unknown: {sorted(unknown)}; try {known}")
    switches = {name: value for name, value in wishes.items() if name in SWITCHES}
    org.behaviour = org.behaviour.changed(switches)
    for name, value in wishes.items():
        if name in faults.faults:
            faults.plan(name, value)
    _act(org, sessions, wishes)


def _act(org: Org, sessions: Sessions, wishes: Mapping[str, Any]) -> None:
    if wishes.get("expire_sessions"):
        sessions.expire()
    if "schema" in wishes:
        org.schema.change(wishes["schema"])
        org.schema_changed = org.now
    if "api_requests_used" in wishes:
        org.requests_used = int(wishes["api_requests_used"])
    if "validation_rule" in wishes:
        _rule(org, wishes["validation_rule"])


def _rule(org: Org, wish: Mapping[str, Any] | None) -> None:
    if wish is None:
        org.rules.clear()
        return
    try:
        rule = ValidationRule(**wish)
    except TypeError as error:
        raise BadBehaviourError(f"validation_rule: {error}") from error
    org.rules.append(rule)


def describe(org: Org, faults: FaultPlan) -> dict[str, Any]:
    """Return switches, rules, faults still to come and how much of the day's pool is used."""
    return {
        **asdict(org.behaviour),
        "validation_rules": [asdict(rule) for rule in org.rules],
        "planned_faults": faults.left(),
        "api_requests_used": org.requests_used,
    }


def act_as_person(org: Org, wish: Mapping[str, Any]) -> str:
    """
    Let the sales user do one thing in the browser, and return the id of the record.

    `{"create": "Account", "fields": {...}}`, `{"edit": id, "fields": {...}}`, `{"delete": id}`,
    `{"undelete": id}`, `{"merge": id of the loser, "into": id of the winner}`, `{"sell": id of the
    opportunity, "worth": sum of the products}`.

    Raises:
        SalesforceError: a rule says no.
        BadBehaviourError: none of these.
    """
    caller = person(org)
    fields = wish.get("fields", {})
    if "create" in wish:
        return create(org, caller, org.schema.of(wish["create"]), fields)
    if "edit" in wish:
        sobject, record = people.find(org, wish["edit"])
        update(org, caller, org.schema.of(sobject.name), record.id, fields)
        return record.id
    if "delete" in wish:
        sobject, record = people.find(org, wish["delete"])
        delete(org, caller, sobject, record.id)
        return record.id
    if "undelete" in wish:
        people.undelete(org, caller, wish["undelete"])
        return str(wish["undelete"])
    if "merge" in wish:
        people.merge(org, caller, wish["into"], wish["merge"])
        return str(wish["into"])
    if "sell" in wish:
        people.add_products(org, caller, wish["sell"], wish["worth"])
        return str(wish["sell"])
    raise BadBehaviourError("create, edit, delete, undelete, merge or sell")


def person(org: Org) -> Caller:
    """Return the sales user at work in the browser."""
    return Caller(org.sales_user, origin=BROWSER, allow_duplicates=True)
