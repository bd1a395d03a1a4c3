"""Keys and what they open."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from referral_hub.domain.access import AccessKey, Principal, Role, hashed
from tests.builders import NOON, a_principal

LATER = NOON + timedelta(hours=1)


def a_key(**override: Any) -> AccessKey:
    said = {
        "key_id": "k1",
        "role": Role.OPERATOR,
        "secret_hash": hashed("lamp"),
        "created_at": NOON,
    }
    return AccessKey(**said | override)


def test_a_key_opens_with_its_own_secret_only() -> None:
    assert a_key().opens_with("lamp", now=LATER)
    assert not a_key().opens_with("lamp ", now=LATER)
    assert not a_key().opens_with("", now=LATER)


def test_the_hash_of_the_secret_is_not_the_secret() -> None:
    assert not a_key().opens_with(a_key().secret_hash, now=LATER)


def test_a_rotated_key_opens_for_another_day() -> None:
    rotated = a_key().rotated(successor="k2", at=NOON)

    assert rotated.successor == "k2"
    assert rotated.opens_with("lamp", now=NOON + timedelta(hours=24) - timedelta(seconds=1))
    assert not rotated.opens_with("lamp", now=NOON + timedelta(hours=24))


def test_rotating_does_not_prolong_a_key_that_ends_sooner() -> None:
    ending = a_key(expires_at=LATER)

    assert ending.rotated(successor="k2", at=NOON).expires_at == LATER


def test_a_revoked_key_opens_nothing_from_that_moment() -> None:
    assert not a_key().revoked(at=NOON).opens_with("lamp", now=NOON)


def test_revoking_a_rotated_key_ends_its_last_day() -> None:
    rotated = a_key().rotated(successor="k2", at=NOON)

    assert not rotated.revoked(at=LATER).opens_with("lamp", now=LATER)


def test_revoking_twice_keeps_the_first_moment() -> None:
    assert a_key().revoked(at=NOON).revoked(at=LATER).revoked_at == NOON


def test_a_principal_is_named_after_the_key_or_else_by_its_id() -> None:
    assert a_principal(name="Ingrid").actor == "operator:Ingrid"
    assert a_principal(name="", key_id="k9").actor == "operator:k9"


@pytest.mark.parametrize("role", [Role.PARTNER_STAFF, Role.INTEGRATION])
def test_a_partner_sees_its_own_and_nobody_elses(role: Role) -> None:
    caller = Principal(key_id="k1", role=role, partner_id="harbour")

    assert caller.may_see("harbour")
    assert not caller.may_see("lantern")


@pytest.mark.parametrize("role", [Role.PARTNER_STAFF, Role.INTEGRATION])
def test_a_partner_role_without_a_partner_sees_nothing(role: Role) -> None:
    assert not Principal(key_id="k1", role=role).may_see("harbour")


@pytest.mark.parametrize("role", [Role.ADMIN, Role.OPERATOR, Role.READ_ONLY])
def test_host_staff_see_every_partner(role: Role) -> None:
    assert a_principal(role).may_see("harbour")
