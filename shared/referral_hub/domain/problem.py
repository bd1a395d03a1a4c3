"""
What could not be done for a referral, read off its own ledger and those of its contacts.

Each record tells the problem that is its own: effects wait for those before them, so it has one at
a time.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any

from .arrivals import HUB_FAILED, ContactArrival, Trouble
from .effects import Effect, EffectState, is_notice
from .referral import Progress, Referral
from .shapes import Frozen, Moment

HUB = "hub"
Record = Referral | ContactArrival

# What to do when the other system does not say.
_ADVICE: Mapping[str, str] = {
    "unreachable": "Retry when {system} answers again.",
    "busy": "Retry when {system} is less busy.",
    "quota": "Retry when {system} takes calls again, or raise its quota.",
    "signed_out": "Renew the access of the hub to {system}, then retry.",
    "told_again": "Retry: what stood in the way of it may be gone.",
    HUB_FAILED: "Read the log of the execution, then retry.",
}
_ASK = "Ask whoever looks after {system}, then retry; or dismiss the problem."


class ProblemState(StrEnum):
    """Whether a person must act, the hub is still trying by itself, or a person let it be."""

    OPEN = "open"
    WAITING = "waiting"
    DISMISSED = "dismissed"


class SyncProblem(Frozen):
    """
    One thing that could not be done in another system, so far or for good.

    `system` is the name of the CRM, the id of the partner, or `hub`. `cause` is a stable word for
    problems of one kind. `fix` is what the system itself says that a person can do.
    """

    number: str
    contact_key: str = ""
    state: ProblemState
    system: str
    effect: str
    cause: str
    reason: str
    fields: tuple[str, ...] = ()
    fix: str = ""
    since: Moment
    failures: int = 0

    @property
    def advice(self) -> str:
        """What to do about it, in plain words."""
        if self.state is ProblemState.WAITING:
            return "Nothing: the hub tries again by itself."
        return self.fix or _ADVICE.get(self.cause, _ASK).format(system=self.system)


def problems_of(
    referral: Referral, arrivals: Iterable[ContactArrival], *, crm: str
) -> list[SyncProblem]:
    records: list[Record] = [referral, *arrivals]
    found = (problem_of(record, crm=crm) for record in records)
    return [problem for problem in found if problem]


def problem_of(record: Record, *, crm: str) -> SyncProblem | None:
    """Read a record's own problem off it; `crm` is the name of the CRM."""
    state = state_of(record)
    if state is None:
        return None
    told = _of_contact(record, crm) if isinstance(record, ContactArrival) else _of(record, crm)
    return SyncProblem(number=record.number, state=state, **told)


def state_of(record: Record) -> ProblemState | None:
    """How a record stands with its problem; None when it has none."""
    if isinstance(record, ContactArrival):
        over = record.left_at is not None
        has_one = not record.carried and bool(record.ledger.stuck or record.trouble or over)
    else:
        failed = record.progress is Progress.FAILED
        has_one = bool(record.ledger.stuck) or (failed and not record.left_contacts)
        over = failed
    if not has_one:
        return None
    if record.dismissed_at:
        return ProblemState.DISMISSED
    return ProblemState.OPEN if over or _refused(record) else ProblemState.WAITING


def _refused(record: Record) -> bool:
    stuck = record.ledger.stuck
    return stuck is not None and stuck[1].state is EffectState.REFUSED


def _of(referral: Referral, crm: str) -> dict[str, Any]:
    if referral.ledger.stuck:
        name, effect = referral.ledger.stuck
        return _of_effect(name, effect, referral.partner_id if is_notice(name) else crm)
    decided = referral.decision.at if referral.decision else referral.received_at
    return {
        "system": HUB,
        "effect": "",
        "cause": HUB_FAILED,
        "reason": referral.problem,
        # When the run began that failed: the hub was in no state to note more.
        "since": referral.retried_at or decided,
    }


def _of_contact(arrival: ContactArrival, crm: str) -> dict[str, Any]:
    about = {"contact_key": arrival.key}
    if arrival.ledger.stuck:
        return about | _of_effect(*arrival.ledger.stuck, crm)
    trouble = arrival.trouble or Trouble(
        reason="a run ended without it, and more was told of it since",
        cause="told_again",
        since=arrival.left_at or arrival.arrived_at,
    )
    system = HUB if trouble.cause == HUB_FAILED else crm
    return about | trouble.model_dump() | {"system": system, "effect": "contact_search"}


def _of_effect(name: str, effect: Effect, system: str) -> dict[str, Any]:
    refused = effect.state is EffectState.REFUSED
    return {
        "system": system,
        "effect": name,
        "cause": effect.cause or ("refused" if refused else "unreachable"),
        "reason": effect.problem,
        "fields": effect.fields,
        "fix": effect.fix,
        "since": effect.since or effect.at,
        "failures": effect.failures,
    }
