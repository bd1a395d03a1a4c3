"""
Follow hints that somebody changed a record in the CRM: decided on a referral, moved a deal, or
saved what may be a referral by its code.

A hint is read, never trusted: what counts is what the record says. One that cannot be followed now
fails alone, and SQS brings it again; one that never can be goes to the dead letters at once.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from enum import Enum, auto
from typing import Any

from functions._entrypoint import HOPELESS, lambda_entrypoint, logger, measure
from functions.sqs._again import again_soon
from functions.sqs._aside import put_aside
from functions.sqs._sales import Sales
from referral_hub.application.crms import changes as crm_changes
from referral_hub.application.crms import decisions as crm_decisions
from referral_hub.application.outgoing.rules import looking
from referral_hub.domain.crm_referrals import CrmHint, CrmThing, one_each
from referral_hub.domain.errors import TryAgain
from referral_hub.domain.referrals.axes import Status
from referral_hub.hub import Hub

_OF_EVENT_BRIDGE = "detail-type"
# What a body may raise that is no hint and no event.
_UNREADABLE = (AttributeError, LookupError, TypeError, ValueError)
_COUNTED = {Status.ACCEPTED: "ReferralAccepted", Status.REJECTED: "ReferralRejected"}


class _End(Enum):
    """How a look at a record ended, or a message."""

    DONE = auto()
    LATER = auto()
    NEVER = auto()


def handle(event: dict[str, Any], *, hub: Hub) -> dict[str, Any]:
    read = [(record, _hints_in(record, hub)) for record in event["Records"]]
    # Records of one batch were all sent before the first is read: one look serves them all.
    wanted = one_each(hint for _, hints in read for hint in hints or ())
    sales = Sales(hub)
    ends = {place: _follow(hint, hub, sales) for place, hint in wanted.items()}
    failed = [
        record["messageId"]
        for record, hints in read
        if not _is_settled(record, _end_of(hints, ends), hub)
    ]
    return {"batchItemFailures": [{"itemIdentifier": message_id} for message_id in failed]}


def _hints_in(record: dict[str, Any], hub: Hub) -> tuple[CrmHint, ...] | None:
    """Read the hints of a message; None when nobody can."""
    try:
        return _read(json.loads(record["body"]), hub)
    except _UNREADABLE:
        logger.exception("crm_hint.unreadable", message_id=record["messageId"])
        return None


def _read(body: dict[str, Any], hub: Hub) -> tuple[CrmHint, ...]:
    """Read a hint that the API took in, or the event that the CRM put onto its bus."""
    if _OF_EVENT_BRIDGE not in body:
        return (CrmHint.model_validate(body),)
    return hub.crm_events.hints_in(body) if hub.crm_events else ()


def _follow(hint: CrmHint, hub: Hub, sales: Sales) -> _End:
    try:
        if hint.about is CrmThing.REFERRAL:
            _take_decision(hint, hub)
        else:
            _bring_changes(hint, hub, sales)
    except TryAgain as trouble:
        logger.warning("crm_hint.postponed", record_id=hint.record_id, why=str(trouble))
        return _End.LATER
    except HOPELESS:
        logger.exception("crm_hint.hopeless", record_id=hint.record_id)
        return _End.NEVER
    except Exception:  # noqa: BLE001 - whatever it is, the other records have nothing to do with it
        logger.exception("crm_hint.failed", record_id=hint.record_id)
        return _End.LATER
    return _End.DONE


def _end_of(hints: Collection[CrmHint] | None, ends: dict[tuple[CrmThing, str], _End]) -> _End:
    """A message that names several records waits for the last of them."""
    found = {_End.NEVER} if hints is None else {ends[hint.place] for hint in hints}
    return next((end for end in (_End.LATER, _End.NEVER) if end in found), _End.DONE)


def _is_settled(record: dict[str, Any], end: _End, hub: Hub) -> bool:
    """Tell whether SQS may forget the message; one that is hopeless is kept where people look."""
    if end is _End.LATER:
        again_soon(record, hub)
    if end is not _End.NEVER:
        return end is _End.DONE
    try:
        return put_aside(record, hub)
    except TryAgain as trouble:
        logger.warning("crm_hint.postponed", message_id=record["messageId"], why=str(trouble))
        return False


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
        _count_missed(hint)


def _bring_changes(hint: CrmHint, hub: Hub, sales: Sales) -> None:
    # What is saved in the built-in CRM reaches deals and rules in the save itself.
    if hint.about is CrmThing.OPPORTUNITY and hub.crm_events:
        for number in crm_changes.follow(hint=hint, now=hub.clock(), desk=hub.desk):
            logger.info("crm_hint.deal_changed", number=number)
            _count_missed(hint)
        _let_rules_look(hint, hub)
    if sales.look(hint):
        _count_missed(hint)


def _let_rules_look(hint: CrmHint, hub: Hub) -> None:
    for fired in looking.look(opportunity_id=hint.record_id, now=hub.clock(), desk=hub.rule_desk):
        rule_id, number = fired.rule.rule_id, fired.referral.number if fired.referral else ""
        if number:
            logger.info("crm_hint.shared_by_rule", rule_id=rule_id, number=number)
            measure("ReferralCreated")
        else:
            fields = sorted(fired.refused)
            logger.warning("crm_hint.not_shared_by_rule", rule_id=rule_id, fields=fields)


def _count_missed(hint: CrmHint) -> None:
    """Count news that no event had brought before the poll found it."""
    if hint.via:
        measure("CrmEventMissed")


handler = lambda_entrypoint(handle)
