"""People as callers: whose key it is, or who has signed in; what they may do says their record."""

from __future__ import annotations

import re
from datetime import datetime

from referral_hub.domain.access import Principal
from referral_hub.domain.users import UserNotKnown
from referral_hub.ports import SignIn
from referral_hub.records.users import Users

# Of other alphabets, two addresses may look the same and be two people's; and whoever finds users
# by address takes different spellings for one.
_PLAIN = re.compile(r"[!-~]+")


def with_key(*, key_id: str, user: str, users: Users) -> Principal:
    """
    Tell who calls with a key of this user.

    Raises:
        UserNotKnown: the user is there no more.
        UserNotActive: the user may do nothing now.
    """
    return _caller(user, users, key_id)


def with_token(*, token: str, now: datetime, sign_in: SignIn, users: Users) -> Principal | None:
    """
    Tell who calls with a token of the sign-in; None when the token proves nothing.

    Raises:
        UserNotKnown: nobody has said what this person may do here.
        UserNotActive: the user may do nothing now.
        Unavailable: the sign-in cannot be asked for its keys.
    """
    email = sign_in.email_of(token, now=now)
    if not email:
        return None
    return _caller(email if _PLAIN.fullmatch(email) else "", users)


def _caller(email: str, users: Users, key_id: str = "") -> Principal:
    found = users.find(email) if email else None
    if found is None:
        raise UserNotKnown("the hub knows nobody with this e-mail address")
    return found.calling(key_id)
