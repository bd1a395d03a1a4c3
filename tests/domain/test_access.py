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
    caller = Principal(key_id="k1", role=role, partner_ids=("harbour",))

    assert caller.may_see("harbour")
    assert not caller.may_see("lantern")


def test_a_partner_manager_sees_the_partners_that_are_theirs() -> None:
    manager = a_principal(Role.PARTNER_MANAGER, partner_ids=("harbour", "quay"))

    assert (manager.may_see("harbour"), manager.may_see("quay")) == (True, True)
    assert not manager.may_see("lantern")


@pytest.mark.parametrize("role", [role for role in Role if role.limited])
def test_what_is_of_no_partner_is_not_seen_by_who_is_limited_to_some(role: Role) -> None:
    assert not Principal(key_id="k1", role=role, partner_ids=("harbour",)).may_see("")


def test_only_who_is_of_a_partner_speaks_for_one() -> None:
    manager = a_principal(Role.PARTNER_MANAGER, partner_ids=("harbour", "quay"))

    assert manager.partner_id == ""
    assert a_principal(Role.INTEGRATION, partner_ids=("harbour",)).partner_id == "harbour"


@pytest.mark.parametrize(
    ("stored", "partner_ids"), [({"partner_id": "harbour"}, ("harbour",)), ({"partner_id": ""}, ())]
)
def test_a_key_that_was_stored_with_its_one_partner_still_opens(
    stored: dict[str, str], partner_ids: tuple[str, ...]
) -> None:
    document = a_key().model_dump(mode="json", exclude={"partner_ids"}) | stored

    key = AccessKey.model_validate(document)

    assert key.opens_with("lamp", now=LATER)
    assert key.principal.partner_ids == partner_ids


@pytest.mark.parametrize("role", [Role.PARTNER_MANAGER, Role.PARTNER_STAFF, Role.INTEGRATION])
def test_a_partner_role_without_a_partner_sees_nothing(role: Role) -> None:
    assert not Principal(key_id="k1", role=role).may_see("harbour")


@pytest.mark.parametrize("role", [Role.ADMIN, Role.OPERATOR, Role.READ_ONLY])
def test_host_staff_see_every_partner(role: Role) -> None:
    assert a_principal(role).may_see("harbour")
