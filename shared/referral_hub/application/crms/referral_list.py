"""The list of referrals inside the CRM: each inbound one is a record there, as it is (IN-17)."""

from __future__ import annotations

import logging
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cached_property

from referral_hub.domain.crm_referrals import ReferralCard, card_of, face
from referral_hub.domain.errors import HubError
from referral_hub.domain.referrals.axes import Direction
from referral_hub.domain.referrals.referral import Referral
from referral_hub.ports import ReferralList
from referral_hub.records.deals import Deals
from referral_hub.records.partners import Partners
from referral_hub.records.referrals import Referrals

_log = logging.getLogger(__name__)
# Trying again would fail alike; what is not understood may be a passing trouble.
_HOPELESS = (HubError, LookupError, TypeError, ValueError)


@dataclass(frozen=True)
class Shown:
    """How many cards were shown, and the numbers of those that cannot be."""

    count: int
    left_out: tuple[str, ...]


def show(
    *,
    numbers: Collection[str],
    public_url: str,
    referrals: Referrals,
    deals: Deals,
    partners: Partners,
    referral_list: ReferralList,
) -> Shown:
    """
    Write up to 200 referrals into the list as they are now, whatever change of theirs was told.

    Those that are not there, or not inbound, are none of the list's. One that cannot be shown,
    however often it is tried, is left out: its card is right again with its next change.

    Raises:
        Unavailable: the CRM did not take them; show them again.
    """
    desk = _Desk(public_url, referrals, deals, partners)
    cards, broken = desk.cards(numbers)
    refused = _refused(cards, referral_list) if cards else []
    return Shown(len(cards) - len(refused), (*broken, *refused))


def _refused(cards: Sequence[ReferralCard], referral_list: ReferralList) -> list[str]:
    """Show cards together or, when one of them breaks that, each alone; name those that do."""
    try:
        referral_list.show(cards)
    except _HOPELESS:
        if len(cards) > 1:
            return [number for card in cards for number in _refused([card], referral_list)]
        _log.exception("Referral %s cannot be shown in the list", cards[0].number)
        return [cards[0].number]
    return []


def touches_card(before: Referral | None, after: Referral) -> bool:
    """Tell whether a change is seen in the list; most steps of a run are not."""
    return before is None or face(before) != face(after)


@dataclass(frozen=True)
class _Desk:
    """Where cards are written; the names of partners are looked up once for all of them."""

    public_url: str
    referrals: Referrals
    deals: Deals
    partners: Partners

    @cached_property
    def _names(self) -> dict[str, str]:
        return {partner.partner_id: partner.name for partner in self.partners.all()}

    def cards(self, numbers: Collection[str]) -> tuple[list[ReferralCard], list[str]]:
        """Write the cards that can be written; name the referrals whose records are broken."""
        cards: list[ReferralCard] = []
        broken: list[str] = []
        for number in numbers:
            try:
                card = self._card(number)
            except _HOPELESS:
                _log.exception("Referral %s cannot be written on a card", number)
                broken.append(number)
            else:
                cards += [card] if card else []
        return cards, broken

    def _card(self, number: str) -> ReferralCard | None:
        referral = self.referrals.find(number)
        if referral is None or referral.direction is not Direction.INBOUND:
            return None
        return card_of(
            referral,
            self.referrals.invitation_of(referral),
            self.deals.find(number),
            self.deals.answer(number),
            partner=self._names.get(referral.partner_id, referral.partner_id),
            link=f"{self.public_url}/v1/referrals/{number}" if self.public_url else "",
        )
