"""Partners' news. Events are only hints to go and read; the poll finds what events missed."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import NamedTuple
from zlib import crc32

from referral_hub.application.contact_info import arrive
from referral_hub.application.outgoing.sharing.two_way import TwoWayDesk
from referral_hub.domain.errors import Unavailable
from referral_hub.domain.partners.feed_state import FeedState
from referral_hub.domain.partners.news import Unreadable
from referral_hub.domain.partners.partner import Hint, Partner
from referral_hub.domain.referrals.axes import Progress, Status
from referral_hub.domain.referrals.referral import Referral
from referral_hub.ports import (
    HOPES_EVERY,
    Feed,
    FeedPage,
    HintQueue,
    PartnerConnection,
    PartnerConnector,
    TakesReferrals,
)
from referral_hub.records.contacts import LISTENED_TO, Contacts
from referral_hub.records.feed_states import FeedStates
from referral_hub.records.partner_links import PartnerLink
from referral_hub.records.referrals import Referrals

from .news import NOTHING, NewsDesk, Taken
from .pages import PageTaken, PageTaking, Turn

# What is a day late is asked for less often: once an hour.
ASKED_OFTEN = timedelta(days=1)
_AN_HOUR, _A_DAY = timedelta(hours=1), timedelta(days=1)
# A poll that finds more goes on with its next turn: a feed without an end cannot hold up others.
MOST_PAGES = 50
MOST_SECONDS = 20
# What hints about a deal that is under way call it.
_OF_DEALS = ("opportunity", "referral")


@dataclass(frozen=True)
class Source:
    """
    A partner whose connector is asked for news, for `most_pages` in one turn; the rest is as its
    connection says.
    """

    partner: Partner
    connector: PartnerConnector
    feed: Feed
    hears_events: bool = False
    hopes_every: timedelta | None = HOPES_EVERY
    most_pages: int = MOST_PAGES
    takes: TakesReferrals | None = None

    @classmethod
    def of(cls, partner: Partner, made: PartnerConnection, feed: Feed) -> Source:
        """The partner as it is connected, with its own feed or another."""
        return cls(
            partner,
            made.connector,
            feed,
            hears_events=made.hears_events,
            hopes_every=made.hopes_every,
            takes=made.takes,
        )


class _Walked(NamedTuple):
    """How far a poll came; nothing is `offered` while more of it is to come."""

    state: FeedState
    turn: Turn
    offered: tuple[FeedPage, ...] = ()
    unfinished: bool = False


@dataclass(frozen=True)
class Poll:
    """One turn of asking one partner; `monotonic` counts seconds."""

    source: Source
    now: datetime
    news_desk: NewsDesk
    states: FeedStates
    queue: HintQueue
    monotonic: Callable[[], float] = field(default=time.monotonic)

    def run(self) -> Turn:
        """
        Take care of each entry that is new. The cursor follows page by page, so that an outage in
        between loses nothing and repeats little.

        Raises:
            Unavailable: the partner could not be asked; the state says so, too.
            Conflict: another poll of this feed was faster.
        """
        partner_id = self.source.partner.partner_id
        begun = self.states.save(self.states.of(partner_id).begun(self.now))
        try:
            walked = self._walk(begun)
            state, hopes = self._hope(walked.state, walked.offered)
        except Unavailable as trouble:
            self.states.save(failed(self.states.of(partner_id), trouble, self.now))
            raise
        self.states.save(state.succeeded(self.now, unfinished=walked.unfinished))
        return replace(walked.turn, begun=walked.turn.begun + hopes)

    def _walk(self, state: FeedState) -> _Walked:
        end = self.monotonic() + MOST_SECONDS
        hears_events = self.source.hears_events
        page_taking = PageTaking(
            self.news_desk, self.queue, self.now, hears_events, lambda: self.monotonic() > end
        )
        offered: list[FeedPage] = []
        turns: list[Turn] = []
        times: list[datetime] = []
        for page in self.source.feed.pages(state.cursor, at=self.now):
            taken = page_taking.take(page, state)
            state = self._saved(taken, state)
            turns.append(taken.turn)
            times += [entry.at for entry in page.entries if entry.at]
            state = state.dated(max(times, default=None), self.now)
            offered += [page] if page.all_that_wait else []
            is_enough = len(turns) == self.source.most_pages or page_taking.is_late()
            if not taken.whole or is_enough:
                if page.more or not taken.whole:
                    return _Walked(state, Turn.of(turns), unfinished=True)
                break
        return _Walked(state, Turn.of(turns), tuple(offered))

    def _saved(self, taken: PageTaken, before: FeedState) -> FeedState:
        self.states.add_missed(before.partner_id, taken.turn.missed)
        return self.states.save(taken.state) if taken.state != before else before

    def _hope(self, state: FeedState, offered: Sequence[FeedPage]) -> tuple[FeedState, int]:
        """
        Queue a hint for each referral that hopes for contact info, and for each invitation of the
        inbox that the partner does not offer any more, where it is time to.
        """
        every = self.source.hopes_every
        if every is None or (state.hoped_at and _turn_of(state.hoped_at, every) == self._turn):
            return state, 0
        hints = [*self._contact_hopes(every), *(self._settled(offered) if offered else ())]
        self.queue.send([hint.model_dump() for hint in hints])
        return state.hoped(self.now), len(hints)

    @property
    def _turn(self) -> int:
        return _turn_of(self.now, self.source.hopes_every or _AN_HOUR)

    def _contact_hopes(self, every: timedelta) -> Iterator[Hint]:
        partner_id = self.source.partner.partner_id
        for late in self.news_desk.desk.referrals.late.overdue(partner_id):
            if _worth_asking(late, self.now, every):
                yield Hint(partner_id=partner_id, about="contact_info", id=late.number)

    def _settled(self, offered: Sequence[FeedPage]) -> Iterator[Hint]:
        """Tell what was settled elsewhere; whoever follows the hint learns how."""
        partner_id = self.source.partner.partner_id
        entries = (entry.what for page in offered for entry in page.entries)
        still = {what.id for what in entries if isinstance(what, Hint)}
        inbox = self.news_desk.desk.referrals.newest(statuses=(Status.PENDING_ACCEPTANCE,))
        for referral in inbox:
            if referral.partner_id == partner_id and referral.partner_referral_id not in still:
                yield Hint(partner_id=partner_id, about="closed", id=referral.partner_referral_id)


def failed(state: FeedState, trouble: Unavailable, now: datetime) -> FeedState:
    """Note why a poll failed, and when the partner wants to be asked again."""
    reason, cause = trouble.reason, trouble.cause
    return state.failed(reason, cause, now, again_after=trouble.again_after)


def _turn_of(moment: datetime, every: timedelta) -> int:
    """Count turns of the clock, so that none is left out because a poll came a second early."""
    return int(moment.timestamp() // every.total_seconds())


def _worth_asking(late: Referral, now: datetime, every: timedelta) -> bool:
    """
    Tell whether to ask about a referral whose contact info is overdue; before that nobody is asked
    one by one: events and the poll tell of changes.

    Ask at every turn for a day, then at one turn an hour: a partner's quota is shared by all. Where
    a turn is an hour, it is one turn a day then.

    That turn differs from referral to referral, so that they are not asked for all at once.
    """
    later = _AN_HOUR if every < _AN_HOUR else _A_DAY
    accepted_at = late.acceptance.at if late.acceptance else late.received_at
    age, turns = now - accepted_at, max(1, later // every)
    if age < ASKED_OFTEN:
        return True
    mine = crc32(late.number.encode()) % turns
    return age < LISTENED_TO and _turn_of(now, every) % turns == mine


def follow(
    *,
    hint: Hint,
    source: Source,
    via: str,
    now: datetime,
    referrals: Referrals,
    contacts: Contacts,
    news_desk: NewsDesk,
) -> Taken:
    """
    Go and read what a hint points at. A hint that leads nowhere is no error.

    Raises:
        Unavailable: the partner did not answer; the hint stays in its queue.
    """
    if hint.about == "contact_info":
        return _ask_for_people(hint, source, via, now, referrals, contacts)
    # Events come twice: what is filed costs no call, even if the partner words it anew.
    filed = hint.about == "invitation" and referrals.is_filed(hint.partner_id, hint.id)
    if filed or (hint.about == "closed" and not _is_open(hint, referrals)):
        return NOTHING
    known = news_desk.links.find(hint.partner_id, hint.id) if hint.about in _OF_DEALS else None
    if known and news_desk.desk.outgoing.find(known.number):
        return _look(known.number, source, now, news_desk)
    if hint.about == "opportunity" and (
        known is None or _is_echo(hint, known, referrals, contacts)
    ):
        return NOTHING
    shown = source.feed.read(hint, at=now, via=via)
    if isinstance(shown, Unreadable):
        return Taken(put_aside=news_desk.put_aside(shown, at=now))
    if shown and known and hint.about == "opportunity":
        referral = referrals.get(known.number)
        shown = shown.model_copy(update={"partner_referral_id": referral.partner_referral_id})
    return news_desk.take(shown, via=via, at=now) if shown else NOTHING


def _look(number: str, source: Source, now: datetime, news_desk: NewsDesk) -> Taken:
    """What the host shared itself: its partner's word of it is taken in."""
    if source.takes is None:
        return NOTHING
    return Taken(heard=TwoWayDesk(news_desk.desk).look(number, source.takes, at=now))


def _is_open(hint: Hint, referrals: Referrals) -> bool:
    """Tell whether the invitation waits for an answer in our inbox."""
    filed = referrals.invitation(hint.partner_id, hint.id)
    found = referrals.find(filed.number) if filed else None
    return found is not None and found.status is Status.PENDING_ACCEPTANCE


def _is_echo(hint: Hint, known: PartnerLink, referrals: Referrals, contacts: Contacts) -> bool:
    """
    Tell whether an event only says what the hub itself did: accepting and telling the CRM's id are
    announced, too, and whoever waits asks once by itself.

    Events are dated by whole seconds: what is sent in the second in which all was told, or later,
    may be news, and is read.
    """
    if hint.sent_at is None:
        return False
    referral = referrals.find(known.number)
    if referral and referral.progress is Progress.CARRYING_OUT:
        return True
    waiting = contacts.waiting(known.number)
    told = waiting.since if waiting else known.since
    return hint.sent_at < told.replace(microsecond=0)


def _ask_for_people(
    hint: Hint,
    source: Source,
    via: str,
    now: datetime,
    referrals: Referrals,
    contacts: Contacts,
) -> Taken:
    referral = referrals.find(hint.id)
    if referral is None or referral.partner_id != hint.partner_id:
        return NOTHING
    if not referral.wants_contacts(now):
        return NOTHING
    people = source.connector.contact_info(referral)
    came = arrive(referral=referral, people=people, via=via, now=now, contacts=contacts)
    return Taken(people=tuple(came))
