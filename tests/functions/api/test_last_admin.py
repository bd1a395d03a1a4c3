"""However one tries, somebody can still administer the hub."""

from __future__ import annotations

from typing import Any

import pytest

from tests.functions.api.client import Client
from tests.functions.api.users import INGRID, added, key_id, with_a_key_of


@pytest.fixture
def ingrid(admin: Client) -> Client:
    """An admin with a key of her own, and the only one: the key that made her is revoked."""
    added(admin, role="admin")
    ingrid = with_a_key_of(admin)
    assert ingrid.send("DELETE", f"/v1/keys/{key_id(admin)}").status == 204
    return ingrid


@pytest.mark.parametrize("told", [{"active": False}, {"role": "operator"}])
def test_the_last_admin_does_not_cease_to_be_one(ingrid: Client, told: dict[str, Any]) -> None:
    refused = ingrid.patch(INGRID, told, if_match='"1"')

    assert (refused.status, refused.code) == (409, "last_admin")
    assert ingrid.get("/v1/users").status == 200


def test_the_last_admin_keeps_a_key(ingrid: Client) -> None:
    refused = ingrid.send("DELETE", f"/v1/keys/{key_id(ingrid)}")

    assert (refused.status, refused.code) == (409, "last_admin")


def test_the_last_admin_is_not_helped_by_a_key_that_lapses(ingrid: Client) -> None:
    other = ingrid.post("/v1/keys", {"role": "admin"}).said
    new = ingrid.post(f"/v1/keys/{other['key_id']}/rotate").said
    ingrid.send("DELETE", f"/v1/keys/{new['key_id']}")

    assert ingrid.patch(INGRID, {"active": False}, if_match='"1"').code == "last_admin"


def test_the_last_admin_may_leave_where_an_admins_key_goes_on(ingrid: Client) -> None:
    ingrid.post("/v1/keys", {"role": "admin"})

    assert ingrid.patch(INGRID, {"active": False}, if_match='"1"').status == 200


def test_the_last_admin_may_leave_where_another_admin_has_a_key(ingrid: Client) -> None:
    added(ingrid, "/v1/users/astrid@host.example", role="admin")
    without = ingrid.patch(INGRID, {"active": False}, if_match='"1"')
    with_a_key_of(ingrid, "astrid@host.example")

    assert without.code == "last_admin"
    assert ingrid.patch(INGRID, {"active": False}, if_match='"1"').status == 200
