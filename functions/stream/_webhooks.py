"""Tell partners by webhook what became of their referrals, and of what they earn by them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from functions._entrypoint import logger
from referral_hub.application.webhooks import desk as webhooks
from referral_hub.domain.referrals.referral import Referral
from referral_hub.domain.rewards.payout import Payout
from referral_hub.domain.rewards.reward import Reward
from referral_hub.domain.webhooks.events import Announcement, announcements
from referral_hub.domain.webhooks.rewards import payout_announcements, reward_announcements
from referral_hub.hub import Hub
from referral_hub.records.items import Model


def announce(change: Mapping[str, Any], hub: Hub) -> None:
    """
    Queue what a partner's endpoint wants to be told of a change of a referral.

    The messages follow from the change alone: one that the stream brings twice is told once.
    """
    if hub.webhooks is None or "OldImage" not in change:
        return
    before, after = _read(Referral, change["OldImage"]), _read(Referral, change["NewImage"])
    _queue(announcements(before, after, at=_at(change, after)), hub)


def announce_reward(change: Mapping[str, Any], hub: Hub) -> None:
    """Queue what a partner's endpoint wants to be told of a reward; as `announce`."""
    _queue(reward_announcements(*_both(Reward, change)), hub)


def announce_payout(change: Mapping[str, Any], hub: Hub) -> None:
    """Queue what a partner's endpoint wants to be told of a payout; as `announce`."""
    _queue(payout_announcements(*_both(Payout, change)), hub)


def _queue(found: Sequence[Announcement], hub: Hub) -> None:
    assert hub.webhooks, "whoever announces knows the way to webhooks"
    sent = webhooks.announce(
        found,
        endpoints=hub.webhook_endpoints,
        deliveries=hub.deliveries,
        queue=hub.webhooks.queue,
    )
    for message_id in sent:
        logger.info("webhook.queued", number=found[0].number, message_id=message_id)


def _both(model: type[Model], change: Mapping[str, Any]) -> tuple[Model | None, Model]:
    old = change.get("OldImage")
    return _read(model, old) if old else None, _read(model, change["NewImage"])


def _read(model: type[Model], image: Mapping[str, Any]) -> Model:
    found = model.model_validate_json(image["doc"]["S"])
    return found.model_copy(update={"version": int(image["version"]["N"])})


def _at(change: Mapping[str, Any], referral: Referral) -> datetime:
    """When the change was made, by the stream's clock: the same however often it is delivered."""
    made = change.get("ApproximateCreationDateTime")
    return datetime.fromtimestamp(int(float(made)), UTC) if made else referral.received_at
