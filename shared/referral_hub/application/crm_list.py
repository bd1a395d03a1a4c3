"""The list of referrals inside the CRM: each inbound one is a record there, as it is (IN-17)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property

from referral_hub.domain.crm_referrals import ReferralCard, card_of, face
from referral_hub.domain.referral import Direction, Referral
from referral_hub.ports import ReferralList
from referral_hub.records.configuration import Partners
from referral_hub.records.deals import Deals
from referral_hub.records.referrals import Referrals


def show(
    *,
    numbers: Collection[str],
    public_url: str,
    referrals: Referrals,
    deals: Deals,
    partners: Partners,
    referral_list: ReferralList,
) -> int:
    """
    Write up to 200 referrals into the list as they are now, whatever change of theirs was told.

    Returns how many are shown; those that are not there, or not inbound, are none of the list's.

    Raises:
        Unavailable: the CRM did not take them; show them again.
    """
    desk = _Desk(public_url, referrals, deals, partners)
    cards = [card for number in numbers if (card := desk.card(number))]
    if cards:
        referral_list.show(cards)
    return len(cards)


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

    def card(self, number: str) -> ReferralCard | None:
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
