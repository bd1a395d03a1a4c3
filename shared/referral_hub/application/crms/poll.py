"""
Ask the CRM what changed in it, because its events get lost.

What is found is only a hint, like an event: whoever follows it reads the record. So nothing is
doubled by what was heard already, and the watermark overlaps.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice, takewhile

from referral_hub.domain.crm_referrals import CrmHint, CrmThing
from referral_hub.domain.outgoing.rules import ReferralRule
from referral_hub.ports import CrmEvents, HintQueue
from referral_hub.records.deals import Deals
from referral_hub.records.watermarks import Watermark, Watermarks

VIA = "poll"
# HubSpot finds a change up to half a minute late, and Salesforce some seconds; this is generous.
OVERLAP = timedelta(minutes=5)
# Its event is perhaps on its way, and comes cheaper.
GRACE = timedelta(minutes=1)
# How far the first poll looks back: what is linked before is looked at when it is linked.
BEGINNING = timedelta(hours=1)
# Of opportunities that nobody has touched for longer a rule learns when they are touched.
RULES_LOOK_BACK = timedelta(days=180)
# After so long without news the watermark goes on by our clock, so that a flood of changes before
# the silence is not walked at every poll.
SILENCE = timedelta(hours=2)
_BATCH = 100
ASKED = (CrmThing.REFERRAL, CrmThing.OPPORTUNITY)
# Asked for only where referrals are followed by code.
ASKED_BY_CODE = (*ASKED, CrmThing.LEAD, CrmThing.ORDER)
# Of more changes than this in one overlap some are looked at once more.
MOST_SEEN = 1000


@dataclass(frozen=True)
class CrmPoll:
    deals: Deals
    watermarks: Watermarks
    events: CrmEvents
    queue: HintQueue
    rules: Sequence[ReferralRule] = ()
    by_code: bool = False

    def ask(self, about: CrmThing, now: datetime) -> int:
        """Queue hints at what changed since the last poll; the watermark follows batch by batch."""
        name, count = f"crm#{about}", 0
        mark = self.watermarks.find(name) or self._begun(name, now)
        news = self._news(about, mark, now)
        while batch := list(islice(news, _BATCH)):
            hints = [hint for hint in batch if self._is_ours(hint)]
            self.queue.send([hint.message for hint in hints])
            mark = self.watermarks.save(name, _moved(mark, batch))
            count += len(hints)
        if mark.at < now - SILENCE:
            self.watermarks.save(name, mark.model_copy(update={"at": now - OVERLAP, "seen": ()}))
        return count

    def _begun(self, name: str, now: datetime) -> Watermark:
        """Begin to listen, so that a long silence of the hub before the first news hides none."""
        return self.watermarks.save(name, Watermark(at=now - BEGINNING))

    def _news(self, about: CrmThing, mark: Watermark, now: datetime) -> Iterator[CrmHint]:
        found = self.events.changed_since(about, mark.at - OVERLAP)
        old_enough = takewhile(lambda hint: (hint.at or now) <= now - GRACE, found)
        news = (hint for hint in old_enough if _name(hint) not in mark.seen)
        return (hint.model_copy(update={"via": VIA}) for hint in news)

    def _is_ours(self, hint: CrmHint) -> bool:
        """
        Most opportunities of a CRM belong to no referral; a decision is looked at anyhow, and while
        rules share opportunities, or codes make them referrals, all of them are.
        """
        if hint.about is CrmThing.REFERRAL or self.rules or self.by_code:
            return True
        return bool(self.deals.linked_to(hint.record_id))

    def take_note(self, rule: ReferralRule, now: datetime) -> int:
        """
        Queue hints at the opportunities that were there before a rule came to count, once: how they
        look then is what a later save is compared with.
        """
        since = rule.since or now
        name = f"rule#{rule.rule_id}#{since.isoformat()}"
        mark = self.watermarks.find(name)
        mark = mark or self.watermarks.save(name, Watermark(at=since - RULES_LOOK_BACK))
        if mark.at >= since:
            return 0
        count = 0
        found = self.events.changed_since(CrmThing.OPPORTUNITY, mark.at)
        earlier = takewhile(lambda hint: hint.at is not None and hint.at < since, found)
        while batch := list(islice(earlier, _BATCH)):
            self.queue.send([hint.message for hint in batch])
            reached = max([mark.at, *(hint.at for hint in batch if hint.at)])
            mark = self.watermarks.save(name, mark.model_copy(update={"at": reached}))
            count += len(batch)
        self.watermarks.save(name, mark.model_copy(update={"at": since}))
        return count


def _moved(mark: Watermark, batch: list[CrmHint]) -> Watermark:
    at = max([mark.at, *(hint.at for hint in batch if hint.at)])
    lately = [_name(hint) for hint in batch if hint.at and hint.at >= at - OVERLAP]
    # They begin with their moment, and so compare as their moments do.
    known = [name for name in mark.seen if name >= (at - OVERLAP).isoformat()]
    return mark.model_copy(update={"at": at, "seen": (*known, *lately)[-MOST_SEEN:]})


def _name(hint: CrmHint) -> str:
    return f"{hint.at.isoformat() if hint.at else ''} {hint.record_id}"


def poll(
    *,
    now: datetime,
    deals: Deals,
    watermarks: Watermarks,
    events: CrmEvents,
    queue: HintQueue,
    rules: Sequence[ReferralRule] = (),
    by_code: bool = False,
) -> dict[str, int]:
    """
    Ask for every kind of record; returns how many hints were queued, by kind. `by_code` says that
    there are referral codes.

    Raises:
        Unavailable: the CRM or the queue did not take part; the next poll goes on from here.
    """
    asking = CrmPoll(deals, watermarks, events, queue, rules, by_code)
    for rule in rules:
        asking.take_note(rule, now)
    asked = ASKED_BY_CODE if by_code else ASKED
    return {about.value: asking.ask(about, now) for about in asked}
