"""Keys: issue, rotate, revoke, and tell who a request speaks for."""

from __future__ import annotations

import re
import secrets
from collections.abc import Sequence
from datetime import datetime

from pydantic import Field

from referral_hub.domain.access import (
    AccessKey,
    KeyNotFound,
    PartnerRequired,
    Principal,
    Rights,
    Role,
    hashed,
)
from referral_hub.domain.shapes import Frozen
from referral_hub.records.access_keys import AccessKeys
from referral_hub.records.partners import Partners

# Nothing else reaches the table, which would choke on a key id that is too long.
_KEY = re.compile(r"rh_(?P<key_id>[0-9a-f]{12})_(?P<secret>[0-9a-f]{64})")


class IssuedKey(Frozen):
    """A new key; `key` is shown this once and kept nowhere."""

    key: str = Field(repr=False)
    stored: AccessKey


def issue_key(
    *,
    role: Role,
    name: str,
    now: datetime,
    keys: AccessKeys,
    partners: Partners,
    partner_ids: Sequence[str] = (),
) -> IssuedKey:
    """
    Issue a key of the form `rh_<key id>_<secret>`: the id finds it, 256 random bits open it.

    Raises:
        PartnerRequired: the role is for one partner, for some or for none, and others are given.
        PartnerNotFound: one of them does not exist.
    """
    rights = Rights(role=role, partner_ids=tuple(partner_ids))
    if not rights.fit:
        field = "partner_ids" if role is Role.PARTNER_MANAGER else "partner_id"
        raise PartnerRequired(
            f"the role {role} {'needs' if role.limited else 'has no'} {field}",
            fields={field: "does not fit the role"},
        )
    for partner_id in rights.partner_ids:
        partners.get(partner_id)
    drawn = _draw(rights, name=name, now=now)
    keys.save(drawn.stored)
    return drawn


def _draw(rights: Rights, *, name: str, now: datetime) -> IssuedKey:
    """Draw a key, which opens nothing before it is saved."""
    # Hexadecimal: no separator in it, whatever is drawn.
    key_id, secret = secrets.token_hex(6), secrets.token_hex(32)
    stored = AccessKey(
        key_id=key_id,
        role=rights.role,
        partner_ids=rights.partner_ids,
        name=name,
        secret_hash=hashed(secret),
        created_at=now,
    )
    return IssuedKey(key=f"rh_{key_id}_{secret}", stored=stored)


def rotate_key(*, key_id: str, now: datetime, keys: AccessKeys) -> IssuedKey:
    """
    Issue a successor with the same rights; the old key opens for another 24 hours.

    Raises:
        KeyNotFound: no such key, or it opens nothing any more.
    """
    old = keys.get(key_id)
    if not old.lives(now):
        raise KeyNotFound(f"{key_id} opens nothing any more: issue a new key")
    new = _draw(old, name=old.name, now=now)
    # The old key first: of two rotations at once, one stops here, and leaves no key behind.
    keys.save(old.rotated(successor=new.stored.key_id, at=now))
    keys.save(new.stored)
    return new


def revoke_key(*, key_id: str, now: datetime, keys: AccessKeys) -> AccessKey:
    """
    Close a key for good, at once.

    Raises:
        KeyNotFound: no such key.
    """
    return keys.save(keys.get(key_id).revoked(at=now))


def authenticate(*, presented: str, now: datetime, keys: AccessKeys) -> Principal | None:
    """Tell who presents this key; None when it opens nothing."""
    told = _KEY.fullmatch(presented)
    key = keys.find(told["key_id"]) if told else None
    if told is None or key is None or not key.opens_with(told["secret"], now=now):
        return None
    return key.principal
