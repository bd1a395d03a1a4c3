"""
Why Microsoft does not sign the hub in, and what an admin does about it.

Source: Microsoft Learn, "Microsoft Entra authentication and authorization error codes". Only codes
are repeated: descriptions name the user.
"""

from __future__ import annotations

import re
from http import HTTPStatus

from referral_hub.domain.cause import Cause
from referral_hub.domain.errors import Unavailable

from .wire import SYSTEM, Answer

GUIDE = "docs/connect-microsoft.md"
ANEW = f"sign in anew by device code and put the new refresh token ({GUIDE})"

_CODE = re.compile(r"AADSTS[0-9]+")
_FIXES = {
    "invalid_grant": ("the sign-in has lapsed or was revoked", ANEW),
    "interaction_required": ("Microsoft wants the user to sign in again", ANEW),
    "consent_required": ("nobody consented to the permissions of the app", ANEW),
    "invalid_client": (
        "Microsoft does not take the client_secret",
        f"make a new one at the app registration and put it ({GUIDE})",
    ),
    "unauthorized_client": (
        "the app is not known in the tenant, or may not sign in so",
        f"compare client_id and tenant_id with the app registration ({GUIDE})",
    ),
    "invalid_request": (
        "Microsoft finds the request to sign in wrong",
        f"compare tenant_id and client_id with the app registration ({GUIDE})",
    ),
    "invalid_scope": (
        "the app may not ask for Partner Center",
        f"add the permissions of the app registration ({GUIDE})",
    ),
}
_SPENT = ("invalid_grant", "interaction_required", "invalid_client")


class SignedOut(Unavailable):
    """The hub is not signed in; `fix` says what an admin does, `is_spent` that it was once."""

    def __init__(self, problem: str, fix: str, *, is_spent: bool = False) -> None:
        super().__init__(SYSTEM, f"{problem}; {fix}", cause=Cause.SIGNED_OUT)
        self.problem = problem
        self.fix = fix
        self.is_spent = is_spent


def refused_sign_in(answer: Answer) -> Unavailable:
    """Say what the answer of the token endpoint means."""
    status, told = answer.status, answer.told()
    error = str(told.get("error", ""))
    if status == HTTPStatus.TOO_MANY_REQUESTS or error == "temporarily_unavailable":
        why = "the sign-in wants to be asked less often"
        return Unavailable(SYSTEM, why, cause=Cause.BUSY, again_after=answer.rest)
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR or not error:
        return Unavailable(SYSTEM, f"the sign-in answered {status}")
    problem, fix = _FIXES.get(error, ("Microsoft does not sign the hub in", ANEW))
    code = _CODE.search(str(told.get("error_description", "")))
    shown = f" ({code[0]})" if code else ""
    return SignedOut(f"{problem}{shown}", fix, is_spent=error in _SPENT)


def is_spent(trouble: Unavailable) -> bool:
    """Tell whether another secret might help."""
    return isinstance(trouble, SignedOut) and trouble.is_spent


def lacking(name: str) -> SignedOut:
    return SignedOut(f"the secret lacks {name}", f"{GUIDE} shows its form", is_spent=True)


def unusable_tenant() -> SignedOut:
    return SignedOut("the tenant_id is neither a GUID nor a domain", f"{GUIDE} shows where it is")
