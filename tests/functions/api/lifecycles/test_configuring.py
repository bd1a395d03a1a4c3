"""Lifecycles, referrers and codes are data: an admin says them, and they are checked at once."""

from __future__ import annotations

from typing import Any

import pytest

from functions.api.examples import BODIES
from referral_hub.domain.access import Role
from referral_hub.domain.lifecycles.lifecycle import MOST_ACTIVE
from referral_hub.hub import Hub
from tests.functions.api.client import Client, Reply, a_client

LIFECYCLE = BODIES["publishLifecycle"]
REFERRER = BODIES["putReferrer"]
CODE = BODIES["putReferralCode"]


def put(admin: Client, path: str, body: Any) -> Reply:
    """Put something in the place of what is there now."""
    return admin.put(path, body, if_match=admin.get(path).headers.get("ETag", '"0"'))


def publish(admin: Client, lifecycle_id: str = "ours", **override: Any) -> Reply:
    return put(admin, f"/v1/lifecycles/{lifecycle_id}", LIFECYCLE | override)


def stages(**override: Any) -> list[dict[str, Any]]:
    """The example's, of which the first is another."""
    first, *others = LIFECYCLE["stages"]
    return [first | override, *others]


def test_two_lifecycles_ship(reader: Client) -> None:
    listed = reader.get("/v1/lifecycles").said["items"]

    shown = [(lifecycle["rule_id"], lifecycle["version"]) for lifecycle in listed]
    assert shown == [("lead-to-close", 0), ("opportunity-to-order", 0)]


def test_a_shipped_lifecycle_is_changed_and_stays_readable_as_it_shipped(admin: Client) -> None:
    shipped = admin.get("/v1/lifecycles/lead-to-close")

    changed = put(admin, "/v1/lifecycles/lead-to-close", shipped.said | {"currency": "EUR"})

    assert (changed.status, changed.said["version"]) == (200, 1)
    versions = admin.get("/v1/lifecycles/lead-to-close/versions").said["items"]
    assert [version["currency"] for version in versions] == ["EUR", ""]


@pytest.mark.parametrize(
    ("wrong", "place", "why"),
    [
        ({"stages": stages(when="lead.staus == 1")}, "stages.0.when", "'lead.staus' (at 1)"),
        ({"stages": stages(when="order.status")}, "stages.0.when", "unknown name"),
        ({"stages": stages(when="1 / 0 > 1")}, "stages.0.when", "divides by zero"),
        ({"stages": stages(when="lead.status +")}, "stages.0.when", "cannot be read"),
        ({"stages": stages(when="[x for x in 1]")}, "stages.0.when", "ListComp"),
        ({"stages": stages(when="lead.status + 1 > 2")}, "stages.0.when", "different kinds"),
        ({"enters": {"lead": "lead.nothing"}}, "enters.lead", "unknown name"),
        ({"enters": {"order": ""}}, "fields.order.code", "must name the field"),
        ({"enters": {}}, "enters", "names no kind"),
        ({"stages": stages(told_as=""), "writes_back": True}, "stages.0.told_as", "is needed"),
        ({"fields": {"lead": {"code": "C"}}}, "fields.opportunity.amount", "must name the field"),
    ],
)
def test_what_cannot_be_right_is_refused_with_its_place(
    admin: Client, wrong: dict[str, Any], place: str, why: str
) -> None:
    refused = publish(admin, **wrong)

    assert (refused.status, refused.code) == (422, "lifecycle_does_not_fit")
    found = {error["field"]: error["message"] for error in refused.said["errors"]}
    assert why in found[place]


@pytest.mark.parametrize(
    "wrong",
    [
        {"stages": []},
        {"stages": [LIFECYCLE["stages"][0]]},
        {"stages": LIFECYCLE["stages"] * 2},
        {"stages": stages(event="Refer!")},
        {"stages": stages(on="invoice")},
        {"fields": {"lead": {"code": "Name; DROP TABLE"}}},
    ],
)
def test_what_is_no_lifecycle_is_refused(admin: Client, wrong: dict[str, Any]) -> None:
    assert (publish(admin, **wrong).status, publish(admin).said["version"]) == (422, 1)


def test_so_many_lifecycles_are_active_at_once(admin: Client) -> None:
    for each in range(MOST_ACTIVE - 2):
        assert publish(admin, f"ours-{each}").status == 200

    refused = publish(admin, "one-more")

    assert refused.status == 422
    assert publish(admin, "one-more", active=False).status == 200


def test_nobody_replaces_what_they_have_not_seen(admin: Client) -> None:
    for path, body in (
        ("/v1/lifecycles/ours", LIFECYCLE),
        ("/v1/referrers/harbour-sales", REFERRER),
        ("/v1/referral-codes/SPRING", CODE),
    ):
        unseen = admin.put(path, body)
        outdated = admin.put(path, body, if_match='"7"')

        assert (unseen.status, outdated.status) == (428, 412)


def test_a_referrer_and_a_code_are_kept_and_changed(admin: Client, partner: Client) -> None:
    put(admin, "/v1/referrers/harbour-sales", REFERRER)
    put(admin, "/v1/referral-codes/SPRING", CODE)

    changed = put(admin, "/v1/referral-codes/SPRING", CODE | {"active": False})

    assert (changed.status, changed.said["active"]) == (200, False)
    assert [r["name"] for r in partner.get("/v1/referrers").said["items"]] == ["Harbour Sales"]
    assert [c["code"] for c in partner.get("/v1/referral-codes").said["items"]] == ["SPRING"]


def test_whose_a_referrer_and_a_code_are_stays(admin: Client) -> None:
    put(admin, "/v1/referrers/harbour-sales", REFERRER)
    put(admin, "/v1/referrers/anna", {"kind": "advocate", "name": "Anna"})
    put(admin, "/v1/referral-codes/SPRING", CODE)

    mine = put(
        admin,
        "/v1/referrers/harbour-sales",
        {**REFERRER, "kind": "advocate", "partner_id": ""},
    )
    another = put(admin, "/v1/referral-codes/SPRING", CODE | {"referrer_id": "anna"})

    assert (mine.status, mine.code) == (422, "referrer_does_not_fit")
    assert (another.status, another.code) == (422, "referral_code_does_not_fit")


@pytest.mark.parametrize(
    "wrong", [{"referrer_id": "nobody"}, {"lifecycle_id": "none"}, {"policy_id": "none"}]
)
def test_a_code_leads_to_what_there_is(admin: Client, wrong: dict[str, str]) -> None:
    put(admin, "/v1/referrers/harbour-sales", REFERRER)

    refused = put(admin, "/v1/referral-codes/SPRING", CODE | wrong)

    (place,) = wrong
    assert refused.status == 422
    assert refused.said["errors"][0]["pointer"] == f"/{place}"


def test_a_referrer_of_the_kind_partner_has_a_partner_that_there_is(admin: Client) -> None:
    unknown = put(admin, "/v1/referrers/quay-sales", REFERRER | {"partner_id": "quay"})
    none = put(admin, "/v1/referrers/quay-sales", REFERRER | {"partner_id": ""})

    assert (unknown.status, none.status) == (422, 422)
    assert "POST /v1/partners" in unknown.said["detail"]


@pytest.mark.parametrize(
    "code", ["ab", "spring", "SPRING%23X", "SPRING%20X", "A" * 65, "%E2%80%AE"]
)
def test_what_can_be_no_code_is_none(admin: Client, code: str) -> None:
    put(admin, "/v1/referrers/harbour-sales", REFERRER)

    refused = admin.put(f"/v1/referral-codes/{code}", CODE, if_match='"0"')

    assert refused.status in (404, 405, 422)


def test_advocates_are_nothing_that_partners_see(hub: Hub, admin: Client, partner: Client) -> None:
    put(admin, "/v1/referrers/anna", {"kind": "advocate", "name": "Anna"})
    put(admin, "/v1/referral-codes/ANNA", CODE | {"referrer_id": "anna"})

    for someone in (partner, a_client(hub, Role.PARTNER_MANAGER, "harbour")):
        assert someone.get("/v1/referrers").said["items"] == []
        assert someone.get("/v1/referral-codes/ANNA").status == 404
