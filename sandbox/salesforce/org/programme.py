"""
A referral programme: each event of a sale that somebody referred is an entry of its journal.

Source: Referral Marketing Developer Guide, "Referral Event" (the action processB2bReferralEvent).
No input of it tells a repeated call from a new event: both are entries.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sandbox.salesforce.errors import refusal
from sandbox.salesforce.metadata.ids import read_id
from sandbox.salesforce.metadata.values import moment
from sandbox.salesforce.org.reading import live_record
from sandbox.salesforce.org.record import Record
from sandbox.salesforce.org.state import Caller, Org
from sandbox.salesforce.org.writing import create, save

_PARTIES = {"leadId": "Lead", "accountId": "Account"}
_PROCESSED = "Processed"

Wish = Mapping[str, Any]


@dataclass(frozen=True)
class Event:
    """What happened to which referred party; `party_id` is a lead or an account."""

    event_type: str
    code: str
    at: datetime
    party_ids: tuple[str, ...]
    opportunity_id: str | None


def process(org: Org, caller: Caller, wish: Wish) -> dict[str, Any]:
    """
    Write down an event, and return what the action puts out.

    Raises:
        SalesforceError: no such code, type of event or record, or no such input.
    """
    event = _read(org, wish)
    referral = _referral_of(org, event) or _new_referral(org, caller)
    if event.opportunity_id:
        save(org, caller, referral, {"OpportunityId": event.opportunity_id})
    journal_id = _journal(org, caller, event, referral.id)
    return {
        "referralId": referral.id,
        "referralStage": event.event_type,
        "accountId": wish.get("accountId"),
        "leadId": wish.get("leadId"),
        "transactionJournalIds": [journal_id],
        "voucherList": [],
        "extendedRewardList": [],
    }


def inputs_of(org: Org) -> dict[str, tuple[str, bool]]:
    """Name the inputs of the action, each with its type and whether it must be there."""
    told = ("accountId", "leadId", org.programme.opportunity_input, "productId", "purchaseAmount")
    required = {"eventType": ("STRING", True), "referralCode": ("STRING", True)}
    others = dict.fromkeys((*told, "purchaseQuantity"), ("STRING", False))
    return {**required, "activityDateTime": ("DATETIME", False), **others}


def _read(org: Org, wish: Wish) -> Event:
    _require_inputs(org, wish)
    if wish["eventType"] not in org.programme.event_types:
        raise refusal("INVALID_API_INPUT", f"Invalid event type: {wish['eventType']}")
    if wish["referralCode"] not in org.programme.codes:
        raise refusal("INVALID_API_INPUT", f"Invalid referral code: {wish['referralCode']}")
    parties = [_live(org, name, wish[key]) for key, name in _PARTIES.items() if wish.get(key)]
    deal = wish.get(org.programme.opportunity_input)
    return Event(
        event_type=wish["eventType"],
        code=wish["referralCode"],
        at=_moment(wish.get("activityDateTime")) or org.now,
        party_ids=tuple(parties),
        opportunity_id=_live(org, "Opportunity", deal) if deal else None,
    )


def _require_inputs(org: Org, wish: Wish) -> None:
    known = inputs_of(org)
    if unknown := sorted(set(wish) - set(known)):
        raise refusal("INVALID_API_INPUT", f"Unknown input: {', '.join(unknown)}")
    missing = [name for name, (_, needed) in known.items() if needed and not wish.get(name)]
    if missing:
        message = f"Missing required input parameter: {', '.join(missing)}"
        raise refusal("REQUIRED_FIELD_MISSING", message)


def _live(org: Org, sobject: str, record_id: str) -> str:
    return live_record(org, org.schema.of(sobject), record_id).id


def _moment(text: str | None) -> datetime | None:
    if not text:
        return None
    at = datetime.fromisoformat(text)
    return (at if at.tzinfo else at.replace(tzinfo=UTC)).replace(microsecond=0)


def _referral_of(org: Org, event: Event) -> Record | None:
    """Find the referral of this sale: by its opportunity, or by who was referred."""
    if event.opportunity_id:
        found = org.store.carrying("Referral", "OpportunityId", event.opportunity_id)
        if found:
            return found[0]
    for entry in org.store.carrying("TransactionJournal", "ReferralCode", event.code):
        if {entry.get("ReferredPartyId"), *_became(org, entry)} & set(event.party_ids):
            return org.store.get("Referral", entry.get("ReferralId"))
    return None


def _became(org: Org, entry: Record) -> tuple[Any, ...]:
    lead = org.store.get("Lead", str(entry.get("ReferredPartyId")))
    return (lead.get("ConvertedAccountId"),) if lead else ()


def _new_referral(org: Org, caller: Caller) -> Record:
    made = create(org, caller, org.schema.of("Referral"), {})
    return live_record(org, org.schema.of("Referral"), made)


def _journal(org: Org, caller: Caller, event: Event, referral_id: str) -> str:
    kinds = org.store.carrying("JournalSubType", "Name", event.event_type)
    told = {
        "ActivityDate": moment(event.at),
        "JournalSubTypeId": kinds[0].id,
        "ReferralCode": event.code,
        "ReferralId": referral_id,
        "ReferredPartyId": read_id(event.party_ids[0]) if event.party_ids else None,
        "Status": _PROCESSED,
    }
    return create(org, caller, org.schema.of("TransactionJournal"), told)
