"""Partners: how they are answered, and asked for news."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Protocol

from referral_hub.domain.contacts import ContactInfo
from referral_hub.domain.effects import Outcome
from referral_hub.domain.invitation import Invitation
from referral_hub.domain.partner import Hint
from referral_hub.domain.referral import Referral


class PartnerConnector(Protocol):
    """
    One way of speaking with partners. What differs by platform lives here (IN-2).

    As with a CRM: a repeated call with the same token has the effect of one.
    """

    rejection_reasons: tuple[str, ...]
    """The reasons this platform accepts; empty when any text will do."""

    def accept(self, referral: Referral, *, token: str) -> Outcome:
        """
        Tell the partner that its referral is accepted; `Done.result` is the partner's opportunity
        id.
        """

    def tell_opportunity(self, referral: Referral, *, token: str) -> Outcome:
        """Tell the partner the id of the CRM opportunity."""

    def reject(self, referral: Referral, reason: str, *, token: str) -> Outcome: ...

    def contact_info(self, referral: Referral) -> tuple[ContactInfo, ...]:
        """Read the customer's contacts as far as the partner shows them now."""


class Feed(Protocol):
    """A connector whose partner is asked for news."""

    def pending_invitations(self) -> Iterable[str]:
        """List the ids of the invitations that wait for an answer, oldest first."""

    def read_invitation(
        self, partner_referral_id: str, *, at: datetime, via: str
    ) -> Invitation | None:
        """Read one invitation; None when it is not (or no longer) ours to answer."""

    def hint_in(self, event: Mapping[str, Any]) -> Hint | None:
        """
        Read what an EventBridge event of the partner's platform points at; None when it is no news.

        Raises:
            KeyError: it is the platform's, and lacks what such an event has.
        """
