"""A referral as a record of Referral__c, and what people decide on it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from referral_hub.domain.crm_referrals import CrmDecision, CrmVerdict, ReferralCard

from .api import HUB_ID, REFERRAL, is_id
from .values import number

# By field: its length in the metadata that the hub ships, and its text.
_TEXTS: Mapping[str, tuple[int, Callable[[ReferralCard], str]]] = {
    "Name": (80, lambda card: card.number),
    "Partner__c": (255, lambda card: card.partner),
    "Partner_Referral_Id__c": (255, lambda card: card.partner_referral_id),
    "Company__c": (255, lambda card: card.company),
    "Title__c": (255, lambda card: card.title),
    "Description__c": (32768, lambda card: card.description),
    "Currency__c": (3, lambda card: card.currency),
    "Hub_Answer__c": (255, lambda card: card.answer),
}
_MOST_OF_A_LINK = 255
# The hub says which they became; until then they are what people choose.
_LOOKUPS: Mapping[str, Callable[[ReferralCard], str]] = {
    "Account__c": lambda card: card.account_id,
    "Opportunity__c": lambda card: card.opportunity_id,
}
LENGTHS = {name: most for name, (most, _) in _TEXTS.items()} | {"Hub_Link__c": _MOST_OF_A_LINK}
WRITTEN = (
    HUB_ID,
    *_TEXTS,
    "Status__c",
    "Stage__c",
    "Value__c",
    "Expires_At__c",
    "Hub_Link__c",
    *_LOOKUPS,
)
DECIDED_BY_PEOPLE = ("Decision__c", "Rejection_Reason__c", "Create_Account__c")
DECIDING = (*DECIDED_BY_PEOPLE, *_LOOKUPS)
READ = (HUB_ID, "Name", *DECIDING, "LastModifiedById")

_VERDICTS = {"Accept": CrmVerdict.ACCEPT, "Reject": CrmVerdict.REJECT}


def record_of(card: ReferralCard) -> dict[str, Any]:
    """Fill the fields that are the hub's; what is empty there is emptied here."""
    texts = {name: cut(text(card), most) or None for name, (most, text) in _TEXTS.items()}
    # A record of the CRM that the hub had before cannot be looked up in this one.
    links = {name: each for name, of in _LOOKUPS.items() if is_id(each := of(card))}
    return {
        "attributes": {"type": REFERRAL},
        HUB_ID: card.key,
        **texts,
        "Status__c": card.status.value,
        "Stage__c": card.stage.value,
        "Value__c": number(card.amount) if card.amount else None,
        "Expires_At__c": card.expires_at.isoformat() if card.expires_at else None,
        # Half of an address is another one.
        "Hub_Link__c": card.link if 0 < len(card.link) <= _MOST_OF_A_LINK else None,
        **links,
    }


def decision_of(row: Mapping[str, Any]) -> CrmDecision | None:
    """Read a record's decision; None while there is none, or the record is not the hub's."""
    key, verdict = row.get(HUB_ID), _VERDICTS.get(str(row.get("Decision__c")))
    if verdict is None or not key:
        return None
    return CrmDecision(
        number=row.get("Name") or "",
        key=key,
        verdict=verdict,
        account_id=row.get("Account__c") or "",
        creates_account=bool(row.get("Create_Account__c")),
        opportunity_id=row.get("Opportunity__c") or "",
        reason=row.get("Rejection_Reason__c") or "",
        by=row.get("LastModifiedById") or "",
    )


def cut(text: str, most: int) -> str:
    text = text.strip()
    return text if len(text) <= most else f"{text[: most - 1]}…"
