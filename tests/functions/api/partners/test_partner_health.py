"""How asking partners for news goes is shown to all of the host's people; settings to admins."""

from __future__ import annotations

from datetime import timedelta

import pytest

from referral_hub.domain.access import Role
from referral_hub.domain.cause import Cause
from referral_hub.domain.partners.feed_state import FeedState
from referral_hub.hub import Hub
from tests.builders import NOON, a_partner
from tests.functions.api.client import Client, a_client
from tests.functions.api.partners.lantern import DOOR, LANTERN

WHY = "it wants to be asked less often"
HOSTS = pytest.mark.parametrize("role", [Role.ADMIN, Role.OPERATOR, Role.READ_ONLY])


@pytest.fixture
def hub(hub: Hub) -> Hub:
    """A hub in which asking Lantern went well once, and has failed since."""
    state = FeedState(partner_id="lantern").met(NOON - timedelta(minutes=3), NOON).succeeded(NOON)
    hub.feed_states.save(state.failed(WHY, Cause.BUSY, NOON + timedelta(minutes=1)))
    hub.feed_states.add_missed("lantern", 2)
    return hub


@HOSTS
@pytest.mark.usefixtures("lantern")
def test_last_poll_lag_failures_and_error_are_shown_for_each_partner(hub: Hub, role: Role) -> None:
    client = a_client(hub, role)

    (listed,) = (p for p in client.get("/v1/partners").said["items"] if p["name"] == "Lantern")

    assert listed["health"] == client.get(LANTERN).said["health"]
    told = {name: listed["health"][name] for name in ("lag_seconds", "failures", "error", "missed")}
    assert told == {"lag_seconds": 180, "failures": 1, "error": WHY, "missed": 2}
    assert listed["health"]["polled_at"] == "2027-03-01T12:01:00Z"
    assert listed["health"]["succeeded_at"] == "2027-03-01T12:00:00Z"


@HOSTS
def test_a_partner_that_nobody_asks_has_no_health(hub: Hub, role: Role) -> None:
    (harbour,) = a_client(hub, role).get("/v1/partners").said["items"]

    assert harbour["partner_id"] == "harbour"
    assert harbour.get("health") is None


@pytest.mark.usefixtures("lantern")
@pytest.mark.parametrize("role", [Role.OPERATOR, Role.READ_ONLY])
def test_how_a_partner_is_connected_is_shown_to_admins_only(
    admin: Client, hub: Hub, role: Role
) -> None:
    admin.put(f"{LANTERN}/secret", {"client_secret": "hush"})
    client = a_client(hub, role)

    opened, listed = client.get(LANTERN), client.get("/v1/partners")

    for hidden in ("hush", "client_secret", DOOR["door"]):
        assert hidden not in opened.text + listed.text
    assert opened.said.get("settings") is None
    assert admin.get(LANTERN).said["settings"] == DOOR


@pytest.mark.usefixtures("lantern")
@pytest.mark.parametrize("role", [Role.PARTNER_STAFF, Role.INTEGRATION])
@pytest.mark.parametrize("path", ["/v1/partners", LANTERN, "/v1/partners/harbour"])
def test_a_partner_learns_nothing_of_connections(hub: Hub, role: Role, path: str) -> None:
    refused = a_client(hub, role).get(path)

    assert refused.status == 403
    assert WHY not in refused.text


def test_many_partners_are_listed_each_with_its_own(hub: Hub, reader: Client) -> None:
    for n in range(120):
        partner_id = f"p-{n}"
        hub.partners.add(a_partner(partner_id=partner_id, kind="feed"))
        hub.feed_states.save(FeedState(partner_id=partner_id, failures=n))

    listed = reader.get("/v1/partners").said["items"]

    shown = {p["partner_id"]: p["health"]["failures"] for p in listed if p.get("health")}
    assert shown == {f"p-{n}": n for n in range(120)}
