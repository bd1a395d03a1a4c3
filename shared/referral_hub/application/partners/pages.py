"""A page of a feed is taken: each entry for itself, and as many as there is time for."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from traceback import format_tb
from typing import NamedTuple

from referral_hub.domain.errors import Conflict, HubError, TryAgain
from referral_hub.domain.partners.feed_state import FeedState
from referral_hub.domain.partners.news import PartnerNews, Unreadable
from referral_hub.domain.partners.partner import Hint
from referral_hub.ports import FeedEntry, FeedPage, HintQueue

from .news import NewsDesk, Taken

# Who could not be read is not asked for at every poll: it is read again when somebody has looked.
_LEFT_ALONE = timedelta(hours=1)
_LONGEST_ID = 255
# What is over is most of an old list; so much of one walk is remembered.
_MOST_ENDS = 5000
_log = logging.getLogger(__name__)


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

    @classmethod
    def of(cls, parts: Sequence[Turn]) -> Turn:
        return cls(
            sum(part.begun for part in parts),
            tuple(number for part in parts for number in part.filed),
            sum(part.quarantined for part in parts),
            sum(part.missed for part in parts),
        )


class PageTaken(NamedTuple):
    """The state behind the page, or within it while it is not `whole`: some of it is left."""

    state: FeedState
    turn: Turn
    whole: bool


@dataclass(frozen=True)
class PageTaking:
    """
    `is_late` tells that others want their turn; `hears_events` is as the source says. `ends` are
    those of referrals that nobody knew when their end was read.
    """

    news_desk: NewsDesk
    queue: HintQueue
    now: datetime
    hears_events: bool
    is_late: Callable[[], bool]
    ends: dict[str, PartnerNews] = field(default_factory=dict)

    def take(self, page: FeedPage, state: FeedState) -> PageTaken:
        """
        Take care of each entry that is new: it is filed, queued as a hint, or put aside.

        What the hub fails on is put aside, too: it holds up nobody behind it. What there is no time
        for, or somebody else works on, is left: the page comes again, and what was taken is known.
        """
        marks = [entry.mark for entry in page.entries]
        fresh = state.fresh(marks)
        came = dict(self._taken([(place, page.entries[place]) for place in fresh]))
        self.queue.send([h.model_dump() for h in came.values() if isinstance(h, Hint)])
        turn = Turn.of([_counted(each) for each in came.values()])
        left = set(fresh) - came.keys()
        beyond = state.beyond(
            (page.again or state.cursor) if left else page.cursor,
            [mark for place, mark in enumerate(marks) if place not in left],
            found=turn.begun - turn.quarantined,
            quarantined=turn.quarantined,
        )
        times = [at for place in came if (at := page.entries[place].at)]
        return PageTaken(beyond.met(max(times), self.now) if times else beyond, turn, not left)

    def _taken(self, fresh: list[tuple[int, FeedEntry]]) -> Iterator[tuple[int, Turn | Hint]]:
        """Take at least one, so that each turn comes further than the one before."""
        for count, (place, entry) in enumerate(fresh):
            if count and self.is_late():
                return
            try:
                yield place, self._one(entry)
            except Conflict:
                continue

    def _one(self, entry: FeedEntry) -> Turn | Hint:
        match entry.what:
            case Hint():
                return entry.what if self._leads_on(entry.what) else Turn()
            case Unreadable():
                return self._aside(entry.what)
            case news:
                return self._told(news, entry.raw)

    def _told(self, news: PartnerNews, raw: str) -> Turn:
        try:
            taken = self._take(news)
        except TryAgain:
            raise
        except Exception as trouble:  # noqa: BLE001 - whatever it is, it is of this entry alone
            # Where, and not with which words: they may be the entry's.
            _log.error("The hub failed on an entry:\n%s", "".join(format_tb(trouble.__traceback__)))
            return self._aside(_failed_on(news, raw, trouble))
        if not taken.anything:
            return Turn()
        new = (taken.filed.referral.number,) if taken.filed and taken.filed.new else ()
        return Turn(begun=1, filed=new, missed=int(self.hears_events))

    def _take(self, news: PartnerNews) -> Taken:
        """Take news; of what is filed its end may have been read before, on an earlier page."""
        taken = self.news_desk.take(news, via="poll", at=self.now)
        whose = news.partner_referral_id
        if taken.filed is None and news.closed and len(self.ends) < _MOST_ENDS:
            self.ends[whose] = news
        elif taken.filed and whose in self.ends and _is_before(news, self.ends[whose]):
            self.news_desk.take(self.ends[whose], via="poll", at=self.now)
        return taken

    def _aside(self, entry: Unreadable) -> Turn:
        new = int(self.news_desk.put_aside(entry, at=self.now))
        return Turn(begun=new, quarantined=new)

    def _leads_on(self, hint: Hint) -> bool:
        """What is filed, put aside, or belongs to no referral of ours costs no call."""
        if hint.about != "invitation":
            return self.news_desk.links.find(hint.partner_id, hint.id) is not None
        if self.news_desk.desk.referrals.is_filed(hint.partner_id, hint.id):
            return False
        aside = self.news_desk.quarantine.of(hint.partner_id, hint.id)
        return all(self.now - each.last_at >= _LEFT_ALONE for each in aside)


def _is_before(news: PartnerNews, other: PartnerNews) -> bool:
    """Without their times it is the one that is read last that counts."""
    told, ended = news.changed_at, other.changed_at
    return told is not None and ended is not None and told < ended


def _counted(came: Turn | Hint) -> Turn:
    return Turn(begun=1) if isinstance(came, Hint) else came


def _failed_on(news: PartnerNews, raw: str, trouble: Exception) -> Unreadable:
    """Say what became of it, and repeat nothing of it: the words of a refusal may."""
    why = f"the hub failed on it: {type(trouble).__name__}"
    if isinstance(trouble, HubError):
        why = f"{trouble.code}: {trouble.fix}"
    entry_id = news.partner_referral_id[:_LONGEST_ID]
    return Unreadable(partner_id=news.partner_id, entry_id=entry_id, raw=raw, why=why)
