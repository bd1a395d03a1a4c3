"""What the API shows: representations, which say no more than their reader may know."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from referral_hub.domain.actions import Action
from referral_hub.domain.contacts.contact import MatchKind
from referral_hub.domain.integration import Integration
from referral_hub.domain.partners.assessment import Assessment
from referral_hub.domain.referrals.axes import Direction, Progress, Stage, Status
from referral_hub.domain.referrals.follow_up import FollowUp
from referral_hub.domain.referrals.invitation import PartnerPerson
from referral_hub.domain.referrals.purpose import Agreements, Purpose
from referral_hub.domain.referrals.terms import Customer
from referral_hub.domain.shapes import Frozen, Moment
from referral_hub.domain.timeline_entry import TimelineEntry

from .assignment_views import AssignmentView
from .deal_views import DealView
from .sync_problem_views import SyncProblemView

Number = Annotated[str, Field(pattern=r"^R-\d{6,12}$", examples=["R-000123"])]


class Amount(Frozen):
    """Money as people write it: a decimal text in the currency's own digits."""

    amount: str = Field(examples=["12500.00"])
    currency: str = Field(examples=["EUR"])


class DecisionView(Frozen):
    """Who decided what; `by`, the account and the opportunity are shown to the host's own staff."""

    kind: Literal["acceptance", "rejection"]
    at: Moment
    by: str = ""
    reason: str = ""
    account_existing: str = ""
    account_create: Mapping[str, str] | None = None
    opportunity_existing: str = ""
    opportunity_fields: Mapping[str, str] = {}
    policy_version: int | None = None
    policy_scope: str = Field(
        default="", description="CRM and partner of that policy; empty: all, in the built-in CRM."
    )


class ExecutionView(Frozen):
    """The Step Functions execution that carries the decision out; `url` opens it in the console."""

    name: str
    url: str = ""


class ReferralSummary(Frozen):
    """A referral as lists show it; how the hub stands with other systems is in its full view."""

    number: Number
    partner_id: str
    partner_referral_id: str
    direction: Direction
    status: Status
    stage: Stage
    progress: Progress
    title: str
    company_name: str
    value: Amount | None = None
    purpose: Purpose | None = None
    received_at: Moment
    expires_at: Moment | None = None
    follow_up: FollowUp = Field(description="Which side gets in touch with the customer.")
    actions: tuple[Action, ...] = Field(
        default=(), description="What this caller may do with it now."
    )


class ReferralView(ReferralSummary):
    """
    A referral in full; its contacts and its timeline have addresses of their own.

    `deal` is null while nobody said anything new of it since acceptance; beside it stays what was
    accepted.
    `sync_problems` has those of contacts once the referral has failed for them.
    """

    description: str = ""
    customer: Customer
    target_close_date: date | None = None
    partner_people: tuple[PartnerPerson, ...] = ()
    custom: Mapping[str, str] = {}
    referral_code: str = ""
    agreements: Agreements
    deal: DealView | None = None
    assignment: AssignmentView | None = Field(
        default=None, description="Shown to the host's own people."
    )
    decision: DecisionView | None = None
    account_id: str = ""
    opportunity_id: str = ""
    partner_opportunity_id: str = ""
    integrations: Mapping[str, Integration] = {}
    closed: str = Field(
        default="", description="Why its partner wants no answer any more; its status is `expired`."
    )
    problem: str = Field(default="", description="Why progress is `failed`.")
    sync_problems: tuple[SyncProblemView, ...] = ()
    execution: ExecutionView | None = None
    version: int


class ReferralPage(Frozen):
    items: tuple[ReferralSummary, ...]
    next_cursor: str = Field(default="", description="Empty on the last page.")


class MatchView(Frozen):
    """`earlier` is the key of what the partner told of the same person before."""

    kind: MatchKind
    contact_id: str = ""
    keys: tuple[str, ...] = ()
    earlier: str = ""


class ContactView(Frozen):
    """A person the partner told of, and what became of them in the CRM."""

    key: str
    first_name: str = ""
    last_name: str = ""
    email: str = ""
    phone: str = ""
    title: str = ""
    arrived_at: Moment
    via: str
    outcome: str = Field(
        default="",
        description="created, adopted (the CRM had the person: see match), linked, updated,"
        " skipped or repeated; empty while nothing has come of it.",
    )
    match: MatchView | None = None
    problem: str = ""


class ContactList(Frozen):
    items: tuple[ContactView, ...]


class ContactsReceived(Frozen):
    """How many persons were new, or completed what was known; repeats are not counted."""

    number: Number
    new: int
    keys: tuple[str, ...] = ()


class AssessmentView(Assessment):
    """What the partner makes of the deal on its own side, read just now."""


class TimelineView(Frozen):
    items: tuple[TimelineEntry, ...]
