"""Let the sandbox misbehave: what a test may do to it that no partner may do to AWS."""

from collections.abc import Mapping
from dataclasses import asdict, fields
from functools import partial
from typing import Any

from sandbox.partner_central import contacts
from sandbox.partner_central.behaviour import AWS_QUOTAS, NO_QUOTAS, Behaviour
from sandbox.partner_central.faults import ANY_OPERATION, Fault, FaultPlan, TaskFailure
from sandbox.partner_central.operations.invitations import expire
from sandbox.partner_central.state.agenda import Act
from sandbox.partner_central.state.store import Store
from sandbox.switches import BadBehaviourError, flag, switch_value

_SWITCHES = {item.name for item in fields(Behaviour)}
_FAULTS = {str(fault) for fault in Fault}
_FAILURES = {
    "fail_task": "task_failure",
    "fail_conversion": "conversion_failure",
    "fail_submission": "submission_failure",
}
_ACTS = {*_FAILURES, "expire_invitation", "reveal_contacts"}
_REFUSE = "refuse"
_SHORTHAND = "aws_quotas"


def behave(store: Store, wishes: Mapping[str, Any]) -> dict[str, Any]:
    """
    Turn switches, plan faults and act at once; return the behaviour that results.

    Switches are the fields of `Behaviour`. Faults are the values of `Fault`, each with a number of
    times or `{"operation": "GetOpportunity", "times": 2}`. Acts: `fail_task`, `fail_conversion` and
    `fail_submission` (`{"reason_code": ..., "times": ...}`), `expire_invitation` (its id),
    `reveal_contacts` (the opportunity's id). `refuse` is as `Refusals.plan` reads it. `aws_quotas`
    turns the four switches of the quotas at once.

    Raises:
        BadBehaviourError: an unknown wish or value; nothing was changed.
    """
    wishes = _spelled_out(wishes)
    known = _SWITCHES | _FAULTS | _ACTS | {_REFUSE}
    if unknown := set(wishes) - known:
        raise BadBehaviourError(f"unknown: {sorted(unknown)}; try {sorted({*known, _SHORTHAND})}")
    behaviour = store.behaviour.changed({k: v for k, v in wishes.items() if k in _SWITCHES})
    faults = _planned(store.faults, wishes)
    refusals = store.refusals.copy()
    if _REFUSE in wishes:
        refusals.plan(wishes[_REFUSE])
    acts = _acts(store, wishes)
    store.behaviour, store.faults, store.refusals = behaviour, faults, refusals
    for act in acts:
        act()
    return describe(store)


def _spelled_out(wishes: Mapping[str, Any]) -> dict[str, Any]:
    spelled = dict(wishes)
    if _SHORTHAND in spelled:
        is_wanted = switch_value({_SHORTHAND: flag}, _SHORTHAND, spelled.pop(_SHORTHAND))
        spelled = {**(AWS_QUOTAS if is_wanted else NO_QUOTAS), **spelled}
    return spelled


def describe(store: Store) -> dict[str, Any]:
    """Return switches, faults still to come and the failures the next tasks will meet."""
    failures = {act: getattr(store, name) for act, name in _FAILURES.items()}
    return {
        **asdict(store.behaviour),
        "planned_faults": store.faults.left(),
        "planned_refusals": store.refusals.left(),
        **{act: asdict(failure) if failure else None for act, failure in failures.items()},
    }


def _planned(faults: FaultPlan, wishes: Mapping[str, Any]) -> FaultPlan:
    planned = faults.copy()
    for name in sorted(_FAULTS & set(wishes)):
        _plan(planned, Fault(name), wishes[name])
    return planned


def _plan(faults: FaultPlan, fault: Fault, wish: Any) -> None:
    if isinstance(wish, int):
        wish = {"times": wish}
    if not isinstance(wish, Mapping):
        raise BadBehaviourError(
            f"{fault}: a number of times, or an object with operation and times"
        )
    operation = str(wish.get("operation", ANY_OPERATION))
    faults.plan(fault, operation=operation, times=int(wish.get("times", 1)))


def _acts(store: Store, wishes: Mapping[str, Any]) -> list[Act]:
    acts: list[Act] = [
        partial(setattr, store, _FAILURES[act], TaskFailure.read(wishes[act]))
        for act in sorted(_FAILURES.keys() & wishes)
    ]
    if "expire_invitation" in wishes:
        invitation_id = _known(store.invitations, wishes["expire_invitation"])
        acts.append(partial(expire, store, invitation_id))
    if "reveal_contacts" in wishes:
        opportunity_id = _known(store.opportunities, wishes["reveal_contacts"])
        acts.append(partial(contacts.reveal, store, opportunity_id))
    return acts


def _known(records: Mapping[str, Any], identifier: Any) -> str:
    if identifier not in records:
        raise BadBehaviourError(f"{identifier} is not here")
    return str(identifier)
