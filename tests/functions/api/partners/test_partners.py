"""Partners as an admin sets them up: settings, pauses, and how asking them for news goes."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from referral_hub.domain.cause import Cause
from referral_hub.domain.partners.feed_state import FeedState
from referral_hub.domain.partners.partner import PartnerKind
from referral_hub.hub import Hub
from tests.builders import NOON
from tests.connected import Connected
from tests.functions.api.client import Client, Reply
from tests.functions.api.partners.lantern import (
    DOOR,
    LANTERN,
    a_lantern,
    opened,
)


def test_an_admin_adds_a_partner(admin: Client) -> None:
    added = admin.post("/v1/partners", {"partner_id": "quay", "name": "Quay"})

    listed = admin.get("/v1/partners").said["items"]
    assert added.status == 201
    assert listed[-1] == {
        "partner_id": "quay",
        "name": "Quay",
        "kind": "platform",
        "state": "active",
        "paused_at": None,
        "manager": "",
        "health": None,
    }


def test_a_hub_reads_one_partner_central(admin: Client) -> None:
    second = {"partner_id": "aws2", "name": "AWS again", "kind": "aws"}

    refused = admin.post("/v1/partners", second)

    assert refused.status == 422
    assert "aws2" not in admin.get("/v1/partners").text


def test_a_partner_id_is_given_once(admin: Client) -> None:
    refused = admin.post("/v1/partners", {"partner_id": "harbour", "name": "Another"})

    assert (refused.status, refused.code) == (409, "partner_exists")


def test_a_partner_is_shown_with_what_was_set_of_it(admin: Client, lantern: Reply) -> None:
    shown = admin.get(LANTERN)

    assert lantern.status == 201
    assert shown.said == lantern.said
    assert shown.said["settings"] == DOOR
    assert shown.said["secret_names"] == ["client_secret"]
    assert shown.headers["ETag"] == lantern.headers["ETag"]


def test_all_that_is_wrong_with_settings_is_named_at_once(admin: Client) -> None:
    wrong = {"door": 7, "pace": 0, "password": "hush"}

    refused = admin.post("/v1/partners", a_lantern(settings=wrong))

    assert (refused.status, refused.code) == (422, "invalid_request")
    assert set(refused.wrong) == {"/settings/door", "/settings/pace", "/settings/password"}
    assert "hush" not in refused.text


def test_a_kind_that_has_no_connector_cannot_be_added(
    admin: Client, connections: Connected
) -> None:
    connections.kinds = (PartnerKind.PLATFORM,)

    refused = admin.post("/v1/partners", a_lantern())

    assert refused.status == 422
    assert refused.wrong == {"/kind": "this hub connects platform"}


def test_a_partner_that_nobody_added_is_not_found(admin: Client) -> None:
    missing = admin.get("/v1/partners/nobody")

    assert (missing.status, missing.code) == (404, "unknown_partner")


@pytest.mark.usefixtures("lantern")
def test_name_and_settings_can_be_changed(admin: Client) -> None:
    changed = admin.patch(LANTERN, {"name": "Lantern Ltd", "settings": {"pace": 9}}, if_match='"1"')

    assert (changed.status, changed.headers["ETag"]) == (200, '"2"')
    assert changed.said == opened(admin)
    assert (changed.said["name"], changed.said["settings"]) == ("Lantern Ltd", {"pace": 9})


@pytest.mark.usefixtures("lantern")
def test_what_is_left_out_of_a_change_stays(admin: Client) -> None:
    admin.patch(LANTERN, {"name": "Lantern Ltd"}, if_match='"1"')

    assert opened(admin)["settings"] == DOOR


@pytest.mark.usefixtures("lantern")
@pytest.mark.parametrize(
    ("seen", "status", "code"),
    [("*", 428, "precondition_required"), ('"7"', 412, "precondition_failed")],
)
def test_only_the_version_that_was_seen_is_changed(
    admin: Client, seen: str, status: int, code: str
) -> None:
    refused = admin.patch(LANTERN, {"name": "Another"}, if_match=seen)

    assert (refused.status, refused.code) == (status, code)
    assert opened(admin)["name"] == "Lantern"


@pytest.mark.usefixtures("lantern")
@pytest.mark.parametrize("body", [{}, {"name": None}, {"settings": {"pace": 0}}, {"kind": "aws"}])
def test_a_change_that_says_nothing_or_too_much_is_refused(
    admin: Client, body: dict[str, Any]
) -> None:
    refused = admin.patch(LANTERN, body, if_match='"1"')

    assert (refused.status, refused.code) == (422, "invalid_request")


@pytest.mark.usefixtures("lantern")
def test_pausing_twice_is_pausing_once(admin: Client, hub: Hub) -> None:
    first = admin.post(f"{LANTERN}/pause").said
    hub.clock.advance(hours=1)  # type: ignore[attr-defined]

    second = admin.post(f"{LANTERN}/pause").said

    assert (first["state"], first["paused_at"]) == ("paused", "2027-03-01T12:00:00Z")
    assert second == first


@pytest.mark.usefixtures("lantern")
def test_a_resumed_partner_is_active_however_often_it_is_resumed(admin: Client) -> None:
    admin.post(f"{LANTERN}/pause")

    resumed = [admin.post(f"{LANTERN}/resume").said for _ in range(2)]

    assert resumed[0] == resumed[1]
    assert (resumed[1]["state"], resumed[1]["paused_at"]) == ("active", None)


def test_a_partner_that_pushes_cannot_be_paused(admin: Client) -> None:
    refused = admin.post("/v1/partners/harbour/pause")

    assert (refused.status, refused.code) == (409, "partner_not_polled")


@pytest.mark.usefixtures("lantern")
def test_health_is_read_off_the_polls(admin: Client, hub: Hub) -> None:
    counted = FeedState(partner_id="lantern", found=3, missed=1, quarantined=2)
    state = counted.met(NOON - timedelta(minutes=9), NOON - timedelta(minutes=7))
    well = hub.feed_states.save(state.succeeded(NOON - timedelta(minutes=7)))
    hub.feed_states.save(well.failed("the partner refuses the sign-in", Cause.SIGNED_OUT, NOON))

    health = opened(admin)["health"]

    assert health == {
        "polled_at": "2027-03-01T12:00:00Z",
        "succeeded_at": "2027-03-01T11:53:00Z",
        "newest_at": "2027-03-01T11:51:00Z",
        "lag_seconds": 120,
        "seen_within_seconds": None,
        "unfinished": False,
        "failures": 1,
        "error": "the partner refuses the sign-in",
        "cause": "signed_out",
        "asked_again_at": None,
        "found": 3,
        "missed": 1,
        "quarantined": 2,
        "warning": "",
    }


def test_a_partner_that_was_never_polled_has_no_lag(lantern: Reply) -> None:
    health = lantern.said["health"]

    assert (health["lag_seconds"], health["failures"]) == (None, 0)
