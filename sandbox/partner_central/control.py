"""What a test may do to the sandbox that no partner may do to AWS."""

from collections.abc import Mapping
from dataclasses import asdict, fields
from functools import partial
from typing import Any

from sandbox.partner_central import contacts
from sandbox.partner_central.faults import (
    ANY_OPERATION,
    Behaviour,
    Fault,
    FaultPlan,
    TaskFailure,
)
from sandbox.partner_central.model_check import flaws_of_response
from sandbox.partner_central.operations.invitations import expire
from sandbox.partner_central.state import events
from sandbox.partner_central.state.agenda import Act
from sandbox.partner_central.state.opportunity import Document
from sandbox.partner_central.state.store import Store
from sandbox.partner_central.views import opportunity as views
from sandbox.switches import BadBehaviourError

_SWITCHES = {item.name for item in fields(Behaviour)}
_FAULTS = {str(fault) for fault in Fault}
_ACTS = {"fail_task", "expire_invitation", "reveal_contacts"}


def behave(store: Store, wishes: Mapping[str, Any]) -> dict[str, Any]:
    """
    Turn switches, plan faults and act at once; return the behaviour that results.

    Switches are the fields of `Behaviour`. Faults are the values of `Fault`, each with a number of
    times or `{"operation": "GetOpportunity", "times": 2}`. Acts: `fail_task` (`{"reason_code":
    ..., "times": ...}`), `expire_invitation` (its id), `reveal_contacts` (the opportunity's id).

    Raises:
        BadBehaviourError: an unknown wish or value; nothing was changed.
    """
    unknown = set(wishes) - _SWITCHES - _FAULTS - _ACTS
    if unknown:
        raise BadBehaviourError(
            f"unknown: {sorted(unknown)}; try {sorted(_SWITCHES | _FAULTS | _ACTS)}"
        )
    behaviour = store.behaviour.changed({k: v for k, v in wishes.items() if k in _SWITCHES})
    faults = _planned(store.faults, wishes)
    acts = _acts(store, wishes)
    store.behaviour, store.faults = behaviour, faults
    for act in acts:
        act()
    return describe(store)


def describe(store: Store) -> dict[str, Any]:
    """Return switches, faults still to come and the failure the next task will meet."""
    failure = store.task_failure
    return {
        **asdict(store.behaviour),
        "planned_faults": store.faults.left(),
        "fail_task": asdict(failure) if failure else None,
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
    acts: list[Act] = []
    if "fail_task" in wishes:
        acts.append(partial(setattr, store, "task_failure", TaskFailure.read(wishes["fail_task"])))
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


def edit_opportunity(
    store: Store, opportunity_id: str, changes: Mapping[str, Any]
) -> dict[str, Any]:
    """
    Merge changes into an opportunity the partner can see, as AWS's sellers do, and announce it.

    Objects merge, lists and values replace, null removes. Sending the same contacts again is a
    repeated contact. Returns GetOpportunity's answer.

    Raises:
        BadBehaviourError: not visible to the partner, or the result breaks the model.
    """
    opportunity = store.opportunities.get(opportunity_id)
    if opportunity is None or not opportunity.is_visible(store.now):
        raise BadBehaviourError(f"{opportunity_id} is not visible to the partner")
    edited = opportunity.replaced(_merged(opportunity.body, changes), at=store.now)
    found = flaws_of_response("GetOpportunity", views.whole(edited))
    if found:
        raise BadBehaviourError("; ".join(map(str, found)))
    store.keep_opportunity(edited)
    store.note("opportunity.edited", opportunity_id)
    store.emit(events.opportunity_updated(edited))
    return views.whole(edited)


def _merged(old: Any, new: Any) -> Any:
    if not (isinstance(old, dict) and isinstance(new, Mapping)):
        return new
    result: Document = {name: value for name, value in old.items() if name not in new}
    for name, value in new.items():
        if value is not None:
            result[name] = _merged(old.get(name), value)
    return result
