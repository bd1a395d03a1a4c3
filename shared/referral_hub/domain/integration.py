"""How the hub stands with one other system over one referral, read off the ledger."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Self

from .effects import Effect, EffectState
from .shapes import Frozen, Moment

# Effects that change what the other system has; all others create it there.
_UPDATES = {"partner_opportunity_id", "contact_update"}


class IntegrationStatus(StrEnum):
    NOT_SENT = "not_sent"
    PENDING = "pending"
    SENDING = "sending"
    SUCCESS = "success"
    CREATE_FAILED = "create_failed"
    UPDATE_FAILED = "update_failed"
    ACTION_REQUIRED = "action_required"


class Integration(Frozen):
    """`error` is plain language; it stays while the hub tries again by itself (`sending`)."""

    system: str
    status: IntegrationStatus
    last_attempt_at: Moment | None = None
    last_success_at: Moment | None = None
    error: str = ""

    @classmethod
    def read_off(cls, system: str, effects: Mapping[str, Effect]) -> Self:
        """Sum up the effects on one system, by name."""
        told = list(effects.values())
        tried = [effect.at for effect in told if effect.outcome or effect.failures]
        done = [effect.at for effect in told if effect.state is EffectState.DONE]
        problems = [effect.problem for effect in told if effect.problem]
        return cls(
            system=system,
            status=_status(effects),
            last_attempt_at=max(tried, default=None),
            last_success_at=max(done, default=None),
            error="; ".join(problems),
        )


def _status(effects: Mapping[str, Effect]) -> IntegrationStatus:
    refused = {name for name, e in effects.items() if e.state is EffectState.REFUSED}
    if refused:
        updating = refused <= _UPDATES
        return IntegrationStatus.UPDATE_FAILED if updating else IntegrationStatus.CREATE_FAILED
    if any(effect.outcome is None for effect in effects.values()):
        begun = any(effect.outcome or effect.failures for effect in effects.values())
        return IntegrationStatus.SENDING if begun else IntegrationStatus.PENDING
    return IntegrationStatus.SUCCESS if effects else IntegrationStatus.NOT_SENT
