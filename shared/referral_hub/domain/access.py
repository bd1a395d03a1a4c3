"""Who may do what: keys, roles, and the principal that a request speaks for."""

from __future__ import annotations

import hmac
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import sha256
from typing import Self

from .errors import HubError
from .shapes import Frozen, Moment

ROTATION_OVERLAP = timedelta(hours=24)


class Role(StrEnum):
    """`partner_staff` and `integration` are bound to one partner and see nothing of another's."""

    ADMIN = "admin"
    OPERATOR = "operator"
    PARTNER_STAFF = "partner_staff"
    READ_ONLY = "read_only"
    INTEGRATION = "integration"

    @property
    def of_a_partner(self) -> bool:
        return self in (Role.PARTNER_STAFF, Role.INTEGRATION)


class KeyNotFound(HubError):
    code = "key_not_found"
    fix = "GET /v1/keys lists the keys."


class PartnerRequired(HubError):
    code = "partner_required"
    fix = "Give partner_id for the roles partner_staff and integration, and only for those."


class Principal(Frozen):
    """The caller of a request."""

    key_id: str
    role: Role
    partner_id: str = ""
    name: str = ""

    @property
    def actor(self) -> str:
        """How the timeline names the caller."""
        return f"{self.role}:{self.name or self.key_id}"

    def may_see(self, partner_id: str) -> bool:
        return not self.role.of_a_partner or self.partner_id == partner_id != ""


class AccessKey(Frozen):
    """
    A key as it is stored: a hash, never the secret.

    The secret has 256 random bits, so that a plain SHA-256 cannot be searched through.
    """

    key_id: str
    role: Role
    partner_id: str = ""
    name: str = ""
    secret_hash: str
    created_at: Moment
    expires_at: Moment | None = None
    revoked_at: Moment | None = None
    successor: str = ""
    version: int = 0

    @property
    def principal(self) -> Principal:
        return Principal(
            key_id=self.key_id, role=self.role, partner_id=self.partner_id, name=self.name
        )

    def opens_with(self, secret: str, *, now: datetime) -> bool:
        """Compare in constant time; a revoked or lapsed key opens nothing."""
        same = hmac.compare_digest(self.secret_hash, hashed(secret))
        return same and self.lives(now)

    def lives(self, now: datetime) -> bool:
        lapsed = self.expires_at is not None and self.expires_at <= now
        return not lapsed and self.revoked_at is None

    def rotated(self, *, successor: str, at: datetime) -> Self:
        """Let the old key live on for 24 hours beside its successor."""
        lapse = at + ROTATION_OVERLAP
        expires_at = min(self.expires_at, lapse) if self.expires_at else lapse
        return self.model_copy(update={"expires_at": expires_at, "successor": successor})

    def revoked(self, *, at: datetime) -> Self:
        return self.model_copy(update={"revoked_at": self.revoked_at or at})


def hashed(secret: str) -> str:
    return sha256(secret.encode()).hexdigest()
