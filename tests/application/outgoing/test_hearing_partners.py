"""Events and polls point at the partner's own record; whose it is, the hub knows."""

from __future__ import annotations

from datetime import timedelta

import pytest

from referral_hub.adapters.memory_partner import MemoryPartner
from referral_hub.adapters.partners.platform.connector import PlatformConnector
from referral_hub.application.partners import feeds
from referral_hub.application.partners.feeds import Source
from referral_hub.application.partners.news import Taken
from referral_hub.domain.effects import Outcome
from referral_hub.domain.errors import Unavailable
from referral_hub.domain.outgoing.partner_referral import Verdict
from referral_hub.domain.outgoing.referral import OutgoingReferral, Step
from referral_hub.domain.partners.partner import Hint
from referral_hub.domain.referrals.axes import OutgoingStatus
from referral_hub.hub import Hub
from tests.application.outgoing.sharing_stage import create, share
from tests.application.outgoing.two_way_stage import (
    a_shared_referral,
    a_two_way_hub,
    hear,
    partner_of,
    record,
)
from tests.application.test_feeds import News
from tests.builders import NOON, a_partner, ask


@pytest.fixture
def hub(partner: MemoryPartner) -> Hub:
    return a_two_way_hub(partner)


@pytest.fixture
def referral(hub: Hub) -> OutgoingReferral:
    return a_shared_referral(hub)


def follow(hub: Hub, about: str, their_id: str) -> Taken:
    takes = partner_of(hub)
    source = Source(a_partner(), PlatformConnector(), News(), takes=takes)
    hint = Hint(partner_id="harbour", about=about, id=their_id)
    taken: Taken = ask(hub, feeds.follow, hint=hint, source=source, via="event")
    return taken


@pytest.mark.parametrize("about", ["opportunity", "referral"])
def test_a_hint_at_the_partners_record_brings_its_word_to_our_referral(
    hub: Hub, referral: OutgoingReferral, about: str
) -> None:
    record(hub, referral).says(Verdict.ACCEPTED)

    taken = follow(hub, about, referral.partner_referral_id)

    assert taken.anything
    assert hub.outgoing.get(referral.number).status is OutgoingStatus.ACCEPTED
    assert list(hub.referrals.newest()) == []


def test_a_hint_that_comes_twice_is_no_news(hub: Hub, referral: OutgoingReferral) -> None:
    record(hub, referral).says(Verdict.ACCEPTED)
    follow(hub, "opportunity", referral.partner_referral_id)

    assert not follow(hub, "opportunity", referral.partner_referral_id).anything


@pytest.mark.usefixtures("referral")
def test_a_record_that_nobody_knows_costs_no_call(hub: Hub) -> None:
    before = partner_of(hub).calls

    taken = follow(hub, "opportunity", "partner-999999")

    assert not taken.anything
    assert partner_of(hub).calls == before


class RefusesSubmissions(MemoryPartner):
    def take(self, step: Step, referral: OutgoingReferral, *, token: str) -> Outcome:
        if step is Step.SUBMIT:
            self.refuses_next = {"title": "is too vague"}
        return super().take(step, referral, token=token)


def test_a_record_whose_submission_was_refused_is_known_by_its_id_already() -> None:
    partner = RefusesSubmissions()
    hub = a_two_way_hub(partner)
    number = create(hub, ready=True).number

    share(hub, number)

    [their_id] = partner.records
    found = hub.partner_links.find("harbour", their_id)
    assert found
    assert found.number == number


def test_an_older_word_that_comes_late_takes_nothing_back(
    hub: Hub, referral: OutgoingReferral
) -> None:
    theirs = record(hub, referral)
    theirs.says(Verdict.ACCEPTED)
    theirs.word = theirs.word.model_copy(update={"at": NOON + timedelta(hours=1)})
    hear(hub, referral)

    theirs.says(Verdict.IN_REVIEW)
    theirs.word = theirs.word.model_copy(update={"at": NOON})
    hear(hub, referral)

    assert hub.outgoing.get(referral.number).verdict is Verdict.ACCEPTED


def test_an_outage_leaves_everything_as_it_was(
    hub: Hub, referral: OutgoingReferral, partner: MemoryPartner
) -> None:
    record(hub, referral).says(Verdict.ACCEPTED)
    partner.fails_next = True

    with pytest.raises(Unavailable):
        follow(hub, "opportunity", referral.partner_referral_id)

    assert hub.outgoing.get(referral.number).verdict is Verdict.NONE
