"""Who works with the hub, and who may be given what."""

from __future__ import annotations

import pytest

from referral_hub.domain.access import Role
from referral_hub.domain.users import UserNotFound
from referral_hub.hub import Hub
from tests.builders import a_user


def test_a_user_is_found_by_address_however_it_is_written(hub: Hub) -> None:
    hub.users.save(a_user())

    assert hub.users.get(" ingrid@HOST.example").email == "Ingrid@host.example"


def test_a_user_whom_nobody_knows_is_named(hub: Hub) -> None:
    with pytest.raises(UserNotFound, match="no user lars"):
        hub.users.get("lars@host.example")


@pytest.mark.parametrize("role", [Role.PARTNER_STAFF, Role.INTEGRATION, Role.READ_ONLY])
def test_a_referral_is_given_to_nobody_who_may_not_work_on_it(role: Role) -> None:
    assert not a_user(role=role, partner_ids=("harbour",)).may_own("harbour")


def test_a_referral_is_given_to_whoever_works_on_all_of_them_and_is_there() -> None:
    assert a_user().may_own("harbour")
    assert not a_user(active=False).may_own("harbour")
