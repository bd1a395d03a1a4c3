"""
Look whether the hub may read its catalog of Partner Central. Nothing is written.

Source: Partner Central API reference, ListEngagementInvitations.
"""

from __future__ import annotations

from referral_hub.domain.crm import Check
from referral_hub.domain.errors import Unavailable

from .central import Central
from .errors import Refusal

_CATALOG = "Deploy the hub with the stack parameter PartnerCentralCatalog."
_LATER = "Check again in some minutes."


def check(central: Central) -> tuple[Check, ...]:
    """Look for the catalog first: without one there is nothing to ask."""
    if not central.catalog:
        problem = "The hub is deployed without a catalog."
        return (Check(name="catalog", problem=problem, fix=_CATALOG),)
    return (Check(name="catalog", note=f"It is {central.catalog}."), _invitations(central))


def _invitations(central: Central) -> Check:
    try:
        central.ask("list_engagement_invitations", ParticipantType="RECEIVER", MaxResults=1)
    except Refusal as refusal:
        fix = refusal.refused.fix or _LATER
        return Check(name="invitations", problem=refusal.reason, fix=fix)
    except Unavailable as trouble:
        return Check(name="invitations", problem=trouble.reason, fix=_LATER)
    return Check(name="invitations", note="The hub may list them.")
