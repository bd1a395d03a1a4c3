"""Step: decide whether the account has this person already."""

from __future__ import annotations

from typing import Any

from functions._entrypoint import lambda_entrypoint
from referral_hub.application import contact_carrying
from referral_hub.hub import Hub


def handle(event: dict[str, Any], *, hub: Hub) -> dict[str, Any]:
    arrival, following = contact_carrying.match(
        number=event["number"],
        contact_key=event["contact_key"],
        now=hub.clock(),
        referrals=hub.referrals,
        contacts=hub.contacts,
        policies=hub.policies,
        crm=hub.crm,
    )
    return {**event, **contact_carrying.facts(arrival), "next": following}


handler = lambda_entrypoint(handle)
