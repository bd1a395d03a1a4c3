"""
Where Google is.

Sources: Google for Developers, "Cloud CRM Partners API" (REST reference), and Google Identity,
"Using OAuth 2.0 for Server to Server Applications".
"""

from __future__ import annotations

import re
from dataclasses import dataclass

SYSTEM = "Google"
GUIDE = "docs/connect-google.md"
SCOPE = "https://www.googleapis.com/auth/cloudcrmpartners"
_ID = re.compile(r"[A-Za-z0-9_-]{1,100}")
# Begins what the hub makes up for who comes without an id: `Invitation.without_id`.
_MADE_UP = "content-"


@dataclass(frozen=True)
class Places:
    """The addresses of one partner's opportunities; a stand-in plays both hosts."""

    google_partner_id: str
    api: str = "https://cloudcrmpartners.googleapis.com"
    sign_in: str = "https://oauth2.googleapis.com/token"

    def opportunity(self, partner_referral_id: str) -> str:
        """
        Make the address of an opportunity from its id, or from its whole name as Google writes it;
        empty when it is neither, or one of another partner.
        """
        return self._one("opportunities", partner_referral_id)

    def lead(self, lead_id: str) -> str:
        """Make the address of a lead, as that of an opportunity."""
        return self._one("leads", lead_id)

    @property
    def leads(self) -> str:
        return f"{self.api}/v1/partners/{self.google_partner_id}/leads"

    def _one(self, collection: str, told: str) -> str:
        parent, _, own = told.rpartition("/")
        ours = f"partners/{self.google_partner_id}/{collection}"
        fits = parent in ("", collection, ours) and _ID.fullmatch(own)
        if not fits or own.startswith(_MADE_UP):
            return ""
        return f"{self.api}/v1/{ours}/{own}"


def places_of(google_partner_id: str, sandbox_url: str) -> Places:
    if not sandbox_url:
        return Places(google_partner_id)
    return Places(google_partner_id, api=sandbox_url, sign_in=f"{sandbox_url}/token")
