"""Partners' news. Events are only hints to go and read; the poll finds what events missed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from zlib import crc32

from referral_hub.domain.errors import Unavailable
from referral_hub.domain.feed_state import FeedState
from referral_hub.domain.partner import Hint, Partner
from referral_hub.domain.partner_news import PartnerNews, Unreadable
from referral_hub.ports import Feed, FeedPage, HintQueue, PartnerConnector
from referral_hub.records.contacts import LISTENED_TO, Contacts, Waiting
from referral_hub.records.feed_states import FeedStates
from referral_hub.records.referrals import Referrals

from .contact_info import arrive
from .partner_news import NOTHING, NewsDesk, Taken

# Contact info comes 10 to 30 minutes after acceptance; what is a day late is asked for less often.
ASKED_OFTEN = timedelta(days=1)
# The poll's default is every five minutes.
_POLLS_AN_HOUR = 12
# A poll that finds more goes on with its next turn: a feed without an end cannot hold up others.
MOST_PAGES = 50


@dataclass(frozen=True)
class Source:
    """A partner whose connector is asked for news."""

    partner: Partner
    connector: PartnerConnector
    feed: Feed


@dataclass(frozen=True)
class Poll:
    """One turn of asking one partner."""

    source: Source
    now: datetime
    news_desk: NewsDesk
    states: FeedStates
    queue: HintQueue

    def run(self) -> int:
        """
        Take care of each entry that is new: it is filed, queued as a hint, or put aside. The cursor
        follows page by page, so that an outage in between loses nothing and repeats little.

        Returns how many there were.

        Raises:
            Unavailable: the partner could not be asked; the state says so, too.
            Conflict: another poll of this feed was faster.
        """
        state, begun = self.states.of(self.source.partner.partner_id), 0
        try:
            for number, page in enumerate(self.source.feed.pages(state.cursor, at=self.now)):
                state, count = self._take(page, state)
                begun += count
                if number + 1 == MOST_PAGES:
                    break
            hints = list(self._contact_hopes())
            self.queue.send([hint.model_dump() for hint in hints])
        except Unavailable as trouble:
            self.states.save(state.failed(trouble.reason, trouble.cause, self.now))
            raise
        self.states.save(state.succeeded(self.now))
        return begun + len(hints)

    def _take(self, page: FeedPage, state: FeedState) -> tuple[FeedState, int]:
        fresh = [e for e in page.entries if not e.mark or e.mark not in state.marks]
        hints = [e.what for e in fresh if isinstance(e.what, Hint) and self._leads_on(e.what)]
        self.queue.send([hint.model_dump() for hint in hints])
        shown = [e.what for e in fresh if isinstance(e.what, PartnerNews)]
        news = sum(self._is_news(each) for each in shown)
        broken = [e.what for e in fresh if isinstance(e.what, Unreadable)]
        aside = sum(self.news_desk.put_aside(each, at=self.now) for each in broken)
        beyond = state.beyond(
            page.cursor,
            [entry.mark for entry in page.entries],
            found=len(hints) + news,
            quarantined=aside,
        )
        saved = self.states.save(beyond) if beyond != state else state
        return saved, len(hints) + news + aside

    def _is_news(self, news: PartnerNews) -> bool:
        return self.news_desk.take(news, via="poll", at=self.now).anything

    def _leads_on(self, hint: Hint) -> bool:
        """What is filed, and what belongs to no referral of ours, costs no call."""
        if hint.about == "invitation":
            return not self.news_desk.desk.referrals.is_filed(hint.partner_id, hint.id)
        return self.news_desk.contacts.waiting_for(hint.partner_id, hint.id) is not None

    def _contact_hopes(self) -> Iterator[Hint]:
        partner_id = self.source.partner.partner_id
        for waiting in self.news_desk.contacts.all_waiting(partner_id):
            if _worth_asking(waiting, self.now):
                yield Hint(partner_id=partner_id, about="contact_info", id=waiting.number)


def _worth_asking(waiting: Waiting, now: datetime) -> bool:
    """
    Ask at every poll for a day, then at one poll an hour: a partner's quota is shared by all.

    The hour's poll differs from referral to referral, so that they are not asked for all at once.
    """
    age = now - waiting.since
    if age < ASKED_OFTEN:
        return True
    mine = crc32(waiting.number.encode()) % _POLLS_AN_HOUR
    return age < LISTENED_TO and now.minute * _POLLS_AN_HOUR // 60 == mine


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
    known = contacts.waiting_for(hint.partner_id, hint.id) if hint.about == "opportunity" else None
    if hint.about == "opportunity" and known is None:
        return NOTHING
    shown = source.feed.read(hint, at=now, via=via)
    if isinstance(shown, Unreadable):
        news_desk.put_aside(shown, at=now)
        return NOTHING
    if shown and known:
        referral = referrals.get(known.number)
        shown = shown.model_copy(update={"partner_referral_id": referral.partner_referral_id})
    return news_desk.take(shown, via=via, at=now) if shown else NOTHING


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
