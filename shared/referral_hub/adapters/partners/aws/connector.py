"""
AWS Partner Central, spoken to through botocore's `partnercentral-selling` client.

Operations and words are those of AWS's Partner Central Selling API reference.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from itertools import islice
from typing import Any

from referral_hub.domain.contacts import ContactInfo
from referral_hub.domain.effects import Outcome, Refused
from referral_hub.domain.partner import Hint
from referral_hub.domain.partner_news import PartnerNews, Unreadable, told
from referral_hub.domain.referral import Referral
from referral_hub.ports import FeedEntry, FeedPage

from . import acceptance, events, opportunity, rejection, words
from .central import PAGE, Central
from .errors import as_outcome, as_unavailable
from .invitation import PAYLOAD, invitation_of

# What may come of a document that is not as AWS's model says.
_UNREADABLE = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError)


class PartnerCentral:
    """
    One catalog of Partner Central as a connector and as a feed.

    `client` makes the botocore client when first needed; `sleep` takes seconds. Only accepting
    takes a token at AWS: the other answers read first what is there, and so are given once too.
    """

    rejection_reasons: tuple[str, ...] = words.REJECTION_REASONS

    def __init__(
        self,
        client: Callable[[], Any],
        *,
        catalog: str,
        partner_id: str,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._central = Central(client, catalog)
        self._partner_id = partner_id
        self._sleep = sleep

    def accept(self, referral: Referral, *, token: str) -> Outcome:
        invitation_id = referral.partner_referral_id
        return as_outcome(
            lambda: acceptance.accept(self._central, invitation_id, token=token, sleep=self._sleep)
        )

    def tell_opportunity(self, referral: Referral, *, token: str) -> Outcome:
        shared, crm_id = _shared_opportunity(referral), referral.opportunity_id
        if not shared:
            return Refused(reason="AWS has not named the opportunity: accepting is not done")
        return as_outcome(lambda: opportunity.tell_id(self._central, shared, crm_id))

    def reject(self, referral: Referral, reason: str, *, token: str) -> Outcome:
        return as_outcome(
            lambda: rejection.reject(
                self._central,
                referral.partner_referral_id,
                reason,
            )
        )

    def contact_info(self, referral: Referral) -> tuple[ContactInfo, ...]:
        shared = _shared_opportunity(referral)
        if not shared:
            return ()
        found = as_unavailable(lambda: self._central.find("get_opportunity", Identifier=shared))
        return opportunity.people_of(found) if found else ()

    def pages(self, cursor: str, *, at: datetime) -> Iterator[FeedPage]:
        """Walk the invitations that wait for an answer, a hundred at a time."""
        rows = self._pending()
        while some := tuple(islice(rows, PAGE)):
            hints = (Hint(partner_id=self._partner_id, about="invitation", id=i) for i in some)
            yield FeedPage(tuple(FeedEntry(hint) for hint in hints), cursor)

    def _pending(self) -> Iterator[str]:
        rows = self._central.walk(
            "list_engagement_invitations",
            "EngagementInvitationSummaries",
            ParticipantType="RECEIVER",
            Status=["PENDING"],
            PayloadType=[PAYLOAD],
            Sort={"SortBy": "InvitationDate", "SortOrder": "ASCENDING"},
        )
        while row := as_unavailable(lambda: next(rows, None)):
            yield str(row["Id"])

    def read(self, hint: Hint, *, at: datetime, via: str) -> PartnerNews | Unreadable | None:
        if hint.about == "invitation":
            return self._read_invitation(hint.id, at, via)
        found = as_unavailable(lambda: self._central.find("get_opportunity", Identifier=hint.id))
        if found is None:
            return None
        return PartnerNews(
            partner_id=self._partner_id,
            partner_referral_id=hint.id,
            people=opportunity.people_of(found),
        )

    def _read_invitation(
        self, invitation_id: str, at: datetime, via: str
    ) -> PartnerNews | Unreadable | None:
        found = as_unavailable(
            lambda: self._central.find("get_engagement_invitation", Identifier=invitation_id)
        )
        if found is None:
            return None
        identity = {"partner_id": self._partner_id, "partner_referral_id": invitation_id}
        try:
            invitation = invitation_of(found, partner_id=self._partner_id, at=at, via=via)
        except _UNREADABLE as flaw:
            return Unreadable(
                partner_id=self._partner_id,
                entry_id=invitation_id,
                raw=json.dumps(found, default=str),
                why=told(flaw),
            )
        return PartnerNews(**identity, invitation=invitation) if invitation else None

    def hint_in(self, event: Mapping[str, Any]) -> Hint | None:
        return events.hint_in(event, partner_id=self._partner_id, catalog=self._central.catalog)


def _shared_opportunity(referral: Referral) -> str:
    """The id that AWS gave the opportunity when the invitation was accepted."""
    return referral.ledger.result("partner_notice")
