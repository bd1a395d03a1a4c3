"""Users: what an admin says that people may do, and that it counts at once."""

from __future__ import annotations

from typing import Any

import pytest

from referral_hub.domain.access import Role
from tests.builders import a_partner
from tests.functions.api.client import Client, Reply, a_client

INGRID = "/v1/users/ingrid@host.example"
LARS = {"role": "partner_staff", "name": "Lars Holm", "partner_ids": ["harbour"]}


def added(admin: Client, path: str = INGRID, **said: Any) -> Reply:
    """Put a user whom nobody knew."""
    return admin.put(path, {"role": "operator", "name": "Ingrid Dahl"} | said, if_match='"0"')


def with_a_key_of(admin: Client, email: str = "ingrid@host.example") -> Client:
    issued = admin.post("/v1/keys", {"user": email})
    assert issued.status == 201, issued.text
    return Client(admin.hub, issued.said["key"])


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
    rotated = Client(admin.hub, admin.post(f"/v1/keys/{_key_id(ingrid)}/rotate").said["key"])

    admin.patch(INGRID, {"active": False}, if_match='"1"')

    for client in (ingrid, rotated):
        assert (client.get("/v1/me").status, client.get("/v1/me").code) == (403, "user_not_active")


def _key_id(client: Client) -> str:
    return str(client.get("/v1/me").said["key_id"])


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


class TestTheLastAdmin:
    """However one tries, somebody can still administer the hub."""

    @pytest.fixture
    def ingrid(self, admin: Client) -> Client:
        """An admin with a key of her own, and the only one: the key that made her is revoked."""
        added(admin, role="admin")
        ingrid = with_a_key_of(admin)
        assert ingrid.send("DELETE", f"/v1/keys/{_key_id(admin)}").status == 204
        return ingrid

    @pytest.mark.parametrize("told", [{"active": False}, {"role": "operator"}])
    def test_does_not_cease_to_be_one(self, ingrid: Client, told: dict[str, Any]) -> None:
        refused = ingrid.patch(INGRID, told, if_match='"1"')

        assert (refused.status, refused.code) == (409, "last_admin")
        assert ingrid.get("/v1/users").status == 200

    def test_keeps_a_key(self, ingrid: Client) -> None:
        refused = ingrid.send("DELETE", f"/v1/keys/{_key_id(ingrid)}")

        assert (refused.status, refused.code) == (409, "last_admin")

    def test_is_not_helped_by_a_key_that_lapses(self, ingrid: Client) -> None:
        other = ingrid.post("/v1/keys", {"role": "admin"}).said
        new = ingrid.post(f"/v1/keys/{other['key_id']}/rotate").said
        ingrid.send("DELETE", f"/v1/keys/{new['key_id']}")

        assert ingrid.patch(INGRID, {"active": False}, if_match='"1"').code == "last_admin"

    def test_may_leave_where_an_admins_key_goes_on(self, ingrid: Client) -> None:
        ingrid.post("/v1/keys", {"role": "admin"})

        assert ingrid.patch(INGRID, {"active": False}, if_match='"1"').status == 200

    def test_may_leave_where_another_admin_has_a_key(self, ingrid: Client) -> None:
        added(ingrid, "/v1/users/astrid@host.example", role="admin")
        without = ingrid.patch(INGRID, {"active": False}, if_match='"1"')
        with_a_key_of(ingrid, "astrid@host.example")

        assert without.code == "last_admin"
        assert ingrid.patch(INGRID, {"active": False}, if_match='"1"').status == 200


class TestTheStaffList:
    """A partner's people see who else of theirs has access, and nobody of another's."""

    @pytest.fixture(autouse=True)
    def _people(self, admin: Client) -> None:
        admin.hub.partners.add(a_partner(partner_id="quay", name="Quay"))
        added(admin, "/v1/users/lars@harbour.example", **LARS)
        added(admin, "/v1/users/gone@harbour.example", **LARS, active=False)
        added(admin, "/v1/users/siri@quay.example", **LARS | {"partner_ids": ["quay"]})
        added(admin, "/v1/users/mia@host.example", role="partner_manager", partner_ids=["harbour"])
        with_a_key_of(admin, "lars@harbour.example")
        revoked = a_client(admin.hub, Role.INTEGRATION)
        admin.send("DELETE", f"/v1/keys/{_key_id(revoked)}")
        admin.post("/v1/keys", {"role": "integration", "partner_id": "harbour", "name": "Feed"})

    def test_names_people_and_live_keys_without_a_secret(self, admin: Client) -> None:
        lars = with_a_key_of(admin, "lars@harbour.example")

        listed = lars.get("/v1/staff")

        named = [(one["name"], one["email"], one["role"]) for one in listed.said["items"]]
        assert named == [
            ("Lars Holm", "lars@harbour.example", "partner_staff"),
            ("Feed", "", "integration"),
        ]
        assert "hash" not in listed.text
        assert lars.key not in listed.text

    def test_does_not_tell_another_partner_from_one_that_does_not_exist(
        self, admin: Client
    ) -> None:
        siri = with_a_key_of(admin, "siri@quay.example")

        foreign = siri.get("/v1/staff", partner_id="harbour")
        missing = siri.get("/v1/staff", partner_id="nobody")

        assert [one["email"] for one in siri.get("/v1/staff").said["items"]] == [
            "siri@quay.example"
        ]
        assert (foreign.status, foreign.code) == (404, "unknown_partner")
        assert foreign.text.replace("harbour", "nobody") == missing.text

    def test_shows_a_manager_the_people_of_the_managed_partners(self, admin: Client) -> None:
        mia = with_a_key_of(admin, "mia@host.example")

        listed = mia.get("/v1/staff").said["items"]

        assert {one["partner_id"] for one in listed} == {"harbour"}
        assert mia.get("/v1/staff", partner_id="quay").status == 404

    def test_shows_an_admin_everybodys_or_one_partners(self, admin: Client) -> None:
        both = {one["partner_id"] for one in admin.get("/v1/staff").said["items"]}
        one = {one["partner_id"] for one in admin.get("/v1/staff", partner_id="quay").said["items"]}

        assert (both, one) == ({"harbour", "quay"}, {"quay"})
