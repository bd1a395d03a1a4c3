"""Two admins at once: whoever comes second finds that the world has changed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace

import pytest

from referral_hub.adapters.memory import MemoryTable
from referral_hub.application.access import issue_key, issue_key_to, rotate_key
from referral_hub.application.users import Doors, opens_for_an_admin, revoke_key, save_user
from referral_hub.domain.access import AccessKey, Role
from referral_hub.domain.errors import Conflict
from referral_hub.domain.users import User
from referral_hub.hub import Hub
from referral_hub.ports import Write
from referral_hub.records.access_keys import AccessKeys
from tests.builders import a_hub, a_user, ask


@dataclass(frozen=True)
class Interrupted(AccessKeys):
    """Keys during whose reading something happens."""

    meanwhile: Callable[[], object]

    def all(self) -> list[AccessKey]:
        found = super().all()
        self.meanwhile()
        return found


def an_admin(hub: Hub, email: str) -> User:
    return hub.users.save(a_user(email=email, role=Role.ADMIN))


def no_admin_any_more(hub: Hub, user: User, doors: Doors) -> User:
    changed = user.model_copy(update={"role": Role.OPERATOR})
    return ask(hub, save_user, user=changed, before=user, doors=doors)


def test_two_admins_who_end_each_others_role_at_once_do_not_both_succeed(hub: Hub) -> None:
    ingrid, astrid = an_admin(hub, "ingrid@host.example"), an_admin(hub, "astrid@host.example")
    doors = Doors(hub.users, hub.keys, signs_in=True)
    keys = Interrupted(hub.table, lambda: no_admin_any_more(hub, ingrid, doors))

    with pytest.raises(Conflict):
        no_admin_any_more(hub, astrid, replace(doors, keys=keys))

    assert [user.email for user in hub.users.all() if user.administers] == ["astrid@host.example"]


def an_admins_key(hub: Hub) -> str:
    return ask(hub, issue_key, role=Role.ADMIN, name="Ingrid").stored.key_id


def letting_admins_in(hub: Hub) -> list[str]:
    return [key.key_id for key in hub.keys.all() if opens_for_an_admin(key, (), now=hub.clock())]


def test_two_keys_of_admins_that_are_revoked_at_once_are_not_both_revoked(hub: Hub) -> None:
    one, other = an_admins_key(hub), an_admins_key(hub)
    doors = Doors(hub.users, hub.keys, signs_in=False)
    keys = Interrupted(hub.table, lambda: ask(hub, revoke_key, key_id=one, doors=doors))

    with pytest.raises(Conflict):
        ask(hub, revoke_key, key_id=other, doors=replace(doors, keys=keys))

    assert letting_admins_in(hub) == [other]


def test_the_last_user_and_the_last_key_do_not_go_at_once(hub: Hub) -> None:
    ingrid, key_id = an_admin(hub, "ingrid@host.example"), an_admins_key(hub)
    ask(hub, issue_key_to, user=ingrid, name="")
    doors = Doors(hub.users, hub.keys, signs_in=False)
    keys = Interrupted(hub.table, lambda: ask(hub, revoke_key, key_id=key_id, doors=doors))

    with pytest.raises(Conflict):
        no_admin_any_more(hub, ingrid, replace(doors, keys=keys))

    assert hub.users.get(ingrid.email).administers


class Ending(MemoryTable):
    """Its function ends before the write after so many."""

    left = 0

    def put_all(self, writes: Sequence[Write]) -> None:
        self.left -= 1
        if self.left < 0:
            raise SystemExit
        super().put_all(writes)


@pytest.mark.parametrize("writes", [0, 1])
def test_a_rotation_that_breaks_off_leaves_a_key_that_does_not_lapse(writes: int) -> None:
    table = Ending()
    table.left = 10
    hub = a_hub(table=table)
    key_id = an_admins_key(hub)
    table.left = writes

    with suppress(SystemExit):
        ask(hub, rotate_key, key_id=key_id)

    assert letting_admins_in(hub)
