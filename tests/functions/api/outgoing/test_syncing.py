"""Somebody wants to see how a shared referral stands at this moment."""

from __future__ import annotations

import pytest

from referral_hub.adapters.memory_partner import MemoryPartner
from referral_hub.domain.outgoing.partner_referral import Verdict
from referral_hub.domain.outgoing.referral import OutgoingReferral
from referral_hub.hub import Hub
from tests.application.crm_stage import crm_of
from tests.application.outgoing.sharing_stage import create, edit, share
from tests.application.outgoing.two_way_stage import a_shared_referral, a_two_way_hub, record
from tests.functions.api.client import Client

HERE = "/v1/outgoing-referrals"


@pytest.fixture
def hub(taker: MemoryPartner) -> Hub:
    return a_two_way_hub(taker)


@pytest.fixture
def referral(hub: Hub) -> OutgoingReferral:
    return a_shared_referral(hub)


def test_what_partner_and_crm_have_now_is_there_at_once(
    operator: Client, hub: Hub, referral: OutgoingReferral
) -> None:
    record(hub, referral).says(Verdict.ACCEPTED, "Welcome.")
    crm_of(hub).edit(referral.opportunity_id, stage="won", close_date="2028-01-31")

    synced = operator.post(f"{HERE}/{referral.number}/sync")

    assert synced.status == 200
    assert (synced.said["status"], synced.said["stage"]) == ("accepted", "won")
    assert synced.said["partner_referral"]["comments"] == "Welcome."
    assert synced.said["fields"]["target_close_date"] == "2028-01-31"


def test_what_was_held_is_looked_at_again(
    operator: Client, hub: Hub, referral: OutgoingReferral
) -> None:
    record(hub, referral).says(Verdict.IN_REVIEW, locked=True)
    edit(hub, referral.number, {"need": "Delivery"})
    share(hub, referral.number)
    before = hub.outgoing.get(referral.number).asked

    operator.post(f"{HERE}/{referral.number}/sync")

    assert hub.outgoing.get(referral.number).asked > before


def test_it_is_offered_once_the_partner_has_a_record(operator: Client, hub: Hub) -> None:
    draft = create(hub).number

    refused = operator.post(f"{HERE}/{draft}/sync")

    assert (refused.status, refused.code) == (409, "not_at_partner_yet")
    assert "sync" not in operator.get(f"{HERE}/{draft}").said["actions"]


def test_a_partner_that_does_not_answer_is_said_to(
    operator: Client, referral: OutgoingReferral, taker: MemoryPartner
) -> None:
    taker.fails_next = True

    assert operator.post(f"{HERE}/{referral.number}/sync").status == 503
