"""What a hint points at at Partner Central, as news of a referral."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from typing import Any

from referral_hub.domain.partners.news import PartnerNews, Unreadable, told
from referral_hub.domain.partners.partner import Hint

from . import engagement, opportunity, words
from .central import Central
from .invitation import invitation_of

# What may come of a document that is not as AWS's model says.
_UNREADABLE = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError)


def read(
    central: Central, hint: Hint, *, at: datetime, via: str
) -> PartnerNews | Unreadable | None:
    """
    Read an invitation, or what became of one: an opportunity, or the engagement of a lead.

    Raises:
        Refusal, Unavailable: as `Central.ask` does.
    """
    if hint.about in ("invitation", "closed"):
        found = central.find("get_engagement_invitation", Identifier=hint.id)
        return _news(hint, found, lambda answer: _of_invitation(hint, answer, at, via))
    if engagement.is_engagement(hint.id):
        lead = engagement.find_lead(central, hint.id)
        return _news(hint, lead, lambda lead: {"people": lead.people, "deal": lead.deal})
    found = central.find("get_opportunity", Identifier=hint.id)
    return _news(hint, found, _of_opportunity)


def _of_invitation(hint: Hint, answer: Any, at: datetime, via: str) -> dict[str, Any]:
    if closed := words.CLOSED.get(str(answer.get("Status"))):
        return {"closed": closed}
    invitation = invitation_of(answer, partner_id=hint.partner_id, at=at, via=via)
    return {"invitation": invitation} if invitation else {}


def _of_opportunity(found: Any) -> dict[str, Any]:
    return {"people": opportunity.people_of(found), "deal": opportunity.deal_of(found)}


def _news(
    hint: Hint, found: Any, tell: Callable[[Any], dict[str, Any]]
) -> PartnerNews | Unreadable | None:
    if found is None:
        return None
    try:
        said = tell(found)
        whose = {"partner_id": hint.partner_id, "partner_referral_id": hint.id}
        return PartnerNews(**whose, **said) if said else None
    except _UNREADABLE as flaw:
        raw = json.dumps(getattr(found, "told", found), default=str)
        return Unreadable(partner_id=hint.partner_id, entry_id=hint.id, raw=raw, why=told(flaw))
