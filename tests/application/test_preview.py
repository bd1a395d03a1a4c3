"""The preview shows what accepting would do, and does nothing (IN-5, IN-6)."""

from __future__ import annotations

from referral_hub.application import decisions
from referral_hub.hub import Hub
from tests.application.stage import (
    accepted,
    filed,
    publish,
    snapshot,
)
from tests.builders import ask


def test_the_preview_shows_both_forms_filled(hub: Hub) -> None:
    preview = ask(hub, decisions.preview, referral=filed(hub))

    assert {field.name: field.value for field in preview.account}["name"] == "Fenwick Lighthouses"
    assert "name" in {field.name for field in preview.opportunity}


def test_the_preview_writes_nothing(hub: Hub) -> None:
    referral = filed(hub)
    before = snapshot(hub)

    ask(hub, decisions.preview, referral=referral)

    assert snapshot(hub) == before


def test_the_preview_of_an_open_referral_follows_the_newest_policy(hub: Hub) -> None:
    referral = filed(hub)
    publish(hub, account_field_set=["phone"])

    preview = ask(hub, decisions.preview, referral=referral)

    assert preview.policy_version == 1
    assert "phone" in {field.name for field in preview.account}


def test_the_preview_of_a_decided_referral_shows_what_was_decided_on(hub: Hub) -> None:
    referral = accepted(hub)
    publish(hub, account_field_set=["phone"])

    assert ask(hub, decisions.preview, referral=referral).policy_version == 0
