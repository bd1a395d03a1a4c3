"""Access keys: what an admin hands out, and takes back."""

from __future__ import annotations

from typing import Any

import pytest

from referral_hub.domain.access import Role
from referral_hub.hub import Hub
from tests.builders import a_partner
from tests.functions.api.client import Client, a_client


def test_a_new_key_opens_what_its_role_may(admin: Client, hub: Hub) -> None:
    issued = admin.post("/v1/keys", {"role": "operator", "name": "Ingrid"})

    me = Client(hub, issued.said["key"]).get("/v1/me").said
    assert issued.status == 201
    assert (me["role"], me["name"]) == ("operator", "Ingrid")


def test_a_partner_managers_key_names_the_partners_that_it_is_for(admin: Client, hub: Hub) -> None:
    hub.partners.add(a_partner(partner_id="quay", name="Quay"))
    named = ["harbour", "quay", "harbour"]

    issued = admin.post("/v1/keys", {"role": "partner_manager", "partner_ids": named})

    me = Client(hub, issued.said["key"]).get("/v1/me").said
    assert (issued.status, issued.said["partner_ids"]) == (201, ["harbour", "quay"])
    assert (me["role"], me["partner_id"], me["partner_ids"]) == (
        "partner_manager",
        "",
        ["harbour", "quay"],
    )


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"role": "partner_manager"}, "partner_ids"),
        ({"role": "operator", "partner_ids": ["harbour"]}, "partner_id"),
        ({"role": "integration"}, "partner_id"),
    ],
)
def test_a_key_with_other_partners_than_its_role_has_is_refused(
    admin: Client, body: dict[str, Any], field: str
) -> None:
    refused = admin.post("/v1/keys", body)

    assert (refused.status, refused.code) == (422, "partner_required")
    assert field in refused.said["detail"]


def test_a_key_may_come_in_its_own_header(hub: Hub, admin: Client) -> None:
    me = Client(hub, headers={"x-api-key": admin.key}).get("/v1/me")

    assert me.said["role"] == "admin"


def test_no_list_of_keys_shows_a_secret_or_its_hash(admin: Client) -> None:
    secret = admin.post("/v1/keys", {"role": "read_only"}).said["key"].rpartition("_")[2]

    listed = admin.get("/v1/keys")

    assert secret not in listed.text
    assert "hash" not in listed.text


def test_a_rotated_key_opens_for_another_day_beside_its_successor(admin: Client, hub: Hub) -> None:
    old = a_client(hub, Role.OPERATOR)
    rotated = admin.post(f"/v1/keys/{old.get('/v1/me').said['key_id']}/rotate")
    new = Client(hub, rotated.said["key"])

    hub.clock.advance(hours=23)  # type: ignore[attr-defined]
    within = old.get("/v1/me").status, new.get("/v1/me").status
    hub.clock.advance(hours=2)  # type: ignore[attr-defined]
    after = old.get("/v1/me").status, new.get("/v1/me").status

    assert rotated.status == 201
    assert within == (200, 200)
    assert after == (401, 200)


def test_a_revoked_key_closes_at_once(admin: Client, operator: Client) -> None:
    key_id = operator.get("/v1/me").said["key_id"]

    revoked = admin.send("DELETE", f"/v1/keys/{key_id}")

    assert (revoked.status, revoked.text) == (204, "")
    assert operator.get("/v1/me").status == 401


@pytest.mark.parametrize(
    ("method", "path"),
    [("POST", "/v1/keys/0123456789ab/rotate"), ("DELETE", "/v1/keys/0123456789ab")],
)
def test_a_key_that_does_not_exist_is_not_found(admin: Client, method: str, path: str) -> None:
    missing = admin.send(method, path)

    assert (missing.status, missing.code) == (404, "key_not_found")


@pytest.mark.parametrize(
    "body",
    [
        {"role": "partner_staff"},
        {"role": "operator", "partner_id": "harbour"},
        {"role": "integration", "partner_id": "nobody"},
    ],
)
def test_the_partner_of_a_key_must_fit_its_role(admin: Client, body: dict[str, str]) -> None:
    refused = admin.post("/v1/keys", body)

    assert refused.status == 422
    assert "partner_id" in refused.wrong


@pytest.mark.parametrize(
    "header",
    [
        "",
        "Bearer",
        "Bearer rh_",
        "Bearer rh_0123456789ab_" + "0" * 64,
        "Basic cmg6cmg=",
        "Bearer rh_ä_ö",
        "Bearer rh_\ud800_x",
        "Bearer rh_" + "a" * 9000 + "_b",
    ],
)
def test_whatever_is_wrong_with_a_key_the_answer_is_the_same(hub: Hub, header: str) -> None:
    nameless = Client(hub).get("/v1/me")

    refused = Client(hub, headers={"authorization": header}).get("/v1/me")

    assert refused == nameless
    assert (refused.status, refused.code) == (401, "not_authenticated")
    assert refused.headers["WWW-Authenticate"].startswith("Bearer")


def test_a_key_with_another_secret_opens_nothing(hub: Hub, operator: Client) -> None:
    forged = Client(hub, operator.key[:-1] + ("0" if operator.key[-1] != "0" else "1"))

    assert forged.get("/v1/me") == Client(hub).get("/v1/me")


def test_a_key_that_was_put_into_the_address_by_mistake_is_not_logged(
    hub: Hub, capsys: pytest.CaptureFixture[str]
) -> None:
    admin = a_client(hub, Role.ADMIN)

    refused = admin.send("DELETE", f"/v1/keys/{admin.key}")

    assert refused.status == 404
    assert admin.key not in capsys.readouterr().out
