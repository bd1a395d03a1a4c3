"""
AWS Partner Central, spoken to through botocore's `partnercentral-selling` client.

Operations and words are those of AWS's Partner Central Selling API reference.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any

from referral_hub.domain.contacts.contact import ContactInfo
from referral_hub.domain.effects import Outcome, Refused
from referral_hub.domain.partners.assessment import Assessment
from referral_hub.domain.partners.news import PartnerNews, Unreadable
from referral_hub.domain.partners.partner import Hint
from referral_hub.domain.referrals.deal_fields import DealField
from referral_hub.domain.referrals.referral import Referral
from referral_hub.ports import FeedPage, Quota

from . import (
    acceptance,
    assessment,
    crm_id,
    deal,
    engagement,
    events,
    lead,
    listing,
    opportunity,
    reading,
    rejection,
    words,
)
from .central import Central
from .errors import as_outcome, as_unavailable
from .invitation import A_LEAD
from .pace import Pace


class PartnerCentral:
    """
    One catalog of Partner Central as a connector and as a feed.

    `client` makes the botocore client when first needed; `sleep` takes seconds. Only accepting an
    opportunity and converting a lead take a token at AWS: the other answers read first what is
    there, and so are given once too.
    """

    def __init__(
        self,
        client: Callable[[], Any],
        *,
        catalog: str,
        partner_id: str,
        sleep: Callable[[float], None] = time.sleep,
        quota: Quota | None = None,
        pace: Pace | None = None,
    ) -> None:
        self._central = Central(client, catalog, quota=quota, pace=pace)
        self._partner_id = partner_id
        self._sleep = sleep

    def rejection_reasons(self, referral: Referral) -> tuple[str, ...]:
        """AWS takes five reasons for an opportunity, and any words for a lead."""
        return () if referral.offer == A_LEAD else words.REJECTION_REASONS

    def accept(self, referral: Referral, *, token: str) -> Outcome:
        central, invitation_id = self._central, referral.partner_referral_id
        if referral.offer == A_LEAD:
            return as_outcome(lambda: lead.accept(central, invitation_id))
        return as_outcome(
            lambda: acceptance.accept(central, invitation_id, token=token, sleep=self._sleep)
        )

    def tell_opportunity(self, referral: Referral, *, token: str) -> Outcome:
        shared, ours = referral.partner_opportunity_id, referral.opportunity_id
        if not shared:
            return Refused(reason=words.NOT_NAMED)
        if engagement.is_engagement(shared):
            return as_outcome(
                lambda: lead.tell(self._central, shared, ours, token=token, sleep=self._sleep)
            )
        return as_outcome(lambda: crm_id.tell_id(self._central, shared, ours))

    @property
    def hears(self) -> frozenset[DealField]:
        return deal.HEARS

    def read_deal(self, referral: Referral) -> Mapping[DealField, str]:
        *_, shared = ("", *referral.partner_opportunity_ids)
        if not shared or engagement.is_engagement(shared):
            return {}
        found = as_unavailable(lambda: self._central.find("get_opportunity", Identifier=shared))
        return opportunity.deal_of(found) if found else {}

    def tell_deal(
        self, referral: Referral, told: Mapping[DealField, str], *, token: str
    ) -> Outcome:
        """AWS knows no token here: what it has already is not written again."""
        *_, shared = ("", *referral.partner_opportunity_ids)
        if not shared:
            return Refused(reason=words.NOT_NAMED)
        if engagement.is_engagement(shared):
            return Refused(reason=words.NO_OPPORTUNITY)
        return as_outcome(lambda: deal.tell_deal(self._central, shared, told))

    def assess(self, referral: Referral, *, at: datetime) -> Assessment | None:
        *_, shared = ("", *referral.partner_opportunity_ids)
        if not shared or engagement.is_engagement(shared):
            return None
        return as_unavailable(lambda: assessment.assess(self._central, shared, at))

    def reject(self, referral: Referral, reason: str, *, token: str) -> Outcome:
        invitation_id = referral.partner_referral_id
        return as_outcome(lambda: rejection.reject(self._central, invitation_id, reason))

    def contact_info(self, referral: Referral) -> tuple[ContactInfo, ...]:
        shared = referral.partner_opportunity_id
        return as_unavailable(lambda: self._people(shared)) if shared else ()

    def _people(self, shared: str) -> tuple[ContactInfo, ...]:
        if engagement.is_engagement(shared):
            found = engagement.find_lead(self._central, shared)
            return found.people if found else ()
        shown = self._central.find("get_opportunity", Identifier=shared)
        return opportunity.people_of(shown) if shown else ()

    def pages(self, cursor: str, *, at: datetime) -> Iterator[FeedPage]:
        """Walk the invitations that wait for an answer, then the opportunities that changed."""
        walk = listing.pages(self._central, cursor, partner_id=self._partner_id, at=at)
        while page := as_unavailable(lambda: next(walk, None)):
            yield page

    def read(self, hint: Hint, *, at: datetime, via: str) -> PartnerNews | Unreadable | None:
        return as_unavailable(lambda: reading.read(self._central, hint, at=at, via=via))

    def hint_in(self, event: Mapping[str, Any]) -> Hint | None:
        return events.hint_in(event, partner_id=self._partner_id, catalog=self._central.catalog)
