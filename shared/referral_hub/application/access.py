"""Keys: issue, rotate, and tell which one a request presents."""

from __future__ import annotations

import re
import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from pydantic import Field

from referral_hub.domain.access import (
    AccessKey,
    KeyNotFound,
    PartnerRequired,
    Rights,
    Role,
    hashed,
)
from referral_hub.domain.shapes import Frozen
from referral_hub.records.access_keys import AccessKeys
from referral_hub.records.partners import Partners

if TYPE_CHECKING:
    from referral_hub.domain.users import User

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
    one = "partner_ids" if role is Role.PARTNER_MANAGER else "partner_id"
    must_fit(rights, partners, field=one)
    return _issued(rights, name=name, now=now, keys=keys)


def issue_key_to(*, user: User, name: str, now: datetime, keys: AccessKeys) -> IssuedKey:
    """Issue a key that opens what the user may do, whenever it is used."""
    return _issued(user, user=user.key, name=name or user.name, now=now, keys=keys)


def must_fit(rights: Rights, partners: Partners, *, field: str) -> None:
    """
    Raises:
        PartnerRequired: the role is for one partner, for some or for none, and others are given.
        PartnerNotFound: one of them does not exist.
    """
    role = rights.role
    if not rights.fit:
        raise PartnerRequired(
            f"the role {role} {'needs' if role.limited else 'has no'} {field}",
            fields={field: "does not fit the role"},
        )
    for partner_id in rights.partner_ids:
        partners.get(partner_id)


def _issued(
    rights: Rights, *, name: str, now: datetime, keys: AccessKeys, user: str = ""
) -> IssuedKey:
    drawn = _draw(rights, name=name, user=user, now=now)
    keys.save(drawn.stored)
    return drawn


def _draw(rights: Rights, *, name: str, user: str, now: datetime) -> IssuedKey:
    """Draw a key, which opens nothing before it is saved."""
    # Hexadecimal: no separator in it, whatever is drawn.
    key_id, secret = secrets.token_hex(6), secrets.token_hex(32)
    stored = AccessKey(
        key_id=key_id,
        role=rights.role,
        partner_ids=rights.partner_ids,
        name=name,
        user=user,
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
    new = _draw(old, name=old.name, user=old.user, now=now)
    # At once: a key that lapses with no successor may be the last that lets an admin in.
    keys.replace(old.rotated(successor=new.stored.key_id, at=now), new.stored)
    return new


def authenticate(*, presented: str, now: datetime, keys: AccessKeys) -> AccessKey | None:
    """Find the key that is presented; None when it opens nothing."""
    told = _KEY.fullmatch(presented)
    key = keys.find(told["key_id"]) if told else None
    if told is None or key is None or not key.opens_with(told["secret"], now=now):
        return None
    return key
