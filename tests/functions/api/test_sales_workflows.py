"""/v1/sales-workflows: what the stages of a sale are called, and what they count as (PB-8)."""

from __future__ import annotations

from typing import Any

import pytest

from referral_hub.domain.access import Role
from referral_hub.domain.users import User
from referral_hub.hub import Hub
from tests.functions.api.client import Client, Reply

SALES = "/v1/sales-workflows/sales"
NEW = {"name": "asked", "label": "Asked", "counts_as": "new"}
TALKING = {"name": "talking", "label": "We talk", "counts_as": "in_progress"}


def publishes(
    client: Client, stages: Any, *, path: str = SALES, seen: str = "", **more: Any
) -> Reply:
    seen = seen or client.get(path).headers.get("ETag", '"0"')
    return client.put(path, {"name": "Sales", "stages": stages} | more, if_match=seen)


def shipped(client: Client) -> list[dict[str, Any]]:
    return list(client.get(SALES).said["stages"])


def test_the_workflow_that_ships_has_the_five_stages(partner: Client) -> None:
    (sales,) = partner.get("/v1/sales-workflows").said["items"]

    assert sales["workflow_id"] == "sales"
    assert [stage["name"] for stage in sales["stages"]] == [
        *("new", "in_progress", "won", "lost", "junk")
    ]
    assert all(stage["name"] == stage["counts_as"] for stage in sales["stages"])


def test_an_admin_adds_stages_between_them(admin: Client) -> None:
    stages = shipped(admin)

    published = publishes(admin, [stages[0], TALKING, *stages[1:]])

    assert published.status == 200
    assert [stage["label"] for stage in shipped(admin)][:3] == ["New", "We talk", "In progress"]


def test_another_workflow_has_stages_of_its_own(admin: Client) -> None:
    published = publishes(admin, [NEW, TALKING], path="/v1/sales-workflows/tenders", seen='"0"')

    known = [each["workflow_id"] for each in admin.get("/v1/sales-workflows").said["items"]]
    assert published.status == 200
    assert sorted(known) == ["sales", "tenders"]


@pytest.mark.parametrize("change", [{"label": None}, {"counts_as": "won"}])
def test_a_stage_in_which_referrals_may_be_does_not_vanish(
    admin: Client, change: dict[str, Any]
) -> None:
    first, *others = shipped(admin)
    told = [] if change == {"label": None} else [first | change]

    refused = publishes(admin, [*told, *others])

    assert (refused.status, refused.code) == (422, "workflow_does_not_fit")
    assert "must have new" in refused.wrong["/stages"]
    assert shipped(admin)[0] == first


def test_a_stage_that_nobody_wants_any_more_is_retired(admin: Client) -> None:
    *others, junk = shipped(admin)

    published = publishes(admin, [*others, junk | {"retired": True}])

    assert published.status == 200
    assert published.said["stages"][-1]["retired"]


@pytest.mark.parametrize(
    "stages",
    [
        [],
        [NEW, NEW],
        [NEW | {"counts_as": "almost"}],
        [NEW | {"name": "Not A Name"}],
        [NEW | {"label": " "}],
        [NEW | {"colour": "red"}],
        [NEW | {"name": f"n{n}"} for n in range(41)],
    ],
)
def test_stages_that_are_none_are_refused(admin: Client, stages: Any) -> None:
    refused = publishes(admin, stages, path="/v1/sales-workflows/tenders", seen='"0"')

    assert (refused.status, refused.code) == (422, "invalid_request")


def test_of_two_admins_the_second_has_to_look_again(admin: Client) -> None:
    seen, stages = admin.get(SALES).headers["ETag"], shipped(admin)
    publishes(admin, [*stages, TALKING], seen=seen)

    late = publishes(admin, [*stages, NEW], seen=seen)

    assert late.status == 412
    assert [stage["name"] for stage in shipped(admin)][-1] == "talking"


def test_what_nobody_has_seen_is_not_replaced(admin: Client) -> None:
    assert admin.put(SALES, {"name": "Sales", "stages": [NEW]}).status == 428


def test_the_owner_is_a_user_who_may_own_referrals(hub: Hub, admin: Client) -> None:
    hub.users.save(User(email="Ida@host.example", role=Role.OPERATOR))
    hub.users.save(
        User(email="per@harbour.example", role=Role.PARTNER_STAFF, partner_ids=["harbour"])
    )

    taken = publishes(admin, shipped(admin), owner="ida@host.example")
    theirs = publishes(admin, shipped(admin), owner="per@harbour.example")
    nobody = publishes(admin, shipped(admin), owner="nobody@host.example")

    assert (taken.status, taken.said["owner"]) == (200, "ida@host.example")
    assert {theirs.code, nobody.code} == {"workflow_does_not_fit"}
    assert set(theirs.wrong) == {"/owner"}


def test_a_partner_is_not_shown_who_owns_what(hub: Hub, admin: Client, partner: Client) -> None:
    hub.users.save(User(email="ida@host.example", role=Role.ADMIN))
    publishes(admin, shipped(admin), owner="ida@host.example")

    assert partner.get(SALES).said["owner"] == ""
    assert "ida@" not in partner.get("/v1/sales-workflows").text


def test_a_workflow_that_nobody_made_is_not_found(admin: Client) -> None:
    assert admin.get("/v1/sales-workflows/tenders").code == "workflow_not_found"
