"""Partners' news: hints say where to look, and the poll finds what events missed (N-5)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from referral_hub.application import closing
from referral_hub.application.partners import feeds
from referral_hub.application.partners.feeds import ASKED_OFTEN, Poll, Source
from referral_hub.domain.contacts.contact import ContactInfo
from referral_hub.domain.partners.news import PartnerNews
from referral_hub.domain.partners.partner import Hint
from referral_hub.domain.referrals.invitation import Invitation
from referral_hub.domain.referrals.referral import Referral
from referral_hub.hub import Hub
from referral_hub.ports import FeedEntry, FeedPage, PartnerConnection
from referral_hub.records.contacts import LISTENED_TO
from tests.application.stage import (
    Lantern,
    accept,
    carry_all,
    carry_out,
    end,
    filed,
    rejected,
    tell,
    wait,
)
from tests.builders import a_contact, a_hub, a_partner, an_invitation, ask
from tests.connected import Connected


@dataclass
class News:
    """What a partner shows to whoever asks."""

    pending: list[str] = field(default_factory=list)
    shown: dict[str, Invitation] = field(default_factory=dict)
    reads: int = 0
    people: tuple[ContactInfo, ...] = ()

    def pages(self, cursor: str, *, at: datetime) -> Iterator[FeedPage]:  # noqa: ARG002
        hints = (Hint(partner_id="harbour", about="invitation", id=i) for i in self.pending)
        yield FeedPage(tuple(FeedEntry(hint) for hint in hints), cursor)

    def read(self, hint: Hint, *, at: datetime, via: str) -> PartnerNews | None:
        self.reads += 1
        if hint.about == "opportunity":
            return PartnerNews(
                partner_id="harbour", partner_referral_id=hint.id, people=self.people
            )
        found = self.shown.get(hint.id)
        invitation = found.model_copy(update={"received_at": at, "via": via}) if found else None
        return PartnerNews(partner_id="harbour", partner_referral_id=hint.id, invitation=invitation)

    def hint_in(self, event: Any) -> Hint | None:  # noqa: ARG002
        """It sends no events."""
        return None


@dataclass
class Talkative(Lantern):
    """A partner that tells people when asked for them."""

    people: tuple[ContactInfo, ...] = ()

    def contact_info(self, referral: Referral) -> tuple[ContactInfo, ...]:  # noqa: ARG002
        return self.people


@dataclass
class Partnership:
    """A hub and the partner whom it asks."""

    news: News = field(default_factory=News)
    talkative: Talkative = field(default_factory=Talkative)

    def __post_init__(self) -> None:
        self.source = Source(a_partner(), self.talkative, self.news)
        connection = PartnerConnection(self.talkative, self.news)
        self.hub = a_hub(connections=Connected(lambda _: connection))

    def shares(self, invitation_id: str) -> None:
        self.news.pending.append(invitation_id)
        self.news.shown[invitation_id] = an_invitation(partner_referral_id=invitation_id)

    def poll(self) -> list[dict[str, str]]:
        self.hub.queue.hints.clear()
        hub = self.hub
        turn = Poll(self.source, hub.clock(), hub.news_desk, hub.feed_states, hub.queue)
        turned = turn.run()
        assert turned.begun == len(self.hub.queue.hints)
        return self.hub.queue.hints

    def poll_after(self, *, minutes: int) -> list[dict[str, str]]:
        self.hub.clock.advance(minutes=minutes)
        return [*self.poll()]

    def follow(self, about: str, about_id: str, via: str = "poll") -> Any:
        hint = Hint(partner_id="harbour", about=about, id=about_id)
        return ask(self.hub, feeds.follow, hint=hint, source=self.source, via=via)

    def awaiting(self) -> str:
        number = filed(self.hub).number
        accept(self.hub, number)
        carry_out(self.hub, number)
        wait(self.hub, number)
        return number

    def overdue(self) -> str:
        number = self.awaiting()
        end(self.hub, closing.record_overdue, number)
        return number


def hint(about: str, about_id: str) -> dict[str, str]:
    return {"partner_id": "harbour", "about": about, "id": about_id}


def test_a_poll_hints_at_each_invitation_that_is_not_in_the_inbox_yet() -> None:
    partnership = Partnership()
    partnership.shares("I-1")
    partnership.shares("I-2")
    partnership.follow("invitation", "I-1")

    assert partnership.poll() == [hint("invitation", "I-2")]


def test_a_poll_hints_at_each_referral_that_hopes_for_contact_info() -> None:
    partnership = Partnership()
    number = partnership.overdue()

    assert partnership.poll() == [hint("contact_info", number)]


def test_nobody_is_asked_for_ever() -> None:
    partnership = Partnership()
    partnership.overdue()
    partnership.hub.clock.advance(days=LISTENED_TO.days, seconds=1)

    asked = [partnership.poll_after(minutes=5) for _ in range(12)]

    assert asked == [[]] * 12


def test_what_is_a_day_late_is_asked_for_once_an_hour() -> None:
    partnership = Partnership()
    number = partnership.overdue()
    partnership.hub.clock.advance(days=ASKED_OFTEN.days, seconds=1)

    asked = [partnership.poll_after(minutes=5) for _ in range(12)]

    assert [hints for hints in asked if hints] == [[hint("contact_info", number)]]


def test_a_referral_that_has_its_contact_is_no_longer_asked_for() -> None:
    partnership = Partnership()
    number = partnership.overdue()
    [arrival] = tell(partnership.hub, number, a_contact())
    carry_all(partnership.hub, number, [arrival.key])

    assert partnership.poll() == []


def test_a_hint_at_an_invitation_files_it_with_the_way_it_came() -> None:
    partnership = Partnership()
    partnership.shares("I-1")

    filed_now = partnership.follow("invitation", "I-1", via="event")

    assert filed_now.filed.new
    assert filed_now.filed.invitation.via == "event"
    assert filed_now.filed.referral.partner_referral_id == "I-1"


def test_the_same_hint_twice_files_once_and_asks_once() -> None:
    partnership = Partnership()
    partnership.shares("I-1")
    partnership.follow("invitation", "I-1")

    assert not partnership.follow("invitation", "I-1").anything
    assert partnership.news.reads == 1


def test_an_invitation_that_the_partner_words_anew_is_still_the_first_one() -> None:
    partnership = Partnership()
    partnership.shares("I-1")
    first = partnership.follow("invitation", "I-1").filed
    partnership.news.shown["I-1"] = an_invitation(partner_referral_id="I-1", title="New words")

    assert not partnership.follow("invitation", "I-1").anything
    assert partnership.hub.referrals.invitation_of(first.referral) == first.invitation


def test_a_hint_that_leads_nowhere_is_no_error() -> None:
    partnership = Partnership()

    assert not partnership.follow("invitation", "gone").anything
    assert not partnership.follow("opportunity", "gone").anything
    assert not partnership.follow("contact_info", "R-999999").anything


def test_a_hint_at_contact_info_fetches_it() -> None:
    partnership = Partnership()
    number = partnership.awaiting()
    partnership.talkative.people = (a_contact(),)

    [arrival] = partnership.follow("contact_info", number).people

    assert (arrival.info, arrival.via) == (a_contact(), "poll")


def test_a_hint_at_the_partners_opportunity_finds_the_referral_that_waits_for_it() -> None:
    partnership = Partnership()
    number = partnership.awaiting()
    partnership.news.people = (a_contact(),)

    [arrival] = partnership.follow("opportunity", "L-9").people

    assert arrival.number == number


def test_an_event_of_the_second_in_which_the_wait_began_is_read_and_an_older_one_is_our_echo() -> (
    None
):
    partnership = Partnership(news=News(people=(a_contact(),)))
    partnership.hub.clock.advance(milliseconds=700)
    number = partnership.awaiting()
    opportunity = partnership.hub.referrals.get(number).partner_opportunity_id
    same_second = partnership.hub.clock().replace(microsecond=0)

    def event_of(sent_at: datetime) -> Any:
        hint = Hint(partner_id="harbour", about="opportunity", id=opportunity, sent_at=sent_at)
        return ask(partnership.hub, feeds.follow, hint=hint, source=partnership.source, via="event")

    assert not event_of(same_second - timedelta(seconds=1)).people
    assert event_of(same_second).people


def test_asking_again_and_again_keeps_each_person_once() -> None:
    partnership = Partnership()
    number = partnership.awaiting()
    partnership.talkative.people = (a_contact(),)
    partnership.follow("contact_info", number)

    assert partnership.follow("contact_info", number).people == ()
    assert len(partnership.hub.contacts.of(number)) == 1


def test_a_partner_that_shows_nobody_yet_is_asked_again_later() -> None:
    partnership = Partnership()
    number = partnership.overdue()

    assert partnership.follow("contact_info", number).people == ()
    assert partnership.poll() == [hint("contact_info", number)]


def test_people_of_a_rejected_referral_are_not_kept() -> None:
    partnership = Partnership()
    number = rejected(partnership.hub).number
    partnership.talkative.people = (a_contact(),)

    partnership.follow("contact_info", number)

    assert partnership.hub.contacts.of(number) == []


def test_a_hint_of_one_partner_does_not_touch_another_partners_referral() -> None:
    partnership = Partnership()
    number = filed(partnership.hub, partner_id="lantern").number
    partnership.talkative.people = (a_contact(),)

    partnership.follow("contact_info", number)

    assert partnership.hub.contacts.of(number) == []


def test_a_crashed_filing_is_hinted_at_again() -> None:
    partnership = Partnership()
    partnership.shares("I-1")
    claim_only(partnership.hub, "I-1")

    assert partnership.poll() == [hint("invitation", "I-1")]
    assert partnership.follow("invitation", "I-1").filed.new


def claim_only(hub: Hub, invitation_id: str) -> None:
    """Leave what a crash between the two writes leaves: the invitation without its referral."""
    other = replace(hub.referrals)
    other._claim(an_invitation(partner_referral_id=invitation_id))
