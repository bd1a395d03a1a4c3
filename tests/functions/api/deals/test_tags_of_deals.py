"""Whoever edits a deal says what they saw: its tag stands for what is shown to this reader."""

from __future__ import annotations

import pytest

from referral_hub.domain.referrals.referral import Referral
from referral_hub.hub import Hub
from tests.application.deal_troubles import tell
from tests.functions.api.client import Client
from tests.functions.api.deals.amounts import CORRECTED, RAISED


def test_whoever_has_not_seen_the_newest_looks_again(operator: Client, referral: Referral) -> None:
    seen = operator.reads_deal(referral.number).headers["ETag"]
    operator.edits_deal(referral.number, title="Lamps")

    late = operator.edits_deal(referral.number, seen=seen, title="Lighthouses")

    assert (late.status, late.code) == (412, "precondition_failed")
    assert operator.reads_deal(referral.number).said["title"]["text"] == "Lamps"


def test_what_the_hub_notes_for_itself_leaves_whoever_edits_alone(
    hub: Hub, operator: Client, referral: Referral
) -> None:
    operator.edits_deal(referral.number, title="Lamps")
    seen = operator.reads_deal(referral.number).headers["ETag"]
    tell(hub, referral.number)

    edited = operator.edits_deal(referral.number, seen=seen, title="Lighthouses")

    assert edited.status == 200


def test_what_a_partner_does_not_see_does_not_move_its_tag(
    operator: Client, platform: Client, referral: Referral
) -> None:
    before = platform.reads_deal(referral.number).headers["ETag"]

    operator.edits_deal(referral.number, value=CORRECTED)

    assert platform.reads_deal(referral.number).headers["ETag"] == before
    assert operator.reads_deal(referral.number).headers["ETag"] != before


@pytest.mark.parametrize("headers", [{}, {"if_match": "*"}])
def test_a_partner_need_not_say_what_it_saw_since_its_word_is_merged(
    operator: Client, platform: Client, referral: Referral, headers: dict[str, str]
) -> None:
    path = f"/v1/referrals/{referral.number}/deal"

    told = platform.patch(path, {"value": RAISED}, **headers)

    assert (told.status, told.said["value"]["amount"]["text"]) == (200, "14000.00")
    story = operator.get(f"/v1/referrals/{referral.number}/timeline").said["items"]
    assert {e["who"] for e in story if e["what"] == "deal.changed"} == {"partner:harbour"}


def test_a_partner_that_says_what_it_saw_is_held_to_it(
    platform: Client, referral: Referral
) -> None:
    seen = platform.reads_deal(referral.number).headers["ETag"]
    platform.edits_deal(referral.number, value=RAISED)

    late = platform.edits_deal(referral.number, seen=seen, value=CORRECTED)

    assert (late.status, late.code) == (412, "precondition_failed")


@pytest.mark.parametrize("etag", ["0", 'W/"0"', '"x"', '"00"', '"0-1"', f'"{"9" * 5000}"'])
def test_a_tag_that_no_deal_has_is_as_good_as_an_old_one(
    operator: Client, referral: Referral, etag: str
) -> None:
    path = f"/v1/referrals/{referral.number}/deal"

    refused = operator.patch(path, {"title": "Lamps"}, if_match=etag)

    assert (refused.status, refused.code) == (412, "precondition_failed")


@pytest.mark.parametrize("headers", [{}, {"if_match": "*"}])
def test_nobody_changes_a_deal_without_saying_which(
    operator: Client, referral: Referral, headers: dict[str, str]
) -> None:
    path = f"/v1/referrals/{referral.number}/deal"

    refused = operator.patch(path, {"title": "Lamps"}, **headers)

    assert (refused.status, refused.code) == (428, "precondition_required")
