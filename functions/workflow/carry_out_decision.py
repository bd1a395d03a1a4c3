"""Step: do what was decided, and say what comes next."""

from __future__ import annotations

from typing import Any

from functions._entrypoint import lambda_entrypoint, measure
from referral_hub.application import carrying_out
from referral_hub.application.deals import crm_telling
from referral_hub.hub import Hub


def handle(event: dict[str, Any], *, hub: Hub) -> dict[str, Any]:
    step = carrying_out.carry_out(
        number=event["number"],
        desk=hub.desk,
        contacts=hub.contacts,
        connection=hub.connection,
        effects=hub.effects,
        crm_links=hub.crm_links,
        partner_links=hub.partner_links,
    )
    crm_telling.pass_on(number=event["number"], deals=hub.deals, outbound=hub.outbound)
    if step.done:
        measure("ReferralDone")
    return {"next": step.next, "contacts": list(step.contacts)}


handler = lambda_entrypoint(handle)
