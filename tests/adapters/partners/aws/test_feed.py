"""Asking AWS for invitations, and reading one."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from referral_hub.domain.errors import Unavailable
from referral_hub.domain.shapes import Money
from tests.adapters.partners.aws.stage import OFFER, Stage, client_of
from tests.builders import NOON
from tests.contracts.partner_connector import pending, read_invitation

LIST = "ListEngagementInvitations"


def test_the_deal_is_read(stage: Stage) -> None:
    referral = stage.shares()

    found = read_invitation(stage.feed, referral.partner_referral_id, at=NOON, via="poll")

    assert found is not None
    assert found.title == OFFER["Project"]["Title"]
    assert found.description == OFFER["Project"]["CustomerBusinessProblem"]
    assert found.value == Money(minor=420000, currency="EUR")
    assert found.target_close_date == date(2031, 5, 30)
    assert found.expires_at == NOON + timedelta(days=15)


def test_the_customer_is_read_as_far_as_aws_shows_it(stage: Stage) -> None:
    referral = stage.shares()

    found = read_invitation(stage.feed, referral.partner_referral_id, at=NOON, via="poll")

    assert found is not None
    assert found.customer.company_name == "Halvard Marine Instruments AS"
    assert found.customer.industry == "Manufacturing"
    assert found.customer.country_code == "NO"
    assert found.customer.website_url == "https://halvard-marine.example"
    assert found.customer.street == ""


def test_an_invitation_that_aws_does_not_know_is_not_ours(stage: Stage) -> None:
    assert read_invitation(stage.feed, "engi-0000000000000", at=NOON, via="event") is None


def test_an_outage_while_reading_leaves_the_hint_in_its_queue(stage: Stage) -> None:
    referral = stage.shares()
    stage.aws.behave(throttle={"operation": "GetEngagementInvitation", "times": 1})

    with pytest.raises(Unavailable):
        read_invitation(stage.feed, referral.partner_referral_id, at=NOON, via="event")


def test_more_invitations_than_a_page_holds_are_all_found(stage: Stage) -> None:
    shared = [stage.shares().partner_referral_id for _ in range(101)]
    before = len(stage.calls(LIST))

    found = pending(stage.feed)

    assert found == shared
    assert len(stage.calls(LIST)) - before == 2


def test_an_outage_between_two_pages_is_not_taken_for_the_end(stage: Stage) -> None:
    for _ in range(101):
        stage.shares()
    pages = stage.feed.pages("", at=NOON)
    next(pages)
    stage.aws.behave(internal_error={"operation": LIST, "times": 1})

    with pytest.raises(Unavailable):
        list(pages)


def test_a_hub_without_a_catalog_cannot_be_polled_in_silence(stage: Stage) -> None:
    without = stage.connector_with(client_of(stage.url), catalog="")

    with pytest.raises(Unavailable):
        pending(without)
