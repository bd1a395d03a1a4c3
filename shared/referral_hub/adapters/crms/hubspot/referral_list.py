"""
The list of referrals inside HubSpot: records of the custom object `referral` (IN-17).

Sources: HubSpot developer docs, API reference 2026-09, "Batch upsert" (at most 100 inputs; with an
`objectWriteTraceId` in each, an input fails by itself), "Custom objects" (history of a property).
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from referral_hub.domain.cause import Cause
from referral_hub.domain.crm_referrals import CrmDecision, CrmVerdict, ReferralCard

from . import days, paths
from .custom_object import CustomObject
from .door import Door
from .errors import Refusal, as_unavailable, found, translated_item

_log = logging.getLogger(__name__)

_BATCH = 100
# People may write into it what they like; ours is far shorter.
_MOST_OF_A_NUMBER = 80
_VERDICTS = {"Accept": CrmVerdict.ACCEPT, "Reject": CrmVerdict.REJECT}
_DECIDED = (
    paths.TOKEN,
    "number",
    "decision",
    "account_id",
    "create_account",
    "opportunity_id",
    "rejection_reason",
    "hs_updated_by_user_id",
)
# People fill these in as well: what the hub does not know yet must not empty them.
_SHARED = ("account_id", "opportunity_id")


class HubSpotReferralList:
    def __init__(self, door: Door, custom_object: CustomObject) -> None:
        self._door = door
        self._custom_object = custom_object

    def show(self, cards: Sequence[ReferralCard]) -> None:
        type_id = as_unavailable(self._custom_object.type_id)
        latest = {card.key: card for card in cards} if type_id else {}
        listed = list(latest.values())
        for start in range(0, len(listed), _BATCH):
            self._write(type_id, listed[start : start + _BATCH])

    def decision(self, record_id: str) -> CrmDecision | None:
        """The id may say of which type the record is (`2-40000001/512`); others are not ours."""
        told, _, own_id = record_id.rpartition("/")
        type_id = as_unavailable(self._custom_object.type_id)
        if not type_id or told not in ("", type_id) or not paths.is_id(own_id):
            return None
        path = paths.objects(type_id, own_id)
        wanted = {"properties": ",".join(_DECIDED), "propertiesWithHistory": "decision"}
        record = as_unavailable(lambda: found(lambda: self._door.get(path, **wanted)))
        return _decision(record) if record else None

    def _write(self, type_id: str, cards: list[ReferralCard]) -> None:
        """Write up to 100 cards. HubSpot may refuse them all for one: then each half is tried."""
        body = {"inputs": [_input(card) for card in cards]}
        try:
            told = self._door.post(paths.objects(type_id, "batch", "upsert"), body)
        except Refusal as refused:
            self._write_halves(type_id, cards, refused)
        else:
            _read_errors(told)

    def _write_halves(self, type_id: str, cards: list[ReferralCard], refused: Refusal) -> None:
        if refused.cause is Cause.NO_PERMISSION or len(cards) == 1:
            for card in cards:
                _leave_out(card.number, refused)
            return
        middle = len(cards) // 2
        self._write(type_id, cards[:middle])
        self._write(type_id, cards[middle:])


def _input(card: ReferralCard) -> dict[str, Any]:
    return {
        "id": card.key,
        "idProperty": paths.TOKEN,
        "objectWriteTraceId": card.number,
        "properties": _properties(card),
    }


def _properties(card: ReferralCard) -> dict[str, str]:
    told = {
        "number": card.number,
        "partner": card.partner,
        "partner_referral_id": card.partner_referral_id,
        "company": card.company,
        "title": card.title,
        "description": card.description,
        "status": card.status.value,
        "stage": card.stage.value,
        "value": card.amount,
        "currency": card.currency,
        "expires_at": days.to_wire(card.expires_at) if card.expires_at else "",
        "hub_link": card.link,
        "account_id": card.account_id,
        "opportunity_id": card.opportunity_id,
        "hub_answer": card.answer,
    }
    return {name: text for name, text in told.items() if text or name not in _SHARED}


def _read_errors(told: Mapping[str, Any]) -> None:
    """
    Log the cards that are refused.

    Raises:
        Unavailable: some were not taken for a passing reason; show them all again.
    """
    for error in told.get("errors") or ():
        meant = translated_item(error)
        if not isinstance(meant, Refusal):
            raise meant
        for number in _traces(error):
            _leave_out(number, meant)


def _traces(error: Mapping[str, Any]) -> Iterator[str]:
    context = error.get("context") or {}
    yield from map(str, context.get("objectWriteTraceId") or ("of an unknown number",))


def _leave_out(number: str, refused: Refusal) -> None:
    """HubSpot's own words are left out: they may quote what the partner wrote."""
    _log.warning(
        "HubSpot refuses the record of referral %s: %s %s",
        number,
        refused.cause,
        ", ".join(refused.refused.fields),
    )


def _decision(record: Mapping[str, Any]) -> CrmDecision | None:
    told = {name: str(value or "") for name, value in record["properties"].items()}
    verdict, key = _VERDICTS.get(told.get("decision", "")), told.get(paths.TOKEN, "")
    if verdict is None or not key:
        return None
    return CrmDecision(
        number=told.get("number", "")[:_MOST_OF_A_NUMBER],
        key=key,
        verdict=verdict,
        account_id=told.get("account_id", "").strip(),
        creates_account=told.get("create_account") == "true",
        opportunity_id=told.get("opportunity_id", "").strip(),
        reason=told.get("rejection_reason", ""),
        by=_who(record) or told.get("hs_updated_by_user_id") or "unknown",
    )


def _who(record: Mapping[str, Any]) -> str:
    """The user who decided; the newest value of a history comes first."""
    history = (record.get("propertiesWithHistory") or {}).get("decision") or [{}]
    user = str(history[0].get("updatedByUserId") or history[0].get("sourceId") or "")
    return user.removeprefix("userId:")
