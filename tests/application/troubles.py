"""Referrals that the CRM shut out, and what is listed of them."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from referral_hub.application import closing, sync_problems
from referral_hub.application.sync_problems import Look, ProblemPage
from referral_hub.domain.errors import Unavailable
from referral_hub.domain.problem import ProblemState
from referral_hub.hub import Hub
from tests.application.stage import MoodyCrm, a_moody_hub, accept, carry_out, end, filed
from tests.builders import ask


def listed(hub: Hub, look: Look = Look(), **how: Any) -> ProblemPage:  # noqa: B008 (frozen)
    return ask(hub, sync_problems.listed, look=look, **{"limit": 25, "before": ""} | how)


def numbers(hub: Hub, state: str = "open") -> list[str]:
    return [p.number for p in listed(hub, Look(state=ProblemState(state))).problems]


def shut_out(hub: Hub, how_many: int) -> list[str]:
    """The numbers of referrals that failed because the CRM did not answer."""
    found = []
    for n in range(how_many):
        number = accept(hub, filed(hub, partner_referral_id=f"H-{n}").number).number
        attempt(hub, number)
        end(hub, closing.record_failure, number)
        found.append(number)
    return found


def attempt(hub: Hub, number: str) -> None:
    with suppress(Unavailable):
        carry_out(hub, number)


def a_closed_hub() -> tuple[Hub, MoodyCrm]:
    hub, crm = a_moody_hub()
    crm.closed = True
    return hub, crm
