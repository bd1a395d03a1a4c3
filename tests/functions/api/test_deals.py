"""What came back from the CRM, as the API shows it."""

from __future__ import annotations

import pytest

from referral_hub.bootstrap import Hub
from referral_hub.domain.access import Role
from referral_hub.domain.referral import Referral
from tests.application.crm_stage import a_connected_hub, a_synced_deal, changes
from tests.functions.api.client import a_client


@pytest.fixture
def hub() -> Hub:
    return a_connected_hub()


@pytest.fixture
def moved(hub: Hub) -> Referral:
    """A referral whose opportunity went on in the CRM."""
    referral = a_synced_deal(hub)
    hub.clock.advance(hours=1)  # type: ignore[attr-defined]
    changes(hub, referral.opportunity_id, stage="in_progress", amount="14000")
    return referral


def test_a_referral_shows_its_stage_and_the_deal_as_both_sides_know_it_now(
    hub: Hub, moved: Referral
) -> None:
    shown = a_client(hub).opens(moved.number).said

    assert shown["stage"] == "in_progress"
    assert shown["deal"]["value.amount"] == {
        "text": "14000",
        "by": "crm",
        "at": "2027-03-01T13:00:00Z",
    }
    assert shown["deal"]["description"]["by"] == "partner"
    assert shown["value"] == {"amount": "12500.00", "currency": "EUR"}


def test_the_stage_is_seen_in_the_list(hub: Hub, moved: Referral) -> None:
    (item,) = a_client(hub).lists()

    assert (item["number"], item["stage"]) == (moved.number, "in_progress")


def test_the_timeline_tells_each_change_with_who_and_why(hub: Hub, moved: Referral) -> None:
    told = a_client(hub).get(f"/v1/referrals/{moved.number}/timeline").said["items"]

    came_back = [(e["who"], e["what"], e["why"]) for e in told if e["what"] == "deal.changed"]
    assert came_back == [
        ("built-in", "deal.changed", "stage: in_progress, was new"),
        ("built-in", "deal.changed", "value.amount: 14000, was 12500"),
    ]


def test_a_partner_sees_the_stage_and_not_what_is_written_in_the_hosts_crm(
    hub: Hub, moved: Referral
) -> None:
    shown = a_client(hub, Role.PARTNER_STAFF).opens(moved.number).said

    assert (shown["stage"], shown["deal"]) == ("in_progress", {})


def test_a_referral_of_which_nothing_came_back_shows_no_deal(hub: Hub) -> None:
    number = a_synced_deal(hub).number

    assert a_client(hub).opens(number).said["deal"] == {}
