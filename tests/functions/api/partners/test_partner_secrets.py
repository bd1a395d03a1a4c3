"""The secret of a partner, and the test that tells whether the hub signs in with it."""

from __future__ import annotations

from typing import Any

import pytest

from referral_hub.domain.partners.partner import Partner, PartnerKind
from referral_hub.hub import Hub
from tests.connected import Connected
from tests.functions.api.client import Client
from tests.functions.api.partners.lantern import (
    CRUMBLED,
    DOOR,
    LANTERN,
    a_lantern,
    opened,
)


@pytest.mark.usefixtures("lantern")
def test_a_secret_is_kept_and_never_shown(admin: Client, connections: Connected) -> None:
    put = admin.put(f"{LANTERN}/secret", {"client_secret": "hush"})

    assert put.status == 200
    assert connections.secrets == {"lantern": {"client_secret": "hush"}}
    assert opened(admin)["secret_changed_at"] == "2027-03-01T12:00:00Z"
    assert "hush" not in put.text + admin.get(LANTERN).text


@pytest.mark.usefixtures("lantern")
def test_a_secret_is_rotated_by_putting_it_again(
    admin: Client, hub: Hub, connections: Connected
) -> None:
    both = {"client_secret": "old", "webhook_secret": "old"}
    before = admin.put(f"{LANTERN}/secret", both)
    hub.clock.advance(days=90)  # type: ignore[attr-defined]

    after = admin.put(f"{LANTERN}/secret", {"client_secret": "new"})

    assert connections.secrets["lantern"] == {"client_secret": "new"}
    assert after.said["secret_changed_at"] == "2027-05-30T12:00:00Z"
    assert after.headers["ETag"] != before.headers["ETag"]


@pytest.mark.usefixtures("lantern")
@pytest.mark.parametrize(
    ("secret", "wrong"),
    [
        ({"webhook_secret": "hush"}, {"/client_secret"}),
        ({"client_secret": "hush", "pin": "hush"}, {"/pin"}),
        ({"client_secret": ["hush"]}, {"/client_secret"}),
        ({"client_secret": ""}, {"/client_secret"}),
        ({"client_secret": "hush" * 10_000}, {""}),
    ],
)
def test_a_secret_that_the_settings_do_not_ask_for_is_refused(
    admin: Client, connections: Connected, secret: Any, wrong: set[str]
) -> None:
    refused = admin.put(f"{LANTERN}/secret", secret)

    assert refused.status == 422
    assert set(refused.wrong) == wrong
    assert "hush" not in refused.text
    assert connections.secrets == {}


@pytest.mark.usefixtures("lantern")
def test_a_secret_is_never_sent_to_another_address_than_it_was_put_for(
    admin: Client, connections: Connected
) -> None:
    admin.put(f"{LANTERN}/secret", {"client_secret": "hush"})

    moved = admin.patch(
        LANTERN, {"settings": {"door": "https://elsewhere.example"}}, if_match='"2"'
    )

    assert moved.status == 200
    assert connections.secrets["lantern"] == {}
    assert moved.said["secret_changed_at"] is None
    assert not admin.post(f"{LANTERN}/test").said["passed"]


@pytest.mark.usefixtures("lantern")
@pytest.mark.parametrize("change", [{"name": "Lantern Ltd"}, {"settings": {**DOOR, "pace": 9}}])
def test_whatever_else_is_changed_the_secret_stays(
    admin: Client, connections: Connected, change: dict[str, Any]
) -> None:
    admin.put(f"{LANTERN}/secret", {"client_secret": "hush"})

    admin.patch(LANTERN, change, if_match='"2"')

    assert connections.secrets["lantern"] == {"client_secret": "hush"}


@pytest.mark.usefixtures("lantern")
def test_a_partner_without_its_secret_fails_the_test(admin: Client) -> None:
    tested = admin.post(f"{LANTERN}/test").said

    assert not tested["passed"]
    assert [check["name"] for check in tested["checks"]] == ["secret"]
    assert tested["checks"][0]["problem"] == "It was never put."
    assert tested["checks"][0]["fix"] == (
        "Put the whole secret with PUT /v1/partners/lantern/secret."
    )


@pytest.mark.usefixtures("lantern")
def test_a_test_names_what_the_secret_lacks(admin: Client, connections: Connected) -> None:
    connections.secrets["lantern"] = {"webhook_secret": "hush"}

    tested = admin.post(f"{LANTERN}/test")

    assert [check["problem"] for check in tested.said["checks"]] == ["It lacks client_secret."]
    assert "hush" not in tested.text


@pytest.mark.usefixtures("lantern")
def test_a_test_asks_what_the_connector_itself_checks(admin: Client) -> None:
    admin.put(f"{LANTERN}/secret", {"client_secret": "hush"})

    tested = admin.post(f"{LANTERN}/test").said

    assert tested["passed"]
    assert [check["name"] for check in tested["checks"]] == ["settings", "secret", "sign-in"]


def test_settings_that_no_longer_fit_fail_the_test_and_can_be_put_right(admin: Client) -> None:
    admin.post("/v1/partners", a_lantern(settings=CRUMBLED))

    before = admin.post(f"{LANTERN}/test").said
    admin.patch(LANTERN, {"settings": DOOR}, if_match='"1"')
    after = admin.post(f"{LANTERN}/test").said

    assert [(c["name"], c["fix"]) for c in before["checks"]] == [
        ("settings", "Change the settings with PATCH /v1/partners/lantern.")
    ]
    assert [c["name"] for c in after["checks"]] == ["secret"]


def test_settings_of_an_older_release_are_still_shown(admin: Client, hub: Hub) -> None:
    stale = Partner(
        partner_id="lantern", name="Lantern", kind=PartnerKind.FEED, settings={"gate": "old"}
    )
    hub.partners.add(stale)

    shown, tested = opened(admin), admin.post(f"{LANTERN}/test").said

    assert (shown["settings"], shown["secret_names"]) == ({"gate": "old"}, [])
    assert not tested["passed"]
