"""Step: end the run by what became of its contacts."""

from __future__ import annotations

from typing import Any

from functions._entrypoint import lambda_entrypoint, measure
from referral_hub.application import closing
from referral_hub.domain.referrals.axes import Progress
from referral_hub.hub import Hub

_FACTS = {Progress.DONE: "ReferralDone", Progress.FAILED: "ReferralFailed"}


def handle(event: dict[str, Any], *, hub: Hub) -> dict[str, Any]:
    referral, changed = closing.close(
        number=event["number"],
        execution=event["execution"],
        left_behind=[c["contact_key"] for c in event["carried"] if not c.get("outcome")],
        now=hub.clock(),
        referrals=hub.referrals,
        contacts=hub.contacts,
        timeline=hub.timeline,
    )
    if changed:
        measure(_FACTS[referral.progress])
    return {"number": referral.number, "progress": referral.progress.value}


handler = lambda_entrypoint(handle)
