"""Two admins at once: whoever comes second finds that the world has changed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import pytest

from referral_hub.application.users import Doors, save_user
from referral_hub.domain.access import AccessKey, Role
from referral_hub.domain.errors import Conflict
from referral_hub.domain.users import User
from referral_hub.hub import Hub
from referral_hub.records.access_keys import AccessKeys
from tests.builders import a_user, ask


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
