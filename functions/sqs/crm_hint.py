"""
Follow hints that somebody changed a record in the CRM: decided on a referral, or moved a deal.

A hint is read, never trusted: what counts is what the record says. One that cannot be followed
fails alone, and SQS brings it again.
"""

from __future__ import annotations

import json
from typing import Any

from functions._entrypoint import lambda_entrypoint, logger, measure
from referral_hub.application import crm_changes, crm_decisions
from referral_hub.bootstrap import Hub
from referral_hub.domain.crm_referrals import CrmHint, CrmThing
from referral_hub.domain.errors import TryAgain
from referral_hub.domain.referral import Status

_OF_EVENT_BRIDGE = "detail-type"
_COUNTED = {Status.ACCEPTED: "ReferralAccepted", Status.REJECTED: "ReferralRejected"}


def handle(event: dict[str, Any], *, hub: Hub) -> dict[str, Any]:
    # Records of one batch were all sent before the first is read: one look serves them all.
    looked: set[tuple[str, str]] = set()
    failed = [r["messageId"] for r in event["Records"] if not _is_followed(r, hub, looked)]
    return {"batchItemFailures": [{"itemIdentifier": message_id} for message_id in failed]}


def _is_followed(record: dict[str, Any], hub: Hub, looked: set[tuple[str, str]]) -> bool:
    message_id = record["messageId"]
    try:
        for hint in _hints_in(json.loads(record["body"]), hub):
            if (hint.about, hint.record_id) not in looked:
                _follow(hint, hub)
                looked.add((hint.about, hint.record_id))
    except TryAgain as trouble:
        logger.warning("crm_hint.postponed", message_id=message_id, why=str(trouble))
    except Exception:  # noqa: BLE001 - whatever it is, the other records have nothing to do with it
        logger.exception("crm_hint.failed", message_id=message_id)
    else:
        return True
    return False


def _hints_in(body: dict[str, Any], hub: Hub) -> tuple[CrmHint, ...]:
    """Read a hint that the API took in, or the event that the CRM put onto its bus."""
    if _OF_EVENT_BRIDGE not in body:
        return (CrmHint.model_validate(body),)
    return hub.crm_events.hints_in(body) if hub.crm_events else ()


def _follow(hint: CrmHint, hub: Hub) -> None:
    if hint.about is CrmThing.REFERRAL:
        _take_decision(hint, hub)
    else:
        _bring_changes(hint, hub)


def _take_decision(hint: CrmHint, hub: Hub) -> None:
    if hub.referral_list is None:
        return
    decided = crm_decisions.take(
        record_id=hint.record_id,
        now=hub.clock(),
        referrals=hub.referrals,
        policies=hub.policies,
        deals=hub.deals,
        crm=hub.crm,
        referral_list=hub.referral_list,
        connector=hub.connector,
    )
    if decided:
        logger.info("crm_hint.decided", number=decided.number, status=decided.status)
        measure(_COUNTED[decided.status])


def _bring_changes(hint: CrmHint, hub: Hub) -> None:
    numbers = crm_changes.follow(
        hint=hint,
        now=hub.clock(),
        referrals=hub.referrals,
        policies=hub.policies,
        deals=hub.deals,
        crm=hub.crm,
    )
    for number in numbers:
        logger.info("crm_hint.deal_changed", number=number)


handler = lambda_entrypoint(handle)
