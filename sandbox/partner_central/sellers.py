"""
What AWS's sellers do by themselves: share leads, and change what the partner already has.

An edit that is not told changes the record and sends no event: the event got lost.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from sandbox.partner_central import rules
from sandbox.partner_central.model_check import Flaw, flaws, flaws_of_response, service_model
from sandbox.partner_central.operations import reviewing
from sandbox.partner_central.operations.engagements import keep_updated
from sandbox.partner_central.operations.invitations import share_lead as invite_to
from sandbox.partner_central.state import events
from sandbox.partner_central.state.engagement import AWS
from sandbox.partner_central.state.opportunity import Opportunity
from sandbox.partner_central.state.store import Store
from sandbox.partner_central.views import engagement as engagement_views
from sandbox.partner_central.views import opportunity as views
from sandbox.partner_central.views.merge import merged
from sandbox.switches import BadBehaviourError

_BY_AWS = "AWS Referral"


def edit_opportunity(
    store: Store, opportunity_id: str, changes: Mapping[str, Any], *, told: bool = True
) -> dict[str, Any]:
    """
    Merge changes into an opportunity the partner can see, as AWS's sellers do, and announce it.

    Objects merge, lists and values replace, null removes. Sending the same contacts again is a
    repeated contact. Returns GetOpportunity's answer.

    Raises:
        BadBehaviourError: not visible to the partner, or the result breaks the model.
    """
    opportunity = _visible(store, opportunity_id)
    edited = opportunity.replaced(merged(opportunity.body, changes), at=store.now)
    _require_sound(flaws_of_response("GetOpportunity", views.whole(edited)))
    _keep(store, edited, told=told)
    return views.whole(edited)


def edit_aws_side(
    store: Store, opportunity_id: str, changes: Mapping[str, Any], *, told: bool = True
) -> dict[str, Any]:
    """
    Merge changes into GetAwsOpportunitySummary's answer, and return that.

    LastModifiedDate stays: it belongs to the partner's own copy.

    Raises:
        BadBehaviourError: not a deal of AWS's that the partner can see, or the model is broken.
    """
    opportunity = _visible(store, opportunity_id)
    if opportunity.origin != _BY_AWS and opportunity.submission is None:
        raise BadBehaviourError(f"{opportunity_id} has no side of AWS's")
    edited = replace(opportunity, aws=merged(opportunity.aws, changes))
    _require_sound(flaws_of_response("GetAwsOpportunitySummary", views.aws_side(edited)))
    _keep(store, edited, told=told)
    return views.aws_side(edited)


def review(
    store: Store,
    opportunity_id: str,
    status: str,
    *,
    comments: str = "",
    reason: str = "",
    told: bool = True,
) -> dict[str, Any]:
    """
    Move a submitted opportunity on: In review, Approved, Action Required, Rejected. Comments and
    reason are the reviewer's words. Returns GetOpportunity's answer.

    Raises:
        BadBehaviourError: it was not submitted, or there is no such status.
    """
    opportunity = _visible(store, opportunity_id)
    if opportunity.submission is None:
        raise BadBehaviourError(f"{opportunity_id} was not submitted")
    said = {"ReviewComments": comments or None, "ReviewStatusReason": reason or None}
    verdict = {"LifeCycle": {"ReviewStatus": status, **said}}
    reviewed = opportunity.replaced(merged(opportunity.body, verdict), at=store.now)
    _require_sound(flaws_of_response("GetOpportunity", views.whole(reviewed)))
    store.keep_opportunity(reviewed)
    if told:
        reviewing.announce(store, reviewed)
    return views.whole(reviewed)


def share_lead(
    store: Store, lead: Mapping[str, Any], *, catalog: str, title: str
) -> dict[str, str]:
    """
    Invite the partner to a lead (the model's LeadContext); return both ids.

    Raises:
        BadBehaviourError: the lead breaks the model, or there is no such catalog.
    """
    shape = service_model().shape_for("LeadContext")
    _require_sound([*rules.about_catalog(catalog), *flaws(shape, lead)])
    title = title or f"Lead {lead['Customer']['CompanyName']}"
    invitation = invite_to(store, dict(lead), catalog=catalog, title=title)
    return {"InvitationId": invitation.id, "EngagementId": invitation.engagement_id}


def edit_lead(
    store: Store, engagement_id: str, changes: Mapping[str, Any], *, told: bool = True
) -> dict[str, Any]:
    """
    Merge changes into an engagement's lead, joined or not; return GetEngagement's answer.

    Raises:
        BadBehaviourError: no such engagement or no lead, or the result breaks the model.
    """
    engagement = store.engagements.get(engagement_id)
    context = engagement and engagement.context("1")
    if not engagement or not context or context.type != "Lead":
        raise BadBehaviourError(f"{engagement_id} has no lead")
    payload = merged(context.payload, changes)
    edited = engagement.with_payload(context.id, payload, by=AWS, at=store.now)
    _require_sound(flaws_of_response("GetEngagement", engagement_views.whole(edited)))
    keep_updated(store, edited, told=told and edited.is_visible(store.now))
    return engagement_views.whole(edited)


def _visible(store: Store, opportunity_id: str) -> Opportunity:
    opportunity = store.opportunities.get(opportunity_id)
    if opportunity is None or not opportunity.is_visible(store.now):
        raise BadBehaviourError(f"{opportunity_id} is not visible to the partner")
    return opportunity


def _require_sound(found: list[Flaw]) -> None:
    if found:
        raise BadBehaviourError("; ".join(map(str, found)))


def _keep(store: Store, edited: Opportunity, *, told: bool) -> None:
    store.keep_opportunity(edited)
    store.note("opportunity.edited", edited.id)
    if told:
        store.emit(events.opportunity_updated(edited))
