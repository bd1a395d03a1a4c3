"""A lifecycle: the stages of a referral, and what in the CRM brings it there (LC-1)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Self

from pydantic import Field, StringConstraints, model_validator

from referral_hub.domain.errors import HubError
from referral_hub.domain.patterns import CURRENCY, MEMBER_NAME, NAME
from referral_hub.domain.policies.mapping import Expression
from referral_hub.domain.rule_versions import RuleVersion
from referral_hub.domain.shapes import Frozen

from .conditions import holds
from .sales_record import RecordKind, RecordSeen
from .story import Story

# A field of the CRM; a dot leads from a record to what belongs to it (`Account.AnnualRevenue`).
SourceField = Annotated[str, StringConstraints(pattern=r"^([A-Za-z][A-Za-z0-9_.]{0,119})?$")]
EventName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
FactName = Annotated[str, StringConstraints(pattern=MEMBER_NAME)]


MOST_ACTIVE = 10


class LifecycleNotFound(HubError):
    code = "lifecycle_not_found"
    fix = "GET /v1/lifecycles lists those that there are."


class LifecycleDoesNotFit(HubError):
    code = "lifecycle_does_not_fit"
    fix = "Correct each place that errors names; docs/lifecycles.md says what a condition may read."


class FieldNames(Frozen):
    """How the CRM calls the fields that a lifecycle reads of one kind of record."""

    code: SourceField = ""
    status: SourceField = ""
    source: SourceField = ""
    amount: SourceField = ""
    currency: SourceField = ""
    close_date: SourceField = ""
    facts: Annotated[Mapping[FactName, SourceField], Field(max_length=20)] = {}

    @property
    def all(self) -> tuple[str, ...]:
        """Every field that is read, each once."""
        named = self.model_dump(exclude={"facts"}).values()
        return tuple(dict.fromkeys(name for name in [*named, *self.facts.values()] if name))


class LifecycleStage(Frozen):
    """
    A stage is reached by an event, which happens when a record of the kind `on` comes to meet
    `when`. `told_as` is the event's name where the CRM is told of it.

    Of the stage that `earns`, the record has the amount of which the reward is worked out.
    """

    event: EventName
    label: Annotated[str, StringConstraints(pattern=NAME, max_length=80)]
    told_as: Annotated[str, StringConstraints(max_length=80)] = ""
    on: RecordKind
    when: Expression
    earns: bool = False


class Lifecycle(RuleVersion):
    """
    One version of a lifecycle; its stages in the order in which a sale goes through them.

    `enters` are the conditions under which a record of a kind begins to be followed; a record that
    is followed already, or belongs to one that is, is seen whatever they say. `currency` counts
    where the CRM names none. With `writes_back` the CRM's own referral programme is told of each
    event (Salesforce: Process B2B Referral Event).
    """

    name: Annotated[str, StringConstraints(pattern=NAME, max_length=80)]
    stages: tuple[LifecycleStage, ...] = Field(min_length=1, max_length=10)
    enters: Mapping[RecordKind, Expression] = {}
    fields: Mapping[RecordKind, FieldNames] = {}
    currency: Annotated[str, StringConstraints(pattern=rf"({CURRENCY})?")] = ""
    writes_back: bool = False

    @model_validator(mode="after")
    def _has_events_of_its_own(self) -> Self:
        events = [stage.event for stage in self.stages]
        twice = sorted({event for event in events if events.count(event) > 1})
        if twice:
            raise ValueError(f"stages has the event {twice[0]} twice")
        if sum(stage.earns for stage in self.stages) != 1:
            raise ValueError("of its stages, exactly one earns")
        return self

    @property
    def earning(self) -> LifecycleStage:
        return next(stage for stage in self.stages if stage.earns)

    @property
    def events(self) -> tuple[str, ...]:
        return tuple(stage.event for stage in self.stages)

    def events_of(self, seen: RecordSeen) -> tuple[str, ...]:
        """Name the events whose conditions the record meets."""
        on = (stage for stage in self.stages if stage.on is seen.kind)
        return tuple(stage.event for stage in on if holds(stage.when, seen))

    def lets_in(self, seen: RecordSeen) -> bool:
        """Tell whether a referral may begin with such a record, if its code is known."""
        return seen.kind in self.enters and holds(self.enters[seen.kind], seen)

    def expects_code(self, seen: RecordSeen) -> bool:
        """Tell whether the record says that it is a referral, so that it should have a code."""
        return bool(self.enters.get(seen.kind)) and self.lets_in(seen)

    def story_of(self, seen: RecordSeen) -> Story:
        return Story.of(seen, self.events_of(seen))

    def retold(self, story: Story) -> Story:
        """Say what is known of a story that was followed along another lifecycle."""
        return self.story_of(story.first).and_of(self.story_of(story.latest))
