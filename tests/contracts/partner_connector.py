"""What the hub asks of every partner connector, and of those that are asked for news."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

import pytest

from referral_hub.domain.contacts.contact import ContactInfo
from referral_hub.domain.effects import Done, Outcome
from referral_hub.domain.errors import Unavailable
from referral_hub.domain.partners.news import PartnerNews, Unreadable
from referral_hub.domain.partners.partner import Hint
from referral_hub.domain.referrals.invitation import Invitation
from referral_hub.domain.referrals.referral import Referral
from referral_hub.ports import Feed, PartnerConnector
from tests.builders import NOON

TOKEN = "0123456789abcdef0123456789abcdef"
CRM_ID = "opp-000001"


class Stage(Protocol):
    """A partner that shares referrals, as far as the contract of every connector asks."""

    reason: str
    """A reason for rejecting that this partner takes."""

    @property
    def connector(self) -> PartnerConnector: ...

    def shares(self) -> Referral:
        """Share a referral with the hub."""


class RemoteStage(Stage, Protocol):
    """A partner that the connector calls, and whose answers can get lost."""

    def fails_next_call(self) -> None:
        """Refuse to serve the next call that changes something; nothing happens."""

    def loses_next_answer(self) -> None:
        """Do what the next call that changes something asks, and lose the answer."""

    def reveals(self, referral: Referral) -> ContactInfo:
        """Show the customer's contact of an accepted referral."""

    def acceptances(self) -> int: ...

    def rejections(self) -> int: ...

    def told_id(self, referral: Referral) -> str:
        """The CRM's opportunity id as the partner knows it now."""


class FeedStage(Stage, Protocol):
    """A partner that is asked for news."""

    @property
    def feed(self) -> Feed: ...

    def takes_back(self, referral: Referral) -> None:
        """Let the invitation not be ours to answer any more."""


def settled(referral: Referral, effect: str, outcome: Outcome) -> Referral:
    """The referral as its ledger stands once the effect is done."""
    assert isinstance(outcome, Done)
    ledger = referral.ledger.intend(effect, token=TOKEN, at=NOON)
    return referral.with_ledger(ledger.settle(effect, outcome, at=NOON))


def pending(feed: Feed) -> list[str]:
    """The ids of the invitations that wait for an answer, in the order of the feed."""
    entries = [entry.what for page in feed.pages("", at=NOON) for entry in page.entries]
    hinted = [e.id for e in entries if isinstance(e, Hint) and e.about == "invitation"]
    shown = [e.partner_referral_id for e in entries if isinstance(e, PartnerNews) and e.invitation]
    return hinted + shown


def read_invitation(feed: Feed, invitation_id: str, *, at: datetime, via: str) -> Invitation | None:
    """One invitation as the feed shows it; None when it is not (or no longer) ours to answer."""
    hint = Hint(partner_id="aws", about="invitation", id=invitation_id)
    news = feed.read(hint, at=at, via=via)
    assert not isinstance(news, Unreadable)
    return news.invitation if news else None


def accepted(stage: Stage) -> Referral:
    """Share a referral and accept it, with an opportunity in the CRM."""
    referral = settled(stage.shares(), "opportunity", Done(result=CRM_ID))
    return settled(referral, "partner_notice", stage.connector.accept(referral, token=TOKEN))


class PartnerConnectorContract:
    """A test class inherits this and gives a fixture `stage`."""

    def test_accepting_names_the_partners_opportunity(self, stage: Stage) -> None:
        referral = stage.shares()

        outcome = stage.connector.accept(referral, token=TOKEN)

        assert isinstance(outcome, Done)
        assert outcome.result

    def test_accepting_again_answers_alike(self, stage: Stage) -> None:
        referral = stage.shares()

        first = stage.connector.accept(referral, token=TOKEN)
        second = stage.connector.accept(referral, token=TOKEN)

        assert first == second

    def test_the_opportunity_can_be_told_twice(self, stage: Stage) -> None:
        referral = accepted(stage)

        first = stage.connector.tell_opportunity(referral, token=TOKEN)
        second = stage.connector.tell_opportunity(referral, token=TOKEN)

        assert first == second == Done()

    def test_rejecting_again_answers_alike(self, stage: Stage) -> None:
        referral = stage.shares()

        first = stage.connector.reject(referral, stage.reason, token=TOKEN)
        second = stage.connector.reject(referral, stage.reason, token=TOKEN)

        assert first == second == Done(result=stage.reason)

    def test_the_customers_people_are_not_shown_before_acceptance(self, stage: Stage) -> None:
        referral = stage.shares()

        assert stage.connector.contact_info(referral) == ()


class RemotePartnerContract(PartnerConnectorContract):
    """For a connector that calls the partner."""

    def test_however_often_it_is_accepted_the_partner_hears_it_once(
        self, stage: RemoteStage
    ) -> None:
        referral = stage.shares()

        for _ in range(3):
            stage.connector.accept(referral, token=TOKEN)

        assert stage.acceptances() == 1

    def test_an_outage_before_accepting_decides_nothing(self, stage: RemoteStage) -> None:
        referral = stage.shares()
        stage.fails_next_call()

        with pytest.raises(Unavailable):
            stage.connector.accept(referral, token=TOKEN)

        assert stage.acceptances() == 0
        assert isinstance(stage.connector.accept(referral, token=TOKEN), Done)

    def test_a_lost_answer_to_accepting_is_found_by_its_token(self, stage: RemoteStage) -> None:
        referral = stage.shares()
        stage.loses_next_answer()

        with pytest.raises(Unavailable):
            stage.connector.accept(referral, token=TOKEN)
        outcome = stage.connector.accept(referral, token=TOKEN)

        assert isinstance(outcome, Done)
        assert stage.acceptances() == 1

    def test_the_partner_learns_the_id_of_the_opportunity(self, stage: RemoteStage) -> None:
        referral = accepted(stage)

        stage.connector.tell_opportunity(referral, token=TOKEN)

        assert stage.told_id(referral) == CRM_ID

    def test_a_lost_answer_to_telling_the_id_is_made_good(self, stage: RemoteStage) -> None:
        referral = accepted(stage)
        stage.loses_next_answer()

        with pytest.raises(Unavailable):
            stage.connector.tell_opportunity(referral, token=TOKEN)
        outcome = stage.connector.tell_opportunity(referral, token=TOKEN)

        assert outcome == Done()
        assert stage.told_id(referral) == CRM_ID

    def test_a_lost_answer_to_rejecting_is_made_good(self, stage: RemoteStage) -> None:
        referral = stage.shares()
        stage.loses_next_answer()

        with pytest.raises(Unavailable):
            stage.connector.reject(referral, stage.reason, token=TOKEN)
        outcome = stage.connector.reject(referral, stage.reason, token=TOKEN)

        assert outcome == Done(result=stage.reason)
        assert stage.rejections() == 1

    def test_the_customers_people_are_read_once_the_partner_shows_them(
        self, stage: RemoteStage
    ) -> None:
        referral = accepted(stage)
        person = stage.reveals(referral)

        assert stage.connector.contact_info(referral) == (person,)


class FeedContract:
    """For a connector whose partner is asked for news."""

    def test_pending_invitations_are_listed_oldest_first(self, stage: FeedStage) -> None:
        shared = [stage.shares().partner_referral_id for _ in range(3)]

        assert pending(stage.feed) == shared

    def test_an_invitation_is_read_under_the_partners_id(self, stage: FeedStage) -> None:
        referral = stage.shares()

        invitation = read_invitation(stage.feed, referral.partner_referral_id, at=NOON, via="poll")

        assert invitation is not None
        assert invitation.partner_id == referral.partner_id
        assert invitation.partner_referral_id == referral.partner_referral_id
        assert (invitation.received_at, invitation.via) == (NOON, "poll")

    def test_the_same_invitation_reads_alike_whenever_it_is_read(self, stage: FeedStage) -> None:
        shared = stage.shares().partner_referral_id

        early = read_invitation(stage.feed, shared, at=NOON, via="event")
        late = read_invitation(stage.feed, shared, at=NOON.replace(hour=18), via="poll")

        assert early is not None
        assert late is not None
        assert not early.differs_in(late)

    def test_an_invitation_that_was_taken_back_is_not_ours(self, stage: FeedStage) -> None:
        referral = stage.shares()
        stage.takes_back(referral)

        found = read_invitation(stage.feed, referral.partner_referral_id, at=NOON, via="poll")

        assert found is None
        assert pending(stage.feed) == []

    def test_an_event_of_another_platform_is_no_news(self, stage: FeedStage) -> None:
        event = {"source": "com.example.other", "detail-type": "Something Created", "detail": {}}

        assert stage.feed.hint_in(event) is None
