"""Lines of the book, as callers see and edit them."""

from __future__ import annotations

from typing import Any

from referral_hub.domain.effects import Done
from referral_hub.domain.outgoing.referral import Step
from referral_hub.hub import Hub
from tests.builders import an_outgoing_referral
from tests.functions.api.client import Client, Reply


def opens(client: Client, number: str) -> Reply:
    return client.get(f"/v1/referral-book/{number}")


def edits(client: Client, number: str, /, *, seen: str = "", **told: Any) -> Reply:
    """Edit a line as it is shown to this caller now, unless another is told to have been seen."""
    seen = seen or opens(client, number).headers["ETag"]
    return client.patch(f"/v1/referral-book/{number}", told, if_match=seen)


def timeline(operator: Client, number: str, *, outgoing: bool = False) -> list[dict[str, Any]]:
    kind = "outgoing-referrals" if outgoing else "referrals"
    return list(operator.get(f"/v1/{kind}/{number}/timeline").said["items"])


def sent_to_harbour(hub: Hub, *, reached: bool = True) -> str:
    """Share a referral of the host's own with Harbour; return its number."""
    number = hub.outgoing.number_for("")
    draft = hub.outgoing.save(an_outgoing_referral(number=number))
    asked = draft.submitted(by="operator:Ingrid", at=hub.clock(), steps=[Step.CREATE])
    if reached:
        has = asked.ledger.settle(Step.CREATE, Done(result="partner-000001"), at=hub.clock())
        asked = asked.with_ledger(has)
    kept = hub.outgoing.get(number)
    return hub.outgoing.save(asked.model_copy(update={"version": kept.version})).number
