"""Step: park the task token where whoever brings contact info finds it."""

from __future__ import annotations

from typing import Any

from functions._entrypoint import lambda_entrypoint, measure
from referral_hub.application import contact_info
from referral_hub.hub import Hub


def handle(event: dict[str, Any], *, hub: Hub) -> None:
    contact_info.await_contact_info(
        number=event["number"],
        token=event["token"],
        now=hub.clock(),
        referrals=hub.referrals,
        contacts=hub.contacts,
        workflow=hub.workflow,
        queue=hub.queue,
        is_asked=lambda partner_id: hub.source(partner_id) is not None,
    )
    measure("AwaitingContact")


handler = lambda_entrypoint(handle)
