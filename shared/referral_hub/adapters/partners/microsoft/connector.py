"""
Microsoft Partner Center, spoken to over its referrals API.

Addresses and words are those of Microsoft Learn, "Partner Center referrals".
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any

from referral_hub.adapters.json_entries import Flaw, sound
from referral_hub.domain.cause import Cause
from referral_hub.domain.contacts.contact import ContactInfo
from referral_hub.domain.effects import Outcome
from referral_hub.domain.errors import Unavailable
from referral_hub.domain.partners.news import PartnerNews, Unreadable
from referral_hub.domain.partners.partner import Hint
from referral_hub.domain.referrals.deal_fields import DealField
from referral_hub.domain.referrals.referral import Referral
from referral_hub.ports import FeedPage

from .answers import Answers
from .deal import HEARS
from .door import Door
from .errors import as_outcome, as_unavailable
from .reading import member
from .referral import Reader, people_of
from .walk import Walk
from .wire import SYSTEM


class PartnerCenter:
    """
    One partner's Partner Center as a connector and as a feed.

    A referral keeps its id when it becomes an opportunity. Any text may be a reason: none are
    listed by Microsoft.
    """

    def __init__(self, door: Door, *, partner_id: str, clock: Callable[[], datetime]) -> None:
        self._door = door
        self._partner_id = partner_id
        self._clock = clock

    def rejection_reasons(self, referral: Referral) -> tuple[str, ...]:
        return ()

    def accept(self, referral: Referral, *, token: str) -> Outcome:
        return as_outcome(self._answers(referral).accept)

    def tell_opportunity(self, referral: Referral, *, token: str) -> Outcome:
        return as_outcome(lambda: self._answers(referral).tell_id(referral.opportunity_id))

    @property
    def hears(self) -> frozenset[DealField]:
        return HEARS

    def read_deal(self, referral: Referral) -> Mapping[DealField, str]:
        """As the feed reads it; what nobody can read says nothing here."""
        found = self._find(referral.partner_referral_id)
        news = self._reader(self._clock(), "poll").news(found) if found else None
        return news.deal if isinstance(news, PartnerNews) else {}

    def tell_deal(
        self, referral: Referral, told: Mapping[DealField, str], *, token: str
    ) -> Outcome:
        return self._answers(referral).tell_deal(told)

    def reject(self, referral: Referral, reason: str, *, token: str) -> Outcome:
        return as_outcome(lambda: self._answers(referral).decline(reason))

    def contact_info(self, referral: Referral) -> tuple[ContactInfo, ...]:
        """Read the customer's people; whom Partner Center shows early is nobody's before."""
        found = self._find(referral.partner_referral_id)
        if found is None or member(found, "status") != "Active":
            return ()
        try:
            return people_of(sound(found))
        except (Flaw, ValueError) as flaw:
            why = f"the customer's people cannot be read: {type(flaw).__name__}"
            raise Unavailable(SYSTEM, why, cause=Cause.INVALID_FIELDS) from None

    def pages(self, cursor: str, *, at: datetime) -> Iterator[FeedPage]:
        return Walk(self._door, self._reader(at, "poll")).pages(cursor)

    def read(self, hint: Hint, *, at: datetime, via: str) -> PartnerNews | Unreadable | None:
        found = self._find(hint.id)
        return None if found is None else self._reader(at, via).news(found)

    def hint_in(self, event: Mapping[str, Any]) -> Hint | None:
        """Microsoft's events come as webhooks, not over EventBridge."""
        return None

    def _find(self, referral_id: str) -> Any:
        return as_unavailable(lambda: self._door.find(referral_id))

    def _reader(self, at: datetime, via: str) -> Reader:
        return Reader(self._partner_id, at, via)

    def _answers(self, referral: Referral) -> Answers:
        return Answers(self._door, referral.partner_referral_id)
