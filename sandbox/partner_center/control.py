"""What a test may ask of the sandbox that no connector may."""

from collections.abc import Callable, Mapping
from typing import Any

from sandbox.faults import FaultPlan
from sandbox.partner_center.api import Api
from sandbox.partner_center.behaviour import SWITCHES, Behaviour
from sandbox.partner_center.faults import FAULTS
from sandbox.partner_center.referrals.store import Store
from sandbox.switches import BadBehaviourError, flag, switch_value

_ACTS = {"revoke_refresh_tokens": flag, "expire_access_tokens": flag}


def behave(api: Api, faults: FaultPlan, wishes: Mapping[str, Any]) -> dict[str, Any]:
    """
    Turn switches (the fields of `Behaviour`), plan faults (`FAULTS`) and act at once.

    Acts: `revoke_refresh_tokens` and `expire_access_tokens`, both true.

    Raises:
        BadBehaviourError: an unknown wish or value; then nothing was done.
    """
    _require_readable(wishes)
    api.store.behaviour = api.store.behaviour.changed(_switches(wishes))
    for name in sorted(set(wishes) & set(FAULTS)):
        faults.plan(name, wishes[name])
    acts: dict[str, Callable[[], None]] = {
        "revoke_refresh_tokens": api.tokens.revoke,
        "expire_access_tokens": api.tokens.expire_access,
    }
    for name, act in acts.items():
        if wishes.get(name):
            act()
    return {**vars(api.store.behaviour), "planned_faults": faults.left()}


def is_lying(store: Store) -> bool:
    """Tell whether answers are wrong on purpose, so that there is no use in checking them."""
    return store.behaviour.is_lying or any(record.poison for record in store.records.values())


def _require_readable(wishes: Mapping[str, Any]) -> None:
    known = {*SWITCHES, *FAULTS, *_ACTS}
    if unknown := set(wishes) - known:
        raise BadBehaviourError(f"unknown: {sorted(unknown)}; try {sorted(known)}")
    Behaviour().changed(_switches(wishes))
    rehearsal = FaultPlan(FAULTS)
    for name in set(wishes) & set(FAULTS):
        rehearsal.plan(name, wishes[name])
    for name in set(wishes) & set(_ACTS):
        switch_value(_ACTS, name, wishes[name])


def _switches(wishes: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in wishes.items() if name in SWITCHES}
