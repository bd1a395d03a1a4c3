"""What a test may do to the org that no connector may."""

from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import Any

from sandbox.faults import FaultPlan
from sandbox.salesforce.events import BROWSER
from sandbox.salesforce.org import people
from sandbox.salesforce.org.behaviour import SWITCHES
from sandbox.salesforce.org.converting import Conversion, convert
from sandbox.salesforce.org.state import Caller, Org, ValidationRule
from sandbox.salesforce.org.writing import create, delete, update
from sandbox.salesforce.sessions import Sessions
from sandbox.switches import BadBehaviourError

_ACTS = frozenset(
    {"expire_sessions", "validation_rule", "schema", "api_requests_used", "referral_programme"}
)


def behave(org: Org, faults: FaultPlan, sessions: Sessions, wishes: Mapping[str, Any]) -> None:
    """
    Turn switches, plan faults and act at once.

    Switches are the fields of `Behaviour`. Faults are those of `FAULTS`, with a number of times or
    what `FaultPlan.plan` reads. Acts: `expire_sessions` (true), `validation_rule` (the fields of
    `ValidationRule`; null takes all rules away), `schema` (what `Schema.change` reads),
    `api_requests_used` (a number), `referral_programme` (the fields of `Programme`; {} ends it).

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
    if "referral_programme" in wishes:
        people.run_programme(org, wishes["referral_programme"])
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
    opportunity or order, "worth": sum of the products}`, `{"convert": id of the lead}` with the
    fields of `Conversion`.

    Raises:
        SalesforceError: a rule says no.
        BadBehaviourError: none of these.
    """
    act = next((act for word, act in _DEEDS.items() if word in wish), None)
    if act is None:
        raise BadBehaviourError(", ".join(_DEEDS))
    return act(org, person(org), wish)


def _create(org: Org, caller: Caller, wish: Mapping[str, Any]) -> str:
    return create(org, caller, org.schema.of(wish["create"]), wish.get("fields", {}))


def _edit(org: Org, caller: Caller, wish: Mapping[str, Any]) -> str:
    sobject, record = people.find(org, wish["edit"])
    update(org, caller, org.schema.of(sobject.name), record.id, wish.get("fields", {}))
    return record.id


def _delete(org: Org, caller: Caller, wish: Mapping[str, Any]) -> str:
    sobject, record = people.find(org, wish["delete"])
    delete(org, caller, sobject, record.id)
    return record.id


def _undelete(org: Org, caller: Caller, wish: Mapping[str, Any]) -> str:
    people.undelete(org, caller, wish["undelete"])
    return str(wish["undelete"])


def _merge(org: Org, caller: Caller, wish: Mapping[str, Any]) -> str:
    people.merge(org, caller, wish["into"], wish["merge"])
    return str(wish["into"])


def _sell(org: Org, caller: Caller, wish: Mapping[str, Any]) -> str:
    people.add_products(org, caller, wish["sell"], wish["worth"])
    return str(wish["sell"])


def _convert(org: Org, caller: Caller, wish: Mapping[str, Any]) -> str:
    chosen = {name: value for name, value in wish.items() if name != "convert"}
    try:
        return convert(org, caller, wish["convert"], Conversion(**chosen))
    except TypeError as error:
        raise BadBehaviourError(f"convert: {error}") from error


_DEEDS: Mapping[str, Callable[[Org, Caller, Mapping[str, Any]], str]] = {
    "create": _create,
    "edit": _edit,
    "delete": _delete,
    "undelete": _undelete,
    "merge": _merge,
    "sell": _sell,
    "convert": _convert,
}


def person(org: Org) -> Caller:
    """Return the sales user at work in the browser."""
    return Caller(org.sales_user, origin=BROWSER, allow_duplicates=True)
