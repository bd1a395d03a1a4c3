"""How the hub stands with one other system over one referral, read off the ledger."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Self

from .deals.crm_update import CRM_UPDATE
from .deals.partner_update import PARTNER_UPDATE
from .deals.update import DealUpdate
from .effects import Effect, EffectState
from .problem import ProblemState, SyncProblem
from .referrals.decision import SENDER_NOTE
from .shapes import Frozen, Moment

# Effects that change what the other system has; all others create it there.
_UPDATES = {"partner_crm_id", "contact_update", SENDER_NOTE, CRM_UPDATE, PARTNER_UPDATE}


class IntegrationStatus(StrEnum):
    """
    How far another system is: `not_sent` is asked of nobody, `pending` has not begun, `sending` is
    under way or tried again by itself, `create_failed` and `update_failed` were refused, and
    `action_required` waits for a person.
    """

    NOT_SENT = "not_sent"
    PENDING = "pending"
    SENDING = "sending"
    SUCCESS = "success"
    CREATE_FAILED = "create_failed"
    UPDATE_FAILED = "update_failed"
    ACTION_REQUIRED = "action_required"


class Integration(Frozen):
    """
    `error` is plain language; it stays while the hub tries again by itself (`sending`).

    `fields` are those that it is about, and `fix` is what a person can do when one must
    (`action_required`).
    """

    system: str
    status: IntegrationStatus
    last_attempt_at: Moment | None = None
    last_success_at: Moment | None = None
    error: str = ""
    fields: tuple[str, ...] = ()
    fix: str = ""

    @classmethod
    def read_off(
        cls,
        system: str,
        effects: Mapping[str, Effect],
        problems: Sequence[SyncProblem],
        update: DealUpdate,
    ) -> Self:
        """
        Sum up the referral's effects on one system, by name, its problems with it, and how far the
        system knows of the deal: a field that it has otherwise counts, though that is nobody's
        problem any more.
        """
        effects = {**effects, **update.ledger.effects}
        mine = [problem for problem in problems if problem.system == system]
        told = list(effects.values())
        tried = [effect.at for effect in told if effect.outcome or effect.failures]
        done = [effect.at for effect in told if effect.state is EffectState.DONE]
        status = _status(effects, mine, untold=bool(update.untold))
        apart = status is IntegrationStatus.SUCCESS and update.let_be
        return cls(
            system=system,
            status=IntegrationStatus.UPDATE_FAILED if apart else status,
            last_attempt_at=max(tried, default=None),
            last_success_at=max(done, default=None),
            error="; ".join(problem.reason for problem in mine),
            fields=tuple(dict.fromkeys([*(n for p in mine for n in p.fields), *update.let_be])),
            fix=" ".join(problem.fix for problem in mine if problem.fix),
        )


def _status(
    effects: Mapping[str, Effect], problems: Sequence[SyncProblem], *, untold: bool
) -> IntegrationStatus:
    given_up = [p for p in problems if p.state is not ProblemState.WAITING]
    if any(problem.fix for problem in given_up if problem.state is ProblemState.OPEN):
        return IntegrationStatus.ACTION_REQUIRED
    if given_up:
        updating = {problem.effect for problem in given_up} <= _UPDATES
        return IntegrationStatus.UPDATE_FAILED if updating else IntegrationStatus.CREATE_FAILED
    if problems:
        return IntegrationStatus.SENDING
    if any(effect.outcome is None for effect in effects.values()):
        begun = any(effect.outcome or effect.failures for effect in effects.values())
        return IntegrationStatus.SENDING if begun else IntegrationStatus.PENDING
    if untold:
        return IntegrationStatus.SENDING
    return IntegrationStatus.SUCCESS if effects else IntegrationStatus.NOT_SENT
