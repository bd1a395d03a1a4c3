"""A partner's people see who else of theirs has access, and nobody of another's."""

from __future__ import annotations

import pytest

from referral_hub.domain.access import Role
from tests.builders import a_partner
from tests.functions.api.client import Client, a_client
from tests.functions.api.users import added, key_id, with_a_key_of

LARS = {"role": "partner_staff", "name": "Lars Holm", "partner_ids": ["harbour"]}


@pytest.fixture(autouse=True)
def _people(admin: Client) -> None:
    admin.hub.partners.add(a_partner(partner_id="quay", name="Quay"))
    added(admin, "/v1/users/lars@harbour.example", **LARS)
    added(admin, "/v1/users/gone@harbour.example", **LARS, active=False)
    added(admin, "/v1/users/siri@quay.example", **LARS | {"partner_ids": ["quay"]})
    added(admin, "/v1/users/mia@host.example", role="partner_manager", partner_ids=["harbour"])
    with_a_key_of(admin, "lars@harbour.example")
    revoked = a_client(admin.hub, Role.INTEGRATION)
    admin.send("DELETE", f"/v1/keys/{key_id(revoked)}")
    admin.post("/v1/keys", {"role": "integration", "partner_id": "harbour", "name": "Feed"})


def test_the_staff_list_names_people_and_live_keys_without_a_secret(admin: Client) -> None:
    lars = with_a_key_of(admin, "lars@harbour.example")

    listed = lars.get("/v1/staff")

    named = [(one["name"], one["email"], one["role"]) for one in listed.said["items"]]
    assert named == [
        ("Lars Holm", "lars@harbour.example", "partner_staff"),
        ("Feed", "", "integration"),
    ]
    assert "hash" not in listed.text
    assert lars.key not in listed.text


def test_the_staff_list_does_not_tell_another_partner_from_one_that_does_not_exist(
    admin: Client,
) -> None:
    siri = with_a_key_of(admin, "siri@quay.example")

    foreign = siri.get("/v1/staff", partner_id="harbour")
    missing = siri.get("/v1/staff", partner_id="nobody")

    assert [one["email"] for one in siri.get("/v1/staff").said["items"]] == ["siri@quay.example"]
    assert (foreign.status, foreign.code) == (404, "unknown_partner")
    assert foreign.text.replace("harbour", "nobody") == missing.text


def test_the_staff_list_shows_a_manager_the_people_of_the_managed_partners(admin: Client) -> None:
    mia = with_a_key_of(admin, "mia@host.example")

    listed = mia.get("/v1/staff").said["items"]

    assert {one["partner_id"] for one in listed} == {"harbour"}
    assert mia.get("/v1/staff", partner_id="quay").status == 404


def test_the_staff_list_shows_an_admin_everybodys_or_one_partners(admin: Client) -> None:
    both = {one["partner_id"] for one in admin.get("/v1/staff").said["items"]}
    one = {one["partner_id"] for one in admin.get("/v1/staff", partner_id="quay").said["items"]}

    assert (both, one) == ({"harbour", "quay"}, {"quay"})
