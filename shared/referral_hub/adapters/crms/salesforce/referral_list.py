"""The list of referrals inside Salesforce: the custom object Referral__c."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from typing import Any

from referral_hub.domain.crm_referrals import CrmDecision, ReferralCard
from referral_hub.domain.errors import Unavailable

from .api import HUB_ID, REFERRAL, is_id
from .cards import READ, decision_of, record_of
from .door import Door, row_path
from .errors import GONE, lost_race, passing_trouble, problems_in, unless_gone
from .refusals import as_unavailable
from .wire import unreadable

_AT_ONCE = 200
# Somebody deleted what the card links to, or it is hidden from the hub's user.
_DEAD_LINK = GONE | {"INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY"}

Told = Mapping[str, Any]

_log = logging.getLogger(__name__)


class SalesforceReferralList:
    """One record per referral, under its key: another hub may count alike in this org."""

    def __init__(self, door: Door) -> None:
        self._door = door

    def show(self, cards: Sequence[ReferralCard]) -> None:
        # A key twice in one call would refuse both; the last is how the referral is now.
        latest = list({card.key: card for card in cards}.values())
        for start in range(0, len(latest), _AT_ONCE):
            self._show(latest[start : start + _AT_ONCE])

    def _show(self, cards: Sequence[ReferralCard]) -> None:
        """Write the cards; one whose account or opportunity is gone has no links then."""
        refused = self._write(cards)
        unlinked = [_without_links(card) for card, told in refused if _has_dead_link(card, told)]
        lasting = [(card, told) for card, told in refused if not _has_dead_link(card, told)]
        lasting += self._write(unlinked) if unlinked else []
        troubles = [_trouble(card.number, told) for card, told in lasting]
        if passing := next(filter(None, troubles), None):
            raise passing

    def _write(self, cards: Sequence[ReferralCard]) -> list[tuple[ReferralCard, Told]]:
        """
        Write the cards, and return those that are refused with what is said of them.

        REST API Developer Guide, "Upsert Multiple Records with Fewer Round-Trips".
        """
        wish = {"allOrNone": False, "records": [record_of(card) for card in cards]}
        path = f"/composite/sobjects/{REFERRAL}/{HUB_ID}"
        results = as_unavailable(lambda: self._door.ask("PATCH", path, wish))
        if not isinstance(results, list) or len(results) != len(cards):
            raise unreadable()
        both = zip(cards, results, strict=True)
        return [(card, told) for card, told in both if not told.get("success")]

    def decision(self, record_id: str) -> CrmDecision | None:
        if not is_id(record_id):
            return None
        path = f"{row_path(REFERRAL, record_id)}?fields={','.join(READ)}"
        row = as_unavailable(lambda: unless_gone(lambda: self._door.ask("GET", path)))
        return decision_of(row) if row else None


def _has_dead_link(card: ReferralCard, told: Told) -> bool:
    codes = {problem.code for problem in problems_in(told.get("errors"))}
    return bool(card.account_id or card.opportunity_id) and not codes.isdisjoint(_DEAD_LINK)


def _without_links(card: ReferralCard) -> ReferralCard:
    return card.model_copy(update={"account_id": "", "opportunity_id": ""})


def _trouble(number: str, told: Told) -> Unavailable | None:
    """Say what asks for another try; what lasts is logged by code and field, without values."""
    problems = list(problems_in(told.get("errors")))
    passing = (passing_trouble(problem) or lost_race(problem) for problem in problems)
    if trouble := next(filter(None, passing), None):
        return trouble
    why = "; ".join(f"{p.code} {','.join(p.fields)}".strip() for p in problems)
    _log.warning("Salesforce refuses the record of referral %s: %s", number, why)
    return None
