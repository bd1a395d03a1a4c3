"""Rewards of Nadja, who works for Harbour, in whatever hub a test has."""

from __future__ import annotations

from referral_hub.application.rewards.desk import RewardDesk
from referral_hub.application.rewards.paying import create
from referral_hub.domain.lifecycles.referrer import Referrer, ReferrerKind
from referral_hub.domain.rewards.payout import Payout
from referral_hub.hub import Hub
from tests.application.rewards.stage import ADA, DUE, NADJA, decide
from tests.builders import NOON
from tests.domain.rewards.examples import earned

WAITING, DUE_NOW = "T-000001", "T-000002"


def introduce_nadja(hub: Hub, *, payee: str = "V-77") -> RewardDesk:
    nadja = Referrer(
        referrer_id=NADJA,
        kind=ReferrerKind.PARTNER,
        partner_id="harbour",
        name="Nadja Berg",
        payee=payee,
    )
    hub.reward_desk.referrers.save(nadja)
    return hub.reward_desk


def earning(hub: Hub) -> Payout:
    """Let one reward of Nadja's wait for approval, and another be part of a payout."""
    desk = introduce_nadja(hub)
    decide(desk, WAITING, earned(needs_approval=True))
    decide(desk, DUE_NOW)
    (payout,) = create(due_by=DUE, by=ADA, now=NOON, desk=desk).payouts
    return payout


def held(hub: Hub) -> None:
    desk = hub.reward_desk
    desk.rewards.change(WAITING, lambda known: known.held(by="admin:Ada", at=NOON, why="wait"))
