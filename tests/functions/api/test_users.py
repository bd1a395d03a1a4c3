"""Users: what an admin says that people may do, and that it counts at once."""

from __future__ import annotations

from typing import Any

import pytest

from tests.functions.api.client import Client
from tests.functions.api.users import INGRID, added, key_id, with_a_key_of


def test_a_user_is_found_however_the_address_is_written(admin: Client) -> None:
    added(admin, "/v1/users/Ingrid@Host.example")

    encoded = admin.get("/v1/users/ingrid%40host.example")

    assert encoded.said["email"] == "Ingrid@Host.example"
    assert (encoded.said["role"], encoded.headers["ETag"]) == ("operator", '"1"')
    assert [user["name"] for user in admin.get("/v1/users").said["items"]] == ["Ingrid Dahl"]


def test_a_user_whom_nobody_knows_is_not_found(admin: Client) -> None:
    assert (admin.get(INGRID).status, admin.get(INGRID).code) == (404, "user_not_found")


@pytest.mark.parametrize(
    "path", ["/v1/users/ingrid", "/v1/users/a@b", "/v1/users/%C3%A5@x.example"]
)
def test_nobody_has_an_address_that_cannot_be_one(admin: Client, path: str) -> None:
    assert added(admin, path).code == "unknown_route"


def test_a_user_is_changed_by_whoever_has_seen_the_newest_version(admin: Client) -> None:
    added(admin)
    changed = admin.patch(INGRID, {"name": "Ingrid Berg"}, if_match='"1"')

    stale = admin.patch(INGRID, {"name": "Ingrid Moe"}, if_match='"1"')
    blind = admin.patch(INGRID, {"name": "Ingrid Moe"})

    assert (changed.said["name"], changed.said["role"]) == ("Ingrid Berg", "operator")
    assert (stale.status, blind.status) == (412, 428)
    assert added(admin).status == 412


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"role": "partner_staff"}, "partner_required"),
        ({"role": "partner_manager"}, "partner_required"),
        ({"role": "operator", "partner_ids": ["harbour"]}, "partner_required"),
        ({"role": "partner_staff", "partner_ids": ["nobody"]}, "partner_not_found"),
        ({"role": "boss"}, "invalid_request"),
    ],
)
def test_the_partners_of_a_user_must_fit_the_role(
    admin: Client, said: dict[str, Any], code: str
) -> None:
    refused = added(admin, **said)

    assert (refused.status, refused.code) == (422, code)
    assert admin.get(INGRID).status == 404


def test_a_key_of_a_user_opens_what_the_user_may_at_that_moment(admin: Client) -> None:
    added(admin)
    ingrid = with_a_key_of(admin)
    before = ingrid.get("/v1/me").said

    admin.patch(INGRID, {"role": "read_only"}, if_match='"1"')

    assert (before["role"], before["user"]) == ("operator", "ingrid@host.example")
    assert ingrid.get("/v1/me").said["role"] == "read_only"
    assert {key["role"] for key in admin.get("/v1/keys").said["items"] if key["user"]} == {
        "read_only"
    }


def test_a_user_who_is_let_in_no_more_is_out_at_once_with_every_key(admin: Client) -> None:
    added(admin)
    ingrid = with_a_key_of(admin)
    rotated = Client(admin.hub, admin.post(f"/v1/keys/{key_id(ingrid)}/rotate").said["key"])

    admin.patch(INGRID, {"active": False}, if_match='"1"')

    for client in (ingrid, rotated):
        assert (client.get("/v1/me").status, client.get("/v1/me").code) == (403, "user_not_active")


def test_the_timeline_names_the_person_whose_key_it_was(admin: Client, number: str) -> None:
    added(admin)

    with_a_key_of(admin).accepts(number)

    told = admin.get(f"/v1/referrals/{number}/timeline").text
    assert "operator:ingrid@host.example" in told


@pytest.mark.parametrize(
    "body",
    [
        {"user": "ingrid@host.example", "role": "admin"},
        {"user": "ingrid@host.example", "partner_id": "harbour"},
        {"user": "nobody@host.example"},
        {},
        {"role": None},
    ],
)
def test_a_key_is_for_a_known_user_or_for_a_role(admin: Client, body: dict[str, Any]) -> None:
    added(admin)

    assert admin.post("/v1/keys", body).status == 422
