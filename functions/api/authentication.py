"""
Who asks: a key or a token in a header. Key and user are looked up on every request, so that what is
revoked closes at once.
"""

from __future__ import annotations

import binascii

from referral_hub.application.access import authenticate
from referral_hub.domain.access import AccessKey, Principal
from referral_hub.hub import Hub

from .http import Request
from .reading import decoded
from .refusals import NotAuthenticated

# Longer than any key; what is longer would not even fit where keys are looked up.
_LONGEST = 200


def caller_of(request: Request, hub: Hub) -> Principal:
    """
    Raises:
        NotAuthenticated: alike for a missing, malformed, unknown, lapsed or revoked key, and for a
            token that proves nothing.
        UserNotKnown, UserNotActive: somebody is who they say, and may not use the hub.
        Unavailable: a token cannot be verified, because its issuer does not answer.
    """
    presented = _presented(request)
    found = None
    if presented.isascii():
        # No key has a dot, and a token has two of them.
        found = _signed_in(presented, hub) if "." in presented else _with_key(presented, hub)
    if found is None:
        raise NotAuthenticated("there is no valid key or token in the request")
    return found


def _with_key(presented: str, hub: Hub) -> Principal | None:
    if len(presented) > _LONGEST:
        return None
    key = authenticate(presented=presented, now=hub.clock(), keys=hub.keys)
    return _holder(key, hub) if key else None


def _signed_in(presented: str, hub: Hub) -> Principal | None:
    """
    Raises:
        UserNotKnown, UserNotActive: somebody is who they say, and may not use the hub.
    """
    if hub.sign_in is None:
        return None
    from referral_hub.application.signing_in import with_token  # noqa: PLC0415 - as below

    return with_token(token=presented, now=hub.clock(), sign_in=hub.sign_in, users=hub.users)


def _holder(key: AccessKey, hub: Hub) -> Principal:
    """
    Raises:
        UserNotKnown, UserNotActive: the key is a person's, who may not use the hub.
    """
    if not key.user:
        return key.principal
    # Most keys are nobody's in particular, and pay nothing for those that are.
    from referral_hub.application.signing_in import with_key  # noqa: PLC0415

    return with_key(key_id=key.key_id, user=key.user, users=hub.users)


def is_signed_by_crm(request: Request, hub: Hub) -> bool:
    """Tell whether the hub's CRM signed the request, for the address that the CRM knows us by."""
    if hub.crm_events is None:
        return False
    try:
        body = decoded(request)
    except (UnicodeEncodeError, binascii.Error):
        return False
    query = f"?{request.raw_query}" if request.raw_query else ""
    return hub.crm_events.is_genuine(
        method=request.method,
        url=f"{hub.public_url}{request.path}{query}",
        headers=request.headers,
        body=body,
        now=hub.clock(),
    )


def _presented(request: Request) -> str:
    scheme, _, token = request.header("authorization").partition(" ")
    if scheme.lower() == "bearer":
        return token.strip()
    return request.header("x-api-key")
