"""Partners' news. Events are only hints to go and read; the poll finds what events missed."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from zlib import crc32

from referral_hub.domain.errors import Unavailable
from referral_hub.domain.feed_state import FeedState
from referral_hub.domain.partner import Hint, Partner
from referral_hub.domain.partner_news import PartnerNews, Unreadable
from referral_hub.domain.referral import Status
from referral_hub.ports import HOPES_EVERY, Feed, FeedPage, HintQueue, PartnerConnector
from referral_hub.records.contacts import LISTENED_TO, Contacts, Waiting
from referral_hub.records.feed_states import FeedStates
from referral_hub.records.referrals import Referrals

from .contact_info import arrive
from .partner_news import NOTHING, NewsDesk, Taken

# What is a day late is asked for less often: once an hour.
ASKED_OFTEN = timedelta(days=1)
_AN_HOUR, _A_DAY = timedelta(hours=1), timedelta(days=1)
# Who could not be read is not asked for at every poll: it is read again when somebody has looked.
_LEFT_ALONE = timedelta(hours=1)
# A poll that finds more goes on with its next turn: a feed without an end cannot hold up others.
MOST_PAGES = 50
MOST_SECONDS = 20


@dataclass(frozen=True)
class Source:
    """A partner whose connector is asked for news; the rest is as its connection says."""

    partner: Partner
    connector: PartnerConnector
    feed: Feed
    hears_events: bool = False
    hopes_every: timedelta | None = HOPES_EVERY


@dataclass(frozen=True)
class Turn:
    """
    What one turn came upon: how much was new, the numbers of the referrals that it filed, and how
    many entries it put aside. `missed` is how much of it an event should have told.
    """

    begun: int = 0
    filed: tuple[str, ...] = ()
    quarantined: int = 0
    missed: int = 0

    def and_(self, other: Turn) -> Turn:
        return Turn(
            self.begun + other.begun,
            self.filed + other.filed,
            self.quarantined + other.quarantined,
            self.missed + other.missed,
        )


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
        Take care of each entry that is new: it is filed, queued as a hint, or put aside. The cursor
        follows page by page, so that an outage in between loses nothing and repeats little.

        Raises:
            Unavailable: the partner could not be asked; the state says so, too.
            Conflict: another poll of this feed was faster.
        """
        known, turn = self.states.of(self.source.partner.partner_id), Turn()
        state = self.states.save(known.begun(self.now))
        offered: list[FeedPage] = []
        end, left, unfinished = self.monotonic() + MOST_SECONDS, MOST_PAGES, False
        try:
            for page in self.source.feed.pages(state.cursor, at=self.now):
                state, taken = self._take(page, state)
                offered += [page] if page.all_that_wait else []
                turn, left = turn.and_(taken), left - 1
                if not left or self.monotonic() > end:
                    unfinished = page.more
                    break
            state, hopes = self._hope(state, [] if unfinished else offered)
        except Unavailable as trouble:
            self.states.save(state.failed(trouble.reason, trouble.cause, self.now))
            raise
        self.states.save(state.succeeded(self.now, unfinished=unfinished))
        return replace(turn, begun=turn.begun + hopes)

    def _take(self, page: FeedPage, state: FeedState) -> tuple[FeedState, Turn]:
        fresh = [e for e in page.entries if not e.mark or e.mark not in state.marks]
        hints = [e.what for e in fresh if isinstance(e.what, Hint) and self._leads_on(e.what)]
        self.queue.send([hint.model_dump() for hint in hints])
        shown = [e.what for e in fresh if isinstance(e.what, PartnerNews)]
        told = [taken for taken in map(self._told, shown) if taken.anything]
        broken = [e.what for e in fresh if isinstance(e.what, Unreadable)]
        aside = sum(self.news_desk.put_aside(each, at=self.now) for each in broken)
        missed = len(told) if self.source.hears_events else 0
        self.states.add_missed(state.partner_id, missed)
        found = len(hints) + len(told)
        marks = [entry.mark for entry in page.entries]
        beyond = state.beyond(page.cursor, marks, found=found, quarantined=aside)
        if times := [entry.at for entry in fresh if entry.at]:
            beyond = beyond.met(max(times), self.now)
        saved = self.states.save(beyond) if beyond != state else state
        filed = tuple(t.filed.referral.number for t in told if t.filed and t.filed.new)
        return saved, Turn(found + aside, filed, aside, missed)

    def _told(self, news: PartnerNews) -> Taken:
        return self.news_desk.take(news, via="poll", at=self.now)

    def _leads_on(self, hint: Hint) -> bool:
        """What is filed, put aside, or belongs to no referral of ours costs no call."""
        if hint.about != "invitation":
            return self.news_desk.contacts.waiting_for(hint.partner_id, hint.id) is not None
        if self.news_desk.desk.referrals.is_filed(hint.partner_id, hint.id):
            return False
        aside = self.news_desk.quarantine.of(hint.partner_id, hint.id)
        return all(self.now - each.last_at >= _LEFT_ALONE for each in aside)

    def _hope(self, state: FeedState, offered: list[FeedPage]) -> tuple[FeedState, int]:
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
        for waiting in self.news_desk.contacts.all_waiting(partner_id):
            if _worth_asking(waiting, self.now, every):
                yield Hint(partner_id=partner_id, about="contact_info", id=waiting.number)

    def _settled(self, offered: list[FeedPage]) -> Iterator[Hint]:
        """Tell what was settled elsewhere; whoever follows the hint learns how."""
        partner_id = self.source.partner.partner_id
        entries = (entry.what for page in offered for entry in page.entries)
        still = {what.id for what in entries if isinstance(what, Hint)}
        inbox = self.news_desk.desk.referrals.newest(statuses=(Status.PENDING_ACCEPTANCE,))
        for referral in inbox:
            if referral.partner_id == partner_id and referral.partner_referral_id not in still:
                yield Hint(partner_id=partner_id, about="closed", id=referral.partner_referral_id)


def _turn_of(moment: datetime, every: timedelta) -> int:
    """Count turns of the clock, so that none is left out because a poll came a second early."""
    return int(moment.timestamp() // every.total_seconds())


def _worth_asking(waiting: Waiting, now: datetime, every: timedelta) -> bool:
    """
    Ask at every turn for a day, then at one turn an hour: a partner's quota is shared by all. Where
    a turn is an hour, it is one turn a day then.

    That turn differs from referral to referral, so that they are not asked for all at once.
    """
    later = _AN_HOUR if every < _AN_HOUR else _A_DAY
    age, turns = now - waiting.since, max(1, later // every)
    if age < ASKED_OFTEN:
        return True
    mine = crc32(waiting.number.encode()) % turns
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
    if hint.about == "invitation" and referrals.is_filed(hint.partner_id, hint.id):
        return NOTHING
    if hint.about == "closed" and not _is_open(hint, referrals):
        return NOTHING
    known = contacts.waiting_for(hint.partner_id, hint.id) if hint.about == "opportunity" else None
    if hint.about == "opportunity" and (known is None or _is_echo(hint, known)):
        return NOTHING
    shown = source.feed.read(hint, at=now, via=via)
    if isinstance(shown, Unreadable):
        return Taken(put_aside=news_desk.put_aside(shown, at=now))
    if shown and known:
        referral = referrals.get(known.number)
        shown = shown.model_copy(update={"partner_referral_id": referral.partner_referral_id})
    return news_desk.take(shown, via=via, at=now) if shown else NOTHING


def _is_open(hint: Hint, referrals: Referrals) -> bool:
    """Tell whether the invitation waits for an answer in our inbox."""
    filed = referrals.invitation(hint.partner_id, hint.id)
    found = referrals.find(filed.number) if filed else None
    return found is not None and found.status is Status.PENDING_ACCEPTANCE


def _is_echo(hint: Hint, known: Waiting) -> bool:
    """
    Tell whether an event only says what the hub itself did: accepting and telling the CRM's id are
    announced, too, and whoever waits asks once by itself.

    Events are dated by whole seconds: what is sent in the second in which the wait began, or
    later, may be news, and is read.
    """
    return hint.sent_at is not None and hint.sent_at < known.since.replace(microsecond=0)


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
