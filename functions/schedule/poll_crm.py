"""Ask the CRM which records changed, because events get lost."""

from __future__ import annotations

from typing import Any

from functions._entrypoint import lambda_entrypoint
from referral_hub.application.crms import poll as crm_poll
from referral_hub.hub import Hub


def handle(event: dict[str, Any], *, hub: Hub) -> dict[str, int]:
    """
    Queue a hint for each record that changed; returns how many, by what they are.

    Raises:
        Unavailable: the CRM could not be asked; the next turn of the clock asks from the same
            place, and the failed invocation is what the alarm counts.
    """
    if hub.crm_events is None or hub.crm_hints is None:
        return {}
    return crm_poll.poll(
        now=hub.clock(),
        deals=hub.deals,
        watermarks=hub.watermarks,
        events=hub.crm_events,
        queue=hub.crm_hints,
        rules=hub.rule_desk.rules.active(),
        by_code=hub.has_codes,
    )


handler = lambda_entrypoint(handle)
