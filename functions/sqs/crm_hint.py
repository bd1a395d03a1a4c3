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
from referral_hub.domain.crm_referrals import CrmHint, CrmThing, one_each
from referral_hub.domain.errors import TryAgain
from referral_hub.domain.referral import Status

_OF_EVENT_BRIDGE = "detail-type"
# What a body may raise that is no hint and no event.
_UNREADABLE = (AttributeError, LookupError, TypeError, ValueError)
_COUNTED = {Status.ACCEPTED: "ReferralAccepted", Status.REJECTED: "ReferralRejected"}


def handle(event: dict[str, Any], *, hub: Hub) -> dict[str, Any]:
    read = {record["messageId"]: _hints_in(record, hub) for record in event["Records"]}
    # Records of one batch were all sent before the first is read: one look serves them all.
    wanted = one_each(hint for hints in read.values() for hint in hints or ())
    followed = {place: _is_followed(hint, hub) for place, hint in wanted.items()}
    failed = [
        message_id
        for message_id, hints in read.items()
        if hints is None or not all(followed[hint.place] for hint in hints)
    ]
    return {"batchItemFailures": [{"itemIdentifier": message_id} for message_id in failed]}


def _hints_in(record: dict[str, Any], hub: Hub) -> tuple[CrmHint, ...] | None:
    """Read the hints of a message; None when nobody can."""
    try:
        return _read(json.loads(record["body"]), hub)
    except _UNREADABLE:
        logger.exception("crm_hint.failed", message_id=record["messageId"])
        return None


def _is_followed(hint: CrmHint, hub: Hub) -> bool:
    try:
        _follow(hint, hub)
    except TryAgain as trouble:
        logger.warning("crm_hint.postponed", record_id=hint.record_id, why=str(trouble))
    except Exception:  # noqa: BLE001 - whatever it is, the other records have nothing to do with it
        logger.exception("crm_hint.failed", record_id=hint.record_id)
    else:
        return True
    return False


def _read(body: dict[str, Any], hub: Hub) -> tuple[CrmHint, ...]:
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
        hint=hint,
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
