"""
Why Salesforce does not sign the hub in, and what an admin does about it.

Codes and descriptions: Salesforce Help, "OAuth 2.0 Authorization Errors".
"""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus

from referral_hub.domain.cause import Cause
from referral_hub.domain.errors import Unavailable

from .wire import SYSTEM

_APP = "External Client App"

# By what the error, or its description, has in it; the first that fits.
_FIXES: Mapping[str, str] = {
    "approved": (
        f"pre-authorise the hub's user: in the {_APP}, policies, permitted users 'Admin approved "
        "users are pre-authorized', with the permission set that the user has"
    ),
    "client credentials user": (
        f"choose the user under 'Run As': in the {_APP}, policies, client credentials flow"
    ),
    "audience": (
        "set audience in the secret: https://login.salesforce.com, or https://test.salesforce.com "
        "for a sandbox org"
    ),
    "assertion": (
        f"the private key must belong to the certificate in the {_APP}, and the certificate must "
        "not have ended"
    ),
    "user": "the hub's user must be active, not frozen, and named in the secret as it signs in",
    "invalid_client_id": (
        "compare client_id in the secret with the consumer key; a new app is known everywhere only "
        "after some ten minutes"
    ),
    "invalid_client": "compare client_secret in the secret with the consumer secret",
    "grant_type": f"enable the flow that the secret is for in the {_APP}",
    "invalid_app_access": f"let the hub's user use the {_APP}: its policies, permitted users",
    "scope": f"give the {_APP} the scope 'Manage user data via APIs (api)'",
}
_OTHERWISE = "see the user's Login History in Setup; docs/connect-salesforce.md lists the reasons"
_PASSING = ("temporarily_unavailable", "server_error", "rate_limit_exceeded", "slow_down")


class SignedOut(Unavailable):
    """Salesforce lets the hub in no more, or never did; `fix` is what an admin does about it."""

    def __init__(self, problem: str, fix: str) -> None:
        super().__init__(SYSTEM, f"{problem}: {fix}", cause=Cause.SIGNED_OUT)
        self.problem = problem
        self.fix = fix


def refused_sign_in(status: int, told: Mapping[str, object]) -> Unavailable:
    """Say in plain words what the token endpoint answered."""
    error, description = str(told.get("error", "")), str(told.get("error_description", ""))
    if error in _PASSING or status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return Unavailable(SYSTEM, "Salesforce cannot sign anybody in at the moment")
    said = f"{error}: {description}" if description else error or f"HTTP {status}"
    known = f"{description} {error}".lower()
    fix = next((fix for word, fix in _FIXES.items() if word in known), _OTHERWISE)
    return SignedOut(f"Salesforce does not sign the hub in ({said})", fix)
