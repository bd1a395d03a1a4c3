"""What clients send and are shown of referrals by code, and of records that are nobody's."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Self

from pydantic import BeforeValidator, Field, StringConstraints

from referral_hub.application.lifecycles.following import Followed, What
from referral_hub.domain.access import Principal
from referral_hub.domain.bodies import Line80, Line255, MaybePartnerId, RecordId, rfc_3339
from referral_hub.domain.lifecycles.lifecycle import FactName
from referral_hub.domain.lifecycles.record_ids import full_id
from referral_hub.domain.lifecycles.sales_record import RecordKind, RecordSeen
from referral_hub.domain.lifecycles.tracked import Reached, TrackedReferral
from referral_hub.domain.lifecycles.unmatched import UnmatchedRecord, UnmatchedState, Why
from referral_hub.domain.patterns import LINE, MAYBE_PARTNER_ID
from referral_hub.domain.rewards.decision import Verdict
from referral_hub.domain.shapes import Day, Frozen, Instant, Moment
from referral_hub.domain.timeline_entry import TimelineEntry

from .shapes import Cursor, Limit

_IDS = ("record_id", "lead_id", "account_id", "opportunity_id")
_Code = Annotated[str, StringConstraints(pattern=LINE, max_length=64)]
_Event = Annotated[str, StringConstraints(pattern=r"^([a-z][a-z0-9_]{0,39})?$")]


class LifecycleEventBody(Frozen):
    """
    How a lead, an opportunity or an order was in the CRM at one moment. In whatever order, and
    however often, records are told: the outcome is the same.

    Amounts are taken as they are: one that is none earns nothing, and the decision says why.
    """

    kind: RecordKind
    record_id: Annotated[RecordId, Field(min_length=1)]
    at: Annotated[Instant, BeforeValidator(rfc_3339)] = Field(
        description="When it was saved so in the CRM; RFC 3339 with an offset."
    )
    code: Line255 = Field(default="", description="As it was typed; case does not matter.")
    status: Line255 = ""
    source: Line255 = ""
    won: bool = Field(default=False, description="Of an opportunity: whether it is won.")
    gone: bool = Field(default=False, description="Whether it was deleted.")
    amount: Line80 = ""
    currency: Annotated[str, StringConstraints(pattern=LINE, max_length=3)] = ""
    close_date: Day | None = None
    lead_id: RecordId = ""
    account_id: RecordId = ""
    opportunity_id: RecordId = Field(
        default="", description="Of a lead, what it became; of an order, what it is of."
    )
    facts: Annotated[Mapping[FactName, Line255], Field(max_length=20)] = {}

    def seen(self, now: datetime) -> RecordSeen:
        ids = {name: full_id(getattr(self, name)) for name in _IDS}
        return RecordSeen(**self.model_dump() | ids, seen_at=now)


class FollowedView(Frozen):
    """What came of it: `number` is the referral, `unmatched_id` what waits for people."""

    what: What
    number: str = ""
    event: str = ""
    unmatched_id: str = ""
    why: Why | None = None

    @classmethod
    def of(cls, followed: Followed) -> Self:
        tracked, waiting = followed.tracked, followed.unmatched
        shown = waiting if waiting and waiting.is_shown else None
        return cls(
            what=followed.what,
            number=tracked.number if tracked else "",
            event=tracked.event if tracked else "",
            unmatched_id=shown.unmatched_id if shown else "",
            why=shown.why if shown else None,
        )


class TrackedView(Frozen):
    """
    A referral along its lifecycle. `verdict` is what its policy says of it now. `account_id`,
    `opportunity_id` and `records` are those of its sale in the CRM, which the host's people see.
    `problem` is what could not be done in that CRM so far, and `fix` what somebody can do about it.
    """

    number: str
    code: str
    referrer_id: str
    partner_id: str
    lifecycle: str
    created_at: Moment
    event: str
    reached: tuple[Reached, ...]
    open_again: bool
    verdict: Verdict | None
    policy: str
    joined_to: str
    account_id: str = ""
    opportunity_id: str = ""
    records: tuple[str, ...] = ()
    problem: str = ""
    fix: str = ""

    @classmethod
    def of(cls, referral: TrackedReferral, by: Principal) -> Self:
        shown = referral.unplaced if by.role.of_a_partner else referral
        decision, trouble = referral.decision, shown.problem
        return cls(
            **shown.model_dump(include=set(cls.model_fields)),
            verdict=decision.verdict if decision else None,
            policy=decision.policy if decision else "",
            account_id=shown.account_id,
            opportunity_id=shown.opportunity_id,
            records=tuple(shown.stories),
            problem=trouble.problem if trouble else "",
            fix=trouble.fix if trouble else "",
        )


class TrackedQuery(Frozen):
    """The referrals that reached a stage; a page looks through up to 500, as that of the inbox."""

    partner_id: MaybePartnerId = ""
    referrer_id: Annotated[str, StringConstraints(pattern=MAYBE_PARTNER_ID)] = ""
    code: _Code = ""
    event: _Event = Field(default="", description="The furthest stage that was reached.")
    limit: Limit = 25
    cursor: Cursor = ""


class TrackedPage(Frozen):
    items: tuple[TrackedView, ...]
    next_cursor: str = Field(default="", description="Empty on the last page.")


class TrackedTimeline(Frozen):
    """Oldest first."""

    items: tuple[TimelineEntry, ...]


class UnmatchedView(Frozen):
    """A record that is nobody's referral, and why; `number` is the referral that it is part of."""

    unmatched_id: str
    kind: RecordKind
    record_id: str
    why: Why
    state: UnmatchedState
    codes: tuple[str, ...]
    since: Moment
    seen: int
    latest: RecordSeen
    number: str
    settled_by: str

    @classmethod
    def of(cls, record: UnmatchedRecord) -> Self:
        latest = record.sightings[-1]
        return cls(
            **record.model_dump(include=set(cls.model_fields)),
            unmatched_id=record.unmatched_id,
            kind=latest.kind,
            record_id=latest.record_id,
            seen=len(record.sightings),
            latest=latest,
        )


class UnmatchedQuery(Frozen):
    code: _Code = Field(default="", description="Those with this one code on them.")
    limit: Limit = 25
    cursor: Cursor = ""


class UnmatchedPage(Frozen):
    items: tuple[UnmatchedView, ...]
    next_cursor: str = Field(default="", description="Empty on the last page.")


class MatchBody(Frozen):
    code: Annotated[_Code, Field(min_length=1)]
