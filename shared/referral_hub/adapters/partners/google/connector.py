"""
Google Cloud, spoken to over its Cloud CRM Partners API, about opportunities whose ids are known.

It has no words for accepting or declining: the host's people do that in Google's portal. It knows
no token of a repeated call and no version of a record either; so each write is preceded by a look,
and the mask leaves alone what is not meant.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from referral_hub.adapters.json_entries import news_or_flaw
from referral_hub.adapters.uncalled_partner import UncalledPartner
from referral_hub.domain.cause import Cause
from referral_hub.domain.effects import Done, Outcome, Refused
from referral_hub.domain.errors import Unavailable
from referral_hub.domain.partners.news import PartnerNews, Unreadable
from referral_hub.domain.referrals.deal_fields import DealField
from referral_hub.domain.referrals.referral import Referral

from . import deal
from .door import Door, Opportunity
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

    def show(self, referral: Referral) -> PartnerNews | Unreadable | None:
        url = self._url(referral)
        if not url:
            return None
        try:
            found = self._door.look(url)
        except Refusal as refusal:
            return _aside(referral, refusal.reason)
        except Unavailable as trouble:
            if trouble.cause is not Cause.REFUSED:
                raise
            return _aside(referral, trouble.reason)
        whose = referral.partner_referral_id
        return news_or_flaw(
            found, partial(_news, referral), partner_id=referral.partner_id, entry_id=whose
        )

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


def _news(referral: Referral, found: Opportunity) -> PartnerNews:
    """Google does not say when an opportunity changed."""
    return PartnerNews(
        partner_id=referral.partner_id,
        partner_referral_id=referral.partner_referral_id,
        deal=deal.read(found),
    )


def _aside(referral: Referral, why: str) -> Unreadable:
    whose = referral.partner_referral_id
    return Unreadable(partner_id=referral.partner_id, entry_id=whose, raw="", why=why)
