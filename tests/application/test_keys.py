"""Keys are issued, rotated and revoked; what is presented opens something or nothing (X-7, X-9)."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from referral_hub.application import access, users
from referral_hub.application.access import IssuedKey
from referral_hub.domain.access import KeyNotFound, PartnerRequired, Principal, Role
from referral_hub.domain.errors import Conflict
from referral_hub.domain.partners.partner import PartnerNotFound
from referral_hub.hub import Hub
from tests.application.stage import snapshot
from tests.builders import a_hub, a_partner, ask


def issue(hub: Hub, role: Role = Role.OPERATOR, **said: Any) -> IssuedKey:
    return ask(hub, access.issue_key, role=role, name="Ingrid", **said)


def authenticate(hub: Hub, presented: str) -> Principal | None:
    found = ask(hub, access.authenticate, presented=presented)
    return found.principal if found else None


def test_an_issued_key_speaks_for_its_role() -> None:
    hub = a_hub()
    issued = issue(hub)

    principal = authenticate(hub, issued.key)

    assert (principal.role, principal.name) == (Role.OPERATOR, "Ingrid")
    assert principal.key_id == issued.stored.key_id


def test_a_key_of_a_partner_speaks_for_that_partner() -> None:
    hub = a_hub()
    issued = issue(hub, Role.INTEGRATION, partner_ids=["harbour"])

    assert authenticate(hub, issued.key).partner_id == "harbour"


def test_the_secret_of_a_key_is_kept_nowhere() -> None:
    hub = a_hub()
    issued = issue(hub)

    secret = issued.key.rpartition("_")[2]

    assert len(secret) == 64
    assert secret not in str(snapshot(hub))


def test_no_two_keys_are_alike() -> None:
    hub = a_hub()

    assert len({issue(hub).key for _ in range(50)}) == 50


@pytest.mark.parametrize("role", [role for role in Role if role.limited])
def test_a_limited_role_needs_a_partner(role: Role) -> None:
    with pytest.raises(PartnerRequired):
        issue(a_hub(), role)


@pytest.mark.parametrize("role", [Role.PARTNER_STAFF, Role.INTEGRATION])
def test_a_role_of_a_partner_has_no_second_one(role: Role) -> None:
    hub = a_hub()
    hub.partners.add(a_partner(partner_id="quay"))

    with pytest.raises(PartnerRequired):
        issue(hub, role, partner_ids=["harbour", "quay"])


def test_the_key_of_a_partner_manager_and_its_successor_are_for_all_of_their_partners() -> None:
    hub = a_hub()
    hub.partners.add(a_partner(partner_id="quay"))
    issued = issue(hub, Role.PARTNER_MANAGER, partner_ids=["harbour", "quay"])

    successor = ask(hub, access.rotate_key, key_id=issued.stored.key_id)

    assert authenticate(hub, issued.key).partner_ids == ("harbour", "quay")
    assert authenticate(hub, successor.key).partner_ids == ("harbour", "quay")


@pytest.mark.parametrize("role", [Role.ADMIN, Role.OPERATOR, Role.READ_ONLY])
def test_a_role_of_the_host_has_no_partner(role: Role) -> None:
    with pytest.raises(PartnerRequired):
        issue(a_hub(), role, partner_ids=["harbour"])


def test_no_key_is_issued_for_a_partner_that_does_not_exist() -> None:
    with pytest.raises(PartnerNotFound):
        issue(a_hub(), Role.INTEGRATION, partner_ids=["nowhere"])


# Rotation


def test_a_rotated_key_and_its_successor_both_open_for_a_day() -> None:
    hub = a_hub()
    old = issue(hub)

    new = ask(hub, access.rotate_key, key_id=old.stored.key_id)
    hub.clock.advance(hours=23, minutes=59)

    assert authenticate(hub, old.key)
    assert authenticate(hub, new.key)


def test_after_a_day_only_the_successor_opens() -> None:
    hub = a_hub()
    old = issue(hub)

    new = ask(hub, access.rotate_key, key_id=old.stored.key_id)
    hub.clock.advance(hours=24)

    assert authenticate(hub, old.key) is None
    assert authenticate(hub, new.key)


def test_a_successor_has_the_same_rights() -> None:
    hub = a_hub()
    old = issue(hub, Role.PARTNER_STAFF, partner_ids=["harbour"])

    new = ask(hub, access.rotate_key, key_id=old.stored.key_id)

    mine, theirs = authenticate(hub, old.key), authenticate(hub, new.key)
    assert (mine.role, mine.partner_id, mine.name) == (theirs.role, theirs.partner_id, theirs.name)


def test_the_old_key_names_its_successor() -> None:
    hub = a_hub()
    old = issue(hub)

    new = ask(hub, access.rotate_key, key_id=old.stored.key_id)

    assert hub.keys.get(old.stored.key_id).successor == new.stored.key_id


# Revocation


def test_a_revoked_key_opens_nothing_at_once() -> None:
    hub = a_hub()
    issued = issue(hub)

    ask(hub, users.revoke_key, key_id=issued.stored.key_id)

    assert authenticate(hub, issued.key) is None


def test_revoking_a_key_leaves_its_successor() -> None:
    hub = a_hub()
    old = issue(hub)
    new = ask(hub, access.rotate_key, key_id=old.stored.key_id)

    ask(hub, users.revoke_key, key_id=old.stored.key_id)

    assert authenticate(hub, old.key) is None
    assert authenticate(hub, new.key)


def test_a_key_that_opens_nothing_is_not_rotated_back_to_life() -> None:
    hub = a_hub()
    issued = issue(hub)
    ask(hub, users.revoke_key, key_id=issued.stored.key_id)

    with pytest.raises(KeyNotFound):
        ask(hub, access.rotate_key, key_id=issued.stored.key_id)


@pytest.mark.parametrize("change", [access.rotate_key, users.revoke_key])
def test_a_key_that_does_not_exist_is_not_found(change: object) -> None:
    with pytest.raises(KeyNotFound):
        ask(a_hub(), change, key_id="0123456789ab")


# What is presented

HUB = a_hub()
KEY = issue(HUB).key


@pytest.mark.parametrize(
    "strange",
    [
        pytest.param("", id="nothing"),
        pytest.param("rh", id="the prefix"),
        pytest.param("rh__", id="separators"),
        pytest.param(KEY[:-1], id="cut off"),
        pytest.param(KEY + "0", id="too long"),
        pytest.param(KEY + "\n", id="a line end"),
        pytest.param(" " + KEY, id="a blank"),
        pytest.param(KEY.upper(), id="capital letters"),
        pytest.param(KEY.replace("rh_", "sk_"), id="another prefix"),
        pytest.param(KEY.rpartition("_")[0] + "_" + "0" * 64, id="another secret"),
        pytest.param(KEY.rpartition("_")[0] + "_", id="no secret"),
        pytest.param("rh_" + "a" * 5000 + "_b", id="an endless id"),
        pytest.param("rh_0123456789ab_" + "\ud800" * 64, id="half a character"),
        pytest.param("rh_" + "\u0661" * 12 + "_" + "\u0662" * 64, id="other digits"),
        pytest.param("rh_REFERRAL#R-000001_x", id="another item"),
        pytest.param("Bearer " + KEY, id="a header"),
    ],
)
def test_what_is_no_key_opens_nothing(strange: str) -> None:
    assert authenticate(HUB, strange) is None


@given(st.text())
@example(KEY + "_")
@example("rh_\x00_\x00")
def test_no_text_opens_anything_or_breaks_anything(presented: str) -> None:
    assert authenticate(HUB, presented) is None


@given(st.integers(0, len(KEY) - 1), st.sampled_from("0123456789abcdef_x"))
def test_a_key_with_one_other_character_opens_nothing(place: int, letter: str) -> None:
    altered = KEY[:place] + letter + KEY[place + 1 :]

    assert (authenticate(HUB, altered) is not None) is (altered == KEY)


def test_rotations_at_once_leave_no_key_that_nobody_was_given() -> None:
    hub = a_hub()
    old = issue(hub)

    def rotate(_: int) -> IssuedKey | None:
        try:
            return ask(hub, access.rotate_key, key_id=old.stored.key_id)
        except Conflict:
            return None

    with ThreadPoolExecutor(max_workers=8) as pool:
        given = [key for key in pool.map(rotate, range(24)) if key]

    known = {key.key_id for key in hub.keys.all()}
    assert known == {old.stored.key_id, *(key.stored.key_id for key in given)}
