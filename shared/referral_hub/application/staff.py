"""Who of a partner's own people and machines has access."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime

from referral_hub.domain.access import AccessKey
from referral_hub.domain.shapes import Frozen
from referral_hub.domain.users import User
from referral_hub.records.access_keys import AccessKeys
from referral_hub.records.users import Users


class StaffMember(Frozen):
    """
    Somebody of a partner's who gets in: a `user`, or whoever has the `key`, which is then named.

    A user's own keys are not listed: they open what the user may.
    """

    partner_id: str
    role: str
    name: str = ""
    email: str = ""
    key_id: str = ""


def staff(
    *, among: Callable[[str], bool], now: datetime, users: Users, keys: AccessKeys
) -> tuple[StaffMember, ...]:
    """List who has access for a partner of which `among` is true: by partner, people first."""
    members = [*_people(users), *_holders(keys.all(), now)]
    found = [member for member in members if among(member.partner_id)]
    return tuple(sorted(found, key=lambda one: (one.partner_id, bool(one.key_id), one.email)))


def _people(users: Users) -> Iterator[StaffMember]:
    for user in users.all():
        if user.active and user.partner_id:
            yield _member(user, name=user.name, email=user.email)


def _holders(keys: list[AccessKey], now: datetime) -> Iterator[StaffMember]:
    for key in keys:
        if key.partner_id and not key.user and key.lives(now):
            yield _member(key, name=key.name, key_id=key.key_id)


def _member(one: User | AccessKey, **more: str) -> StaffMember:
    return StaffMember(partner_id=one.partner_id, role=one.role, **more)
