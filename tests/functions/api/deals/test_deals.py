"""The deal of an accepted referral, as the API shows it to each who may see it."""

from __future__ import annotations

import pytest

from referral_hub.domain.access import Role
from referral_hub.domain.referrals.referral import Referral
from referral_hub.hub import Hub
from tests.application.crm_stage import a_synced_deal, changes
from tests.application.stage import accept, filed, rejected
from tests.functions.api.client import a_client


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
    assert shown["deal"]["value"]["amount"] == {
        "text": "14000.00",
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
        ("built-in", "deal.changed", "value.amount: 14000.00, was 12500.00"),
    ]


@pytest.mark.parametrize("role", [Role.PARTNER_STAFF, Role.INTEGRATION])
def test_a_partner_sees_its_own_words_and_not_what_is_written_in_the_hosts_crm(
    hub: Hub, moved: Referral, role: Role
) -> None:
    partner = a_client(hub, role)

    opened, read = partner.opens(moved.number).said, partner.reads_deal(moved.number).said

    assert opened["stage"] == "in_progress"
    assert opened["deal"] == read
    assert read["value"] == {
        "amount": {"text": "12500.00", "by": None, "at": None},
        "currency": {"text": "EUR", "by": None, "at": None},
    }
    assert read["title"] == {"text": "Lamp modernisation", "by": None, "at": None}
    assert read["stage"] is None


def test_the_deal_that_nobody_changed_is_as_it_was_shared(hub: Hub) -> None:
    number = a_synced_deal(hub).number

    read = a_client(hub, Role.READ_ONLY).reads_deal(number)

    assert read.status == 200
    assert read.said["value"]["amount"]["text"] == "12500.00"
    assert read.said["stage"] == {"text": "new", "by": "policy", "at": "2027-03-01T12:00:00Z"}
    assert a_client(hub).opens(number).said["deal"] is None


def test_the_tag_of_a_deal_changes_with_it(hub: Hub, moved: Referral) -> None:
    before = a_client(hub).reads_deal(moved.number).headers["ETag"]

    changes(hub, moved.opportunity_id, amount="15000")

    assert a_client(hub).reads_deal(moved.number).headers["ETag"] != before


def test_what_the_partner_did_not_tell_is_not_there(hub: Hub) -> None:
    number = filed(hub, value=None, target_close_date=None).number
    accept(hub, number)

    read = a_client(hub, Role.INTEGRATION).reads_deal(number).said

    assert (read["value"], read["target_close_date"]) == (None, None)


def test_before_it_is_accepted_the_deal_is_what_was_shared(hub: Hub) -> None:
    number = filed(hub).number

    early = a_client(hub).reads_deal(number)

    assert early.status == 200
    assert early.said["value"]["amount"]["text"] == "12500.00"
    assert early.said["title"]["by"] == "partner"


def test_a_rejected_referral_has_no_deal(hub: Hub) -> None:
    number = rejected(hub).number

    refused = a_client(hub, Role.INTEGRATION).reads_deal(number)

    assert (refused.status, refused.code) == (409, "not_accepted")
