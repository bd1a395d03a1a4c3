"""The people who work with the hub: those of the host, and each partner's own."""

from __future__ import annotations

import unicodedata

from pydantic import Field

from referral_hub.domain.access import Role
from referral_hub.domain.errors import HubError
from referral_hub.domain.shapes import Frozen

# Who may be given a referral: whoever may work on it.
_WORKING = (Role.ADMIN, Role.OPERATOR)


class UserNotFound(HubError):
    code = "user_not_found"
    fix = "GET /v1/users lists the users; an admin adds one with PUT /v1/users/{email}."


def same_address(email: str) -> str:
    """Write an e-mail address the way that all its spellings have in common."""
    return unicodedata.normalize("NFKC", email).strip().casefold()


class User(Frozen):
    """
    Somebody who signs in, or whose key says who it is; known by e-mail address.

    `partner_ids` are the partners whose referrals the user may see, for the roles that are limited
    to some. A user who is not `active` may do nothing, and is given nothing.
    """

    email: str = Field(min_length=3, max_length=255)
    name: str = Field(default="", max_length=160)
    role: Role
    partner_ids: tuple[str, ...] = ()
    active: bool = True
    version: int = 0

    @property
    def key(self) -> str:
        return same_address(self.email)

    def may_own(self, partner_id: str) -> bool:
        """Tell whether a referral of this partner may be given to the user."""
        return self.active and (self.role in _WORKING or partner_id in self._managed)

    @property
    def _managed(self) -> tuple[str, ...]:
        outside = self.role.of_a_partner or self.role is Role.READ_ONLY
        return () if outside else self.partner_ids
