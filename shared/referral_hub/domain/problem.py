"""
What could not be done for a referral, read off its ledger and those of its contacts and its deal.

Each record tells the problem that is its own: effects wait for those before them, so it has one at
a time.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from referral_hub.domain.referrals.axes import Direction, Progress

from .cause import ADVICE, Cause
from .contacts.arrivals import ContactArrival, Trouble
from .deals.deal import Deal
from .deals.sides import CrmSide, EitherSide, PartnerSide, sides
from .effects import Effect, EffectState, is_notice
from .referrals.referral import Referral
from .shapes import Frozen, Moment

if TYPE_CHECKING:
    # What a partner shares is answered without knowing what the host shares: an outgoing referral
    # is the record that is none of the others.
    from .outgoing.referral import OutgoingReferral

    Record = Referral | ContactArrival | EitherSide | OutgoingReferral

HUB = "hub"


class ProblemState(StrEnum):
    """Whether a person must act, the run has not ended, or a person let it be."""

    OPEN = "open"
    WAITING = "waiting"
    DISMISSED = "dismissed"


class SyncProblem(Frozen):
    """
    One thing that could not be done in another system, so far or for good.

    `system` is the name of the CRM, the id of the partner, or `hub`. `fix` is what the system
    itself says that a person can do. `direction` is that of the referral.
    """

    number: str
    direction: Direction = Direction.INBOUND
    contact_key: str = ""
    state: ProblemState
    system: str
    effect: str
    cause: Cause
    reason: str
    fields: tuple[str, ...] = ()
    fix: str = ""
    since: Moment
    failures: int = 0

    @property
    def advice(self) -> str:
        """What to do about it, in plain words."""
        if self.state is ProblemState.WAITING:
            return "Nothing yet: the hub is still at work on it."
        return self.fix or ADVICE[self.cause].format(system=self.system)


def problems_of(
    referral: Referral,
    arrivals: Iterable[ContactArrival],
    *,
    crm: str,
    deal: Deal | None = None,
) -> list[SyncProblem]:
    records: list[Record] = [referral, *arrivals, *(sides(deal) if deal else ())]
    found = (problem_of(record, crm=crm) for record in records)
    return [problem for problem in found if problem]


def problem_of(record: Record, *, crm: str) -> SyncProblem | None:
    """Read a record's own problem off it; `crm` is the name of the CRM."""
    state = state_of(record)
    if state is None:
        return None
    return SyncProblem(number=record.number, state=state, **_told(record, crm))


def state_of(record: Record) -> ProblemState | None:
    """How a record stands with its problem; None when it has none."""
    match record:
        case ContactArrival():
            over = record.left_at is not None
            has_one = not record.carried and bool(record.ledger.stuck or record.trouble or over)
        case CrmSide() | PartnerSide():
            over, has_one = record.retryable, bool(record.ledger.stuck)
        case Referral():
            over = record.progress is Progress.FAILED
            has_one = bool(record.ledger.stuck) or (over and not record.left_contacts)
        case _:
            over, has_one = record.failed, bool(record.ledger.stuck)
    if not has_one:
        return None
    if record.dismissed_at:
        return ProblemState.DISMISSED
    # A run that was refused something ends in a moment: until then it cannot be retried.
    return ProblemState.OPEN if over else ProblemState.WAITING


def partner_of(record: Record) -> str:
    """Tell whose the record is; a contact leaves that to its referral."""
    match record:
        case ContactArrival():
            return ""
        case CrmSide() | PartnerSide():
            return record.deal.partner_id
        case _:
            return record.partner_id


def _told(record: Record, crm: str) -> dict[str, Any]:
    match record:
        case ContactArrival():
            return _of_contact(record, crm)
        case CrmSide():
            return _of_deal(record, crm)
        case PartnerSide():
            return _of_deal(record, record.deal.partner_id)
        case Referral():
            return _of(record, crm)
        case _:
            return _of_outgoing(record, crm)


def _of(referral: Referral, crm: str) -> dict[str, Any]:
    if referral.ledger.stuck:
        name, effect = referral.ledger.stuck
        return _of_effect(name, effect, referral.partner_id if is_notice(name) else crm)
    decided = referral.decision.at if referral.decision else referral.received_at
    return {
        "system": HUB,
        "effect": "",
        "cause": Cause.HUB_FAILED,
        "reason": referral.problem,
        # When the run began that failed: the hub was in no state to note more.
        "since": referral.retried_at or decided,
    }


def _of_outgoing(referral: OutgoingReferral, crm: str) -> dict[str, Any]:
    assert referral.ledger.stuck, "what went well has no problem"
    name, effect = referral.ledger.stuck
    told = _of_effect(name, effect, referral.partner_id if is_notice(name) else crm)
    return told | {"direction": referral.direction}


def _of_contact(arrival: ContactArrival, crm: str) -> dict[str, Any]:
    about = {"contact_key": arrival.key}
    if arrival.ledger.stuck:
        return about | _of_effect(*arrival.ledger.stuck, crm)
    trouble = arrival.trouble or Trouble(
        reason="a run ended without it, and more was told of it since",
        cause=Cause.TOLD_AGAIN,
        since=arrival.left_at or arrival.arrived_at,
    )
    system = HUB if trouble.cause is Cause.HUB_FAILED else crm
    return about | trouble.model_dump() | {"system": system, "effect": "contact_search"}


def _of_deal(side: EitherSide, system: str) -> dict[str, Any]:
    assert side.ledger.stuck, "a deal whose ledger says nothing has no problem"
    return _of_effect(*side.ledger.stuck, system) | {"direction": side.deal.direction}


def _of_effect(name: str, effect: Effect, system: str) -> dict[str, Any]:
    refused = effect.state is EffectState.REFUSED
    return {
        "system": system,
        "effect": name,
        "cause": effect.cause or (Cause.REFUSED if refused else Cause.UNREACHABLE),
        "reason": effect.problem,
        "fields": effect.fields,
        "fix": effect.fix,
        "since": effect.since or effect.at,
        "failures": effect.failures,
    }
