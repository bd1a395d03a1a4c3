"""Who may do what: keys, roles, and the principal that a request speaks for."""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import sha256
from typing import Any, Self

from pydantic import model_validator

from .errors import HubError
from .shapes import Frozen, Moment

ROTATION_OVERLAP = timedelta(hours=24)
# A page of what a partner manager lists takes a query for each of them.
MOST_PARTNERS = 50


class Role(StrEnum):
    """
    `partner_staff` and `integration` are one partner's; `partner_manager` is the host's, for some
    partners. All three see nothing of another's.
    """

    ADMIN = "admin"
    OPERATOR = "operator"
    PARTNER_MANAGER = "partner_manager"
    PARTNER_STAFF = "partner_staff"
    READ_ONLY = "read_only"
    INTEGRATION = "integration"

    @property
    def of_a_partner(self) -> bool:
        return self in (Role.PARTNER_STAFF, Role.INTEGRATION)

    @property
    def limited(self) -> bool:
        """Sees the records of named partners only."""
        return self.of_a_partner or self is Role.PARTNER_MANAGER


class KeyNotFound(HubError):
    code = "key_not_found"
    fix = "GET /v1/keys lists the keys."


class PartnerRequired(HubError):
    code = "partner_required"
    fix = (
        "Give partner_id for the roles partner_staff and integration, partner_ids for "
        "partner_manager, and neither for the others."
    )


class Rights(Frozen):
    """A role, and whose records it is for: no partners stand for all, and for none if limited."""

    role: Role
    partner_ids: tuple[str, ...] = ()

    @property
    def partner_id(self) -> str:
        """The partner who calls; empty for the host's people."""
        return "".join(self.partner_ids[:1]) if self.role.of_a_partner else ""

    def may_see(self, partner_id: str) -> bool:
        return not self.role.limited or partner_id in self.partner_ids

    def among(self, wanted: str = "") -> tuple[str, ...] | None:
        """
        Tell whose records a list may have that is asked for those of the partner `wanted`, or of
        any when it names none: None stands for everybody's, and no partners for nothing.
        """
        if self.role.limited:
            return tuple(p for p in self.partner_ids if wanted in ("", p))
        return (wanted,) if wanted else None

    @property
    def fit(self) -> bool:
        """Tell whether the role goes with so many partners."""
        if self.role.of_a_partner:
            return len(self.partner_ids) == 1
        return bool(self.partner_ids) == self.role.limited


class Principal(Rights):
    """
    The caller of a request. `user` is the e-mail address of the person, where one is known; then
    `key_id` stands for the person, if no key was used.
    """

    key_id: str
    name: str = ""
    user: str = ""

    @property
    def actor(self) -> str:
        """How the timeline names the caller."""
        return f"{self.role}:{self.user or self.name or self.key_id}"


class AccessKey(Rights):
    """
    A key as it is stored: a hash, never the secret.

    The secret has 256 random bits, so that a plain SHA-256 cannot be searched through. What a key
    of a `user` opens is not said here but by the user's own record, whenever it is used.
    """

    key_id: str
    name: str = ""
    user: str = ""
    secret_hash: str
    created_at: Moment
    expires_at: Moment | None = None
    revoked_at: Moment | None = None
    successor: str = ""
    version: int = 0

    @model_validator(mode="before")
    @classmethod
    def _as_it_was_stored(cls, told: Any) -> Any:
        """Read a key that was stored when every key had one partner or none."""
        if not isinstance(told, Mapping) or "partner_id" not in told:
            return told
        known = dict(told)
        partner_id = known.pop("partner_id")
        return {"partner_ids": [partner_id] if partner_id else []} | known

    @property
    def principal(self) -> Principal:
        return Principal(
            key_id=self.key_id, role=self.role, partner_ids=self.partner_ids, name=self.name
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
