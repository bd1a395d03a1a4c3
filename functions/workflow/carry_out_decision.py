"""Step: do what was decided, and say what comes next."""

from __future__ import annotations

from typing import Any

from functions._entrypoint import lambda_entrypoint, measure
from referral_hub.application import carrying_out
from referral_hub.bootstrap import Hub


def handle(event: dict[str, Any], *, hub: Hub) -> dict[str, Any]:
    step = carrying_out.carry_out(
        number=event["number"],
        referrals=hub.referrals,
        contacts=hub.contacts,
        policies=hub.policies,
        crm=hub.crm,
        connector=hub.connector,
        effects=hub.effects,
        links=hub.crm_links,
    )
    if step.done:
        measure("ReferralDone")
    return {"next": step.next, "contacts": list(step.contacts)}


handler = lambda_entrypoint(handle)
