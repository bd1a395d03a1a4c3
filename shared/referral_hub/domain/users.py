"""The people who work with the hub: those of the host, and each partner's own."""

from __future__ import annotations

import unicodedata
from hashlib import sha256

from pydantic import Field

from referral_hub.domain.access import Principal, Rights, Role
from referral_hub.domain.errors import HubError

# Who may be given a referral: whoever may work on it.
_WORKING = (Role.ADMIN, Role.OPERATOR)


class UserNotFound(HubError):
    code = "user_not_found"
    fix = "GET /v1/users lists the users; an admin adds one with PUT /v1/users/{email}."


class UserNotKnown(HubError):
    """Somebody is who they say, and nobody has said what they may do here."""

    code = "user_not_known"
    fix = "Ask an admin of the hub to add you: PUT /v1/users/{email}, with your address."


class UserNotActive(HubError):
    code = "user_not_active"
    fix = "Ask an admin of the hub, who may let you in again."


class LastAdmin(HubError):
    """After this nobody could let anybody in again."""

    code = "last_admin"
    fix = "Let somebody else be an admin first: PUT /v1/users/{email}, or POST /v1/keys."


def same_address(email: str) -> str:
    """Write an e-mail address the way that all its spellings have in common."""
    return unicodedata.normalize("NFKC", email).strip().casefold()


class User(Rights):
    """
    Somebody who signs in, or whose key says who it is; known by e-mail address.

    A user who is not `active` may do nothing, and is given nothing.
    """

    email: str = Field(min_length=3, max_length=255)
    name: str = Field(default="", max_length=160)
    active: bool = True
    version: int = 0

    @property
    def key(self) -> str:
        return same_address(self.email)

    @property
    def administers(self) -> bool:
        return self.active and self.role is Role.ADMIN

    def calling(self, key_id: str = "") -> Principal:
        """
        The user as the caller of a request: with this key, or signed in.

        Raises:
            UserNotActive: the user may do nothing now.
        """
        if not self.active:
            raise UserNotActive(f"{self.email} may not use the hub at present")
        return Principal(
            key_id=key_id or self._digest,
            role=self.role,
            partner_ids=self.partner_ids,
            name=self.name,
            user=self.email,
        )

    @property
    def _digest(self) -> str:
        """What stands for the user where a key's id would, in logs too: it names nobody."""
        return f"user-{sha256(self.key.encode()).hexdigest()[:16]}"

    def may_own(self, partner_id: str) -> bool:
        """Tell whether a referral of this partner may be given to the user."""
        return self.active and (self.role in _WORKING or partner_id in self._managed)

    @property
    def _managed(self) -> tuple[str, ...]:
        outside = self.role.of_a_partner or self.role is Role.READ_ONLY
        return () if outside else self.partner_ids
