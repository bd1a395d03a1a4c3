"""An organisation's sign-in as tests have it: its people, its tokens, and what verifies those."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from referral_hub.adapters.issuer_keys import IssuerKeys
from referral_hub.adapters.oidc import OidcTokens
from sandbox.identity_provider import IdentityProvider, Person

ISSUER = "https://sign-in.example"
INGRID = "ingrid@host.example"


def a_provider(clock: Callable[[], Any]) -> IdentityProvider:
    return IdentityProvider([Person(INGRID, "Ingrid Dahl")], clock=clock)


def verifying(provider: IdentityProvider, **claims: str) -> OidcTokens:
    """What a hub that was told of this provider verifies its tokens with, without any network."""

    def published() -> Mapping[str, Any]:
        return {key["kid"]: key for key in provider.keys.published()["keys"]}

    named = {"email_claim": "email", "verified_claim": "email_verified"} | claims
    return OidcTokens(ISSUER, provider.client_id, IssuerKeys(published), **named)
