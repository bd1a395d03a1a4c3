"""What the API shows of outgoing referrals."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256
from typing import Any, Self

from pydantic import Field

from referral_hub.domain.access import Principal, Role
from referral_hub.domain.customers import KnownReferral
from referral_hub.domain.deals.deal import Deal
from referral_hub.domain.deals.sides import CrmSide
from referral_hub.domain.forms import FormField
from referral_hub.domain.integration import Integration
from referral_hub.domain.outgoing.actions import OutgoingAction
from referral_hub.domain.outgoing.origin import Origin
from referral_hub.domain.outgoing.partner_referral import PartnerReferral, Verdict
from referral_hub.domain.outgoing.referral import OutgoingReferral, Step
from referral_hub.domain.outgoing.submission import Disclosure
from referral_hub.domain.outgoing_integration import integrations_of
from referral_hub.domain.policies.filling import Filled
from referral_hub.domain.problem import problem_of
from referral_hub.domain.referrals.axes import Direction, OutgoingStatus, Stage
from referral_hub.domain.referrals.follow_up import FollowUp, of_outgoing
from referral_hub.domain.shapes import Frozen, Moment

from .outgoing_offers import actions_for
from .representation import problem_view
from .sync_problem_views import SyncProblemView
from .views import Number

_SAID = {"fields", "solutions", "account", "opportunity", "submission"}
# The fields of a form that say who the customer's people are.
_PEOPLE = "contact."


class FormView(Frozen):
    """What can be shared with this partner."""

    partner_id: str
    fields: tuple[FormField, ...]


class DraftView(Frozen):
    """
    What creating it would make: every field with where its value comes from, and in `not_ready` all
    that submitting would refuse.
    """

    fields: tuple[Filled, ...]
    opportunity_id: str = ""
    account_id: str = ""
    policy_version: int = 0
    policy_scope: str = ""
    ready_for_submit: bool = False
    not_ready: Mapping[str, str] = {}
    overlaps: tuple[KnownReferral, ...] = ()


class PartnerReferralView(Frozen):
    """The partner's side: what it says, in its own words; nobody here edits it."""

    number: Number
    partner_id: str
    created_at: Moment
    partner_referral_id: str = ""
    owner: str = Field(default="", description="Who has it there, if the partner says so.")
    verdict: Verdict = Verdict.NONE
    status: str = Field(default="", description="In the partner's own words.")
    comments: str = ""
    locked: bool = Field(default=False, description="It takes no changes now.")
    fields: Mapping[str, str] = {}
    changed_at: Moment | None = Field(default=None, description="By the partner's clock.")
    heard_at: Moment | None = None


class AnswerView(Frozen):
    """What the hub knows of the partner's side now, as the partner may see it."""

    number: Number
    partner_referral_id: str
    verdict: Verdict
    stage: Stage | None = None
    comments: str = ""
    heard_at: Moment

    @classmethod
    def of(cls, side: PartnerReferral) -> Self:
        assert side.word
        assert side.heard_at, "it has answered"
        return cls(
            number=side.number,
            partner_referral_id=side.word.partner_referral_id,
            verdict=side.word.verdict,
            stage=Stage(side.word.fields["stage"]) if "stage" in side.word.fields else None,
            comments=side.word.comments,
            heard_at=side.heard_at,
        )


class OutgoingSummary(Frozen):
    """An outgoing referral as lists show it."""

    number: Number
    partner_id: str
    direction: Direction
    status: OutgoingStatus
    stage: Stage
    ready_for_submit: bool
    title: str = ""
    company_name: str = ""
    opportunity_id: str = ""
    created_at: Moment
    follow_up: FollowUp
    actions: tuple[OutgoingAction, ...] = Field(
        default=(), description="What this caller may do with it now."
    )


class DisclosureView(Frozen):
    """By whose leave it went to another organisation, and through which feature."""

    feature: str
    workflow: str
    note: str = ""
    given_by: str = ""
    given_at: Moment
    statement: str = ""
    contacts: bool = Field(description="Whether the client's people may be named, too.")
    recorded_by: str
    recorded_at: Moment
    content: Mapping[str, Any] = Field(default={}, description="What went out, to the word.")


class OutgoingView(OutgoingSummary):
    """
    An outgoing referral in full. `not_ready` names, while it is a draft, all that submitting would
    refuse, by field. `integrations` has one for each of `hub`, `partner` and `crm`. With
    `link_locked` it was made from its opportunity, and stays with it.
    """

    fields: Mapping[str, str] = {}
    solutions: tuple[str, ...] = ()
    account_id: str = ""
    link_locked: bool = False
    created_by: str
    origin: Origin
    submitted_by: str = ""
    submitted_at: Moment | None = None
    disclosure: DisclosureView | None = None
    not_ready: Mapping[str, str] = {}
    overlaps: tuple[KnownReferral, ...] = Field(
        default=(), description="Referrals about the same customer when it went out."
    )
    partner_referral: PartnerReferralView | None = None
    integrations: Mapping[str, Integration] = {}
    sync_problems: tuple[SyncProblemView, ...] = ()
    version: int


class OutgoingPage(Frozen):
    items: tuple[OutgoingSummary, ...]
    next_cursor: str = Field(default="", description="Empty on the last page.")


def outgoing_tag(referral: OutgoingReferral) -> str:
    """Tag what people say of it: how far the hub and the partner are with it does not move it."""
    said = referral.model_dump_json(include=_SAID)
    return f'"{sha256(said.encode()).hexdigest()[:16]}"'


def outgoing_summary(referral: OutgoingReferral, reader: Principal) -> OutgoingSummary:
    return OutgoingSummary(**_told(referral, reader))


def outgoing_view(
    referral: OutgoingReferral,
    side: PartnerReferral | None,
    reader: Principal,
    *,
    crm: str,
    not_ready: Mapping[str, str],
    deal: Deal | None = None,
) -> OutgoingView:
    """Show it in full, to the host's own people; `crm` is the CRM's name."""
    submission, records = referral.submission, [referral, *([CrmSide(deal)] if deal else ())]
    problems = (problem_of(record, crm=crm) for record in records)
    return OutgoingView(
        **_told(referral, reader, deal),
        fields=_for(reader, referral.fields),
        solutions=referral.solutions,
        account_id=referral.account_id,
        link_locked=referral.link_locked,
        created_by=referral.created_by,
        origin=referral.origin,
        submitted_by=submission.by if submission else "",
        submitted_at=submission.at if submission else None,
        disclosure=_disclosure(referral.disclosure, reader),
        not_ready=not_ready,
        overlaps=tuple(known.shown_to(reader) for known in referral.overlaps),
        partner_referral=partner_referral_view(side, referral, reader) if side else None,
        integrations=integrations_of(referral, side, crm=crm, deal=deal),
        sync_problems=tuple(problem_view(problem) for problem in problems if problem),
        version=referral.version,
    )


def partner_referral_view(
    side: PartnerReferral, referral: OutgoingReferral, reader: Principal
) -> PartnerReferralView:
    word = side.word
    said = word.model_dump(exclude={"at", "partner_referral_id", "fields"}) if word else {}
    created = referral.ledger.get(Step.CREATE)
    return PartnerReferralView(
        number=side.number,
        partner_id=side.partner_id,
        created_at=side.created_at,
        partner_referral_id=word.partner_referral_id if word else referral.partner_referral_id,
        owner=created.owner if created else "",
        heard_at=side.heard_at,
        changed_at=word.at if word else None,
        fields=_for(reader, word.fields) if word else {},
        **said,
    )


def _disclosure(told: Disclosure | None, reader: Principal) -> DisclosureView | None:
    if told is None:
        return None
    # Who only reads is shown none of the client's people, and their words are theirs.
    trusted = reader.role is not Role.READ_ONLY
    said = told.consent.model_dump(exclude=None if trusted else {"given_by", "statement"})
    content = told.content if trusted else {}
    beside = told.model_dump(include={"feature", "workflow", "note"})
    return DisclosureView(**said, **beside, content=content)


def _for(reader: Principal, fields: Mapping[str, str]) -> Mapping[str, str]:
    """Whoever may only read sees nobody's contacts, as of referrals that came in."""
    if reader.role is not Role.READ_ONLY:
        return fields
    return {name: text for name, text in fields.items() if not name.startswith(_PEOPLE)}


def _told(
    referral: OutgoingReferral, reader: Principal, deal: Deal | None = None
) -> dict[str, Any]:
    return {
        "number": referral.number,
        "partner_id": referral.partner_id,
        "direction": referral.direction,
        "status": referral.status,
        "stage": referral.stage,
        "ready_for_submit": referral.ready,
        "title": referral.fields.get("title", ""),
        "company_name": referral.fields.get("customer.company_name", ""),
        "opportunity_id": referral.opportunity_id,
        "created_at": referral.created_at,
        "follow_up": of_outgoing(referral.partner_id),
        "actions": actions_for(referral, reader, deal=deal),
    }
