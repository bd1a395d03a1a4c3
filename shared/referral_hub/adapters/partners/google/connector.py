"""
Google Cloud, spoken to over its Cloud CRM Partners API, about opportunities whose ids are known.

It has no words for accepting or declining: the host's people do that in Google's portal. It knows
no token of a repeated call and no version of a record either; so each write is preceded by a look,
and the mask leaves alone what is not meant.
"""

from __future__ import annotations

from collections.abc import Mapping

from referral_hub.adapters.uncalled_partner import UncalledPartner
from referral_hub.domain.effects import Done, Outcome, Refused
from referral_hub.domain.errors import Unavailable
from referral_hub.domain.referrals.deal_fields import DealField
from referral_hub.domain.referrals.referral import Referral

from . import deal
from .door import Door
from .errors import Refusal, as_outcome
from .places import SYSTEM, Places

_OUR_ID = "externalSystemId"


class Google(UncalledPartner):
    """A referral that came without an id of Google's has no record there, and nothing is told."""

    def __init__(self, door: Door, places: Places) -> None:
        self._door = door
        self._places = places

    def tell_opportunity(self, referral: Referral, *, token: str) -> Outcome:
        return as_outcome(lambda: self._tell_id(self._url(referral), referral.opportunity_id))

    @property
    def hears(self) -> frozenset[DealField]:
        return deal.HEARS

    def read_deal(self, referral: Referral) -> Mapping[DealField, str]:
        url = self._url(referral)
        try:
            return deal.read(self._door.get(url)) if url else {}
        except Refusal as refusal:
            raise Unavailable(SYSTEM, refusal.reason, cause=refusal.cause) from None

    def tell_deal(
        self, referral: Referral, told: Mapping[DealField, str], *, token: str
    ) -> Outcome:
        url = self._url(referral)
        if not url:
            return deal.without_record(told)
        return deal.misfit(told) or as_outcome(lambda: self._tell_deal(url, told))

    def _tell_id(self, url: str, crm_id: str) -> Outcome:
        if url and self._door.get(url).get(_OUR_ID) != crm_id:
            self._door.patch(url, {_OUR_ID: crm_id})
        return Done()

    def _tell_deal(self, url: str, told: Mapping[DealField, str]) -> Outcome:
        changes = deal.changes(self._door.get(url), told)
        if isinstance(changes, Refused):
            return changes
        if changes:
            self._door.patch(url, changes)
        return Done()

    def _url(self, referral: Referral) -> str:
        return self._places.opportunity(referral.partner_referral_id)
