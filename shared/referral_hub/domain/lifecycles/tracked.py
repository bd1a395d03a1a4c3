"""A referral that is followed by its code: what was seen of its records, and what came of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Self

from referral_hub.domain.effects import EMPTY, Effect, Ledger
from referral_hub.domain.errors import HubError
from referral_hub.domain.rewards.decision import Decision, Reason
from referral_hub.domain.shapes import Frozen, Instant, Moment

from .code import codes_in
from .conditions import holds
from .lifecycle import Lifecycle
from .sales_record import RecordKind, RecordSeen
from .story import Story

# Contacts of HubSpot can have any number of deals; an item holds less than half a megabyte.
MOST_RECORDS = 100
_MOST_TEXT = 150_000


class TrackedReferralNotFound(HubError):
    code = "tracked_referral_not_found"
    fix = "GET /v1/tracked-referrals lists those that you may see."


class NothingWasRefused(HubError):
    code = "nothing_was_refused"
    fix = "What is only late is done by itself; GET the referral to see how it stands."


class Reached(Frozen):
    """
    When a stage was reached, and by which record. One that was passed over is `back_filled` from
    the stage behind it, until its own event comes late.
    """

    event: str
    label: str
    at: Instant
    place: str = ""
    back_filled: bool = False

    @property
    def unplaced(self) -> Self:
        """The same for those who see no records of the host's CRM."""
        return self.model_copy(update={"place": ""})


class TrackedReferral(Frozen):
    """
    One referral along its lifecycle, of which the version that it began under counts.

    `number` is one such as `T-000123`. `stories` are by the place of the record. `event` is the
    furthest that was reached, empty while the record was seen and none was; `open_again` says that
    the sale was won and is not any more. What became part of another referral, because a lead
    turned out to be that one's, names it in `joined_to`. `asked` counts how often something was to
    be done outside that was not before.
    """

    number: str
    code: str
    referrer_id: str
    partner_id: str = ""
    lifecycle: str
    created_at: Moment
    stories: Mapping[str, Story] = {}
    reached: tuple[Reached, ...] = ()
    event: str = ""
    open_again: bool = False
    decision: Decision | None = None
    joined_to: str = ""
    ledger: Ledger = EMPTY
    asked: int = 0
    version: int = 0

    def having(self, seen: RecordSeen, lifecycle: Lifecycle) -> Self:
        """
        Take in a record as it was at one moment. In whatever order, and however often, records are
        seen: the referral comes out the same.
        """
        return self._having({seen.place: lifecycle.story_of(seen)}, lifecycle)

    def joining(self, other: TrackedReferral, lifecycle: Lifecycle) -> Self:
        """Take in all that was seen for another referral, which turned out to be the same sale."""
        if other.lifecycle == self.lifecycle:
            return self._having(other.stories, lifecycle)
        known = {place: lifecycle.retold(story) for place, story in other.stories.items()}
        return self._having(known, lifecycle)

    def _having(self, told: Mapping[str, Story], lifecycle: Lifecycle) -> Self:
        stories = dict(self.stories)
        for place, story in told.items():
            stories[place] = stories[place].and_of(story) if place in stories else story
        stories = dict(sorted(stories.items()))
        reached = _reached(stories, lifecycle)
        told_of = self.model_copy(update={"stories": stories, "reached": reached})
        won = any(stage.event == lifecycle.earning.event for stage in reached)
        update = {
            "event": reached[-1].event if reached else "",
            "open_again": won and told_of.earning(lifecycle) is None,
        }
        return told_of.model_copy(update=update)

    def earning(self, lifecycle: Lifecycle) -> Story | None:
        """Find the record that earns: the first that met the condition, of those that still do."""
        stage = lifecycle.earning
        won = [
            (story.held[stage.event], place)
            for place, story in self.stories.items()
            if stage.event in story.held and holds(stage.when, story.latest)
        ]
        return self.stories[min(won)[1]] if won else None

    def says_the_same_as(self, other: TrackedReferral) -> bool:
        """Tell whether nothing is new but when its records were looked at."""
        if self.stories.keys() != other.stories.keys():
            return False
        same = (s.says_the_same_as(other.stories[place]) for place, s in self.stories.items())
        return all(same) and self.model_copy(update={"stories": other.stories}) == other

    def with_ledger(self, ledger: Ledger) -> Self:
        return self.model_copy(update={"ledger": ledger})

    def asking(self, ledger: Ledger) -> Self:
        """Have what is new in the ledger done outside."""
        return self.model_copy(update={"ledger": ledger, "asked": self.asked + 1})

    @property
    def problem(self) -> Effect | None:
        """What could not be done outside so far."""
        stuck = None if self.joined_to else self.ledger.stuck
        return stuck[1] if stuck else None

    def retried(self, *, at: datetime) -> Self:
        """
        Have done what was refused.

        Raises:
            NothingWasRefused: nobody refused anything.
        """
        again = self.ledger.asked_again(at=at)
        if self.joined_to or again == self.ledger:
            raise NothingWasRefused(f"nothing of {self.number} was refused")
        return self.asking(again)

    def has_room_for(self, place: str) -> bool:
        """Tell whether a record is among those that it has, or may become one of them."""
        if place in self.stories:
            return True
        text = sum(len(story.model_dump_json()) for story in self.stories.values())
        return len(self.stories) < MOST_RECORDS and text < _MOST_TEXT

    def has_another_code(self, place: str) -> bool:
        """Tell whether one of its records has a code now by which it did not begin."""
        story = self.stories.get(place)
        return story is not None and bool({*codes_in(story.latest.code)} - {self.code})

    def joined(self, other: TrackedReferral, *, at: datetime) -> Self:
        """Become part of another referral, which earns instead; another partner's is not named."""
        named = other.number if other.partner_id == self.partner_id else "one that is followed"
        said = Reason(rule="joined", text=f"It is the same sale as {named}.", held=False)
        decision = self.decision and self.decision.overruled(said, at=at)
        return self.model_copy(update={"joined_to": other.number, "decision": decision})

    @property
    def unplaced(self) -> Self:
        """The same for those who see no records of the host's CRM."""
        reached = tuple(stage.unplaced for stage in self.reached)
        update = {"reached": reached, "stories": {}, "joined_to": "", "ledger": EMPTY}
        return self.model_copy(update=update)

    @property
    def account_id(self) -> str:
        """The account that the sale is to; empty while nobody said so."""
        told = (story.latest.account_id for story in self.stories.values())
        return next(filter(None, told), "")

    @property
    def opportunity_id(self) -> str:
        """The opportunity of the sale; empty before there is one."""
        told = [story.latest for story in self.stories.values()]
        own = (seen.record_id for seen in told if seen.kind is RecordKind.OPPORTUNITY)
        return next(own, next((s.opportunity_id for s in told if s.opportunity_id), ""))


def _reached(stories: Mapping[str, Story], lifecycle: Lifecycle) -> tuple[Reached, ...]:
    """Say when each stage was reached; what was passed over, when the one behind it was."""
    found: list[Reached] = []
    for stage in reversed(lifecycle.stages):
        told = {"event": stage.event, "label": stage.label}
        held = [(s.held[stage.event], p) for p, s in stories.items() if stage.event in s.held]
        if held:
            at, place = min(held)
            found.append(Reached(**told, at=at, place=place))
        elif found:
            found.append(Reached(**told, at=found[-1].at, place=found[-1].place, back_filled=True))
    return tuple(reversed(found))
