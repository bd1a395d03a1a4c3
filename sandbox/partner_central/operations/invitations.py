"""Send, find, read and reject invitations."""

from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any

from sandbox.partner_central.errors import BusinessRuleError, ConflictError
from sandbox.partner_central.model_check import Code, Flaw
from sandbox.partner_central.operations.engagements import open_engagement
from sandbox.partner_central.operations.listing import allows, ordered, page, wanted_ids
from sandbox.partner_central.state import events
from sandbox.partner_central.state.engagement import Context, Engagement
from sandbox.partner_central.state.invitation import REJECTION_REASONS, Invitation, PayloadType
from sandbox.partner_central.state.opportunity import Document, Opportunity
from sandbox.partner_central.state.store import Store
from sandbox.partner_central.views import invitation as views
from sandbox.partner_central.views.pick import pick


def list_invitations(store: Store, request: dict[str, Any]) -> dict[str, Any]:
    """Answer ListEngagementInvitations; nobody here is ever the sender."""
    matching = (i for i in store.invitations.values() if _is_wanted(i, request))
    order = request.get("Sort", {}).get("SortOrder", "DESCENDING")
    sorted_ones = ordered(matching, lambda i: i.invited, order=order)
    shown, more = page(sorted_ones, request, default_size=20)
    rows = [views.summary(invitation) for invitation in shown]
    return {"EngagementInvitationSummaries": rows, **more}


def _is_wanted(invitation: Invitation, request: dict[str, Any]) -> bool:
    return (
        invitation.catalog == request["Catalog"]
        and request["ParticipantType"] == "RECEIVER"
        and allows(request.get("Status"), invitation.status)
        and allows(request.get("PayloadType"), invitation.payload_type)
        and allows(wanted_ids(request, "EngagementIdentifier"), invitation.engagement_id)
        and allows(request.get("SenderAwsAccountId"), "aws")
    )


def get_invitation(store: Store, request: dict[str, Any]) -> dict[str, Any]:
    """Answer GetEngagementInvitation."""
    return views.details(store.invitation(request["Catalog"], request["Identifier"]))


def reject(store: Store, request: dict[str, Any]) -> dict[str, Any]:
    """Answer RejectEngagementInvitation; there is no way back."""
    invitation = store.invitation(request["Catalog"], request["Identifier"])
    reason = request.get("RejectionReason")
    if not invitation.is_lead:
        _require_documented(reason)
    require_pending(store, invitation)
    rejected = invitation.rejected(reason)
    store.keep_invitation(rejected)
    store.note("invitation.rejected", invitation.id)
    store.emit(events.invitation_rejected(rejected, store.account))
    return {}


def _require_documented(reason: str | None) -> None:
    if reason is not None and reason not in REJECTION_REASONS:
        message = f"must be one of {', '.join(REJECTION_REASONS)}"
        raise BusinessRuleError([Flaw("RejectionReason", Code.INVALID_VALUE, message)])


def require_type(invitation: Invitation, wanted: PayloadType) -> None:
    """
    Refuse the acceptance that belongs to the other type of invitation.

    Raises:
        BusinessRuleError: a lead where an opportunity is wanted, or the other way round.
    """
    if invitation.payload_type is not wanted:
        message = f"a {invitation.payload_type} is not accepted in this way"
        raise BusinessRuleError([Flaw("Identifier", Code.ACTION_NOT_PERMITTED, message)])


def require_pending(store: Store, invitation: Invitation) -> None:
    """
    Refuse to decide twice.

    Raises:
        BusinessRuleError: the invitation is accepted, rejected or expired.
        ConflictError: another task is accepting it right now.
    """
    if not invitation.is_pending:
        message = f"the invitation is {invitation.status}, not PENDING"
        raise BusinessRuleError([Flaw("Identifier", Code.INVALID_RESOURCE_STATE, message)])
    if store.running_task(invitation):
        raise ConflictError(f"Engagement invitation {invitation.id} is being accepted.")


def invite(store: Store, offered: Opportunity) -> None:
    """Fabricate the invitation that offers this opportunity."""
    offer = views.payload(offered.body)
    project = pick(offer["Project"], "Title", "BusinessProblem", "TargetCompletionDate")
    subject = Context("1", "CustomerProject", {"Customer": offer["Customer"], "Project": project})
    engagement = open_engagement(
        store,
        catalog=offered.catalog,
        title=project["Title"],
        description=project["BusinessProblem"],
        subject=subject,
    )
    _send(store, replace(_invitation(store, engagement, offer), opportunity_id=offered.id))


def share_lead(store: Store, lead: Document, *, catalog: str, title: str) -> Invitation:
    """Let AWS share a lead: an engagement about it, and the invitation to join."""
    engagement = open_engagement(
        store,
        catalog=catalog,
        title=title,
        description=f"Lead of {lead['Customer']['CompanyName']}",
        subject=Context("1", "Lead", lead),
    )
    invitation = replace(
        _invitation(store, engagement, views.lead_payload(lead)),
        payload_type=PayloadType.LEAD,
        readiness=lead.get("Insights"),
    )
    _send(store, invitation)
    return invitation


def _invitation(store: Store, engagement: Engagement, offer: Document) -> Invitation:
    return Invitation(
        id=store.ids.invitation(),
        catalog=engagement.catalog,
        engagement_id=engagement.id,
        account=store.account,
        title=engagement.title,
        description=engagement.description,
        offer=offer,
        invited=store.now,
        expires=store.now + timedelta(seconds=store.behaviour.invitation_lifetime_seconds),
    )


def _send(store: Store, invitation: Invitation) -> None:
    store.keep_invitation(invitation)
    store.note("invitation.created", invitation.id)
    store.emit(events.invitation_created(invitation, store.account))
    # It expires in its time.
    store.agenda.add(invitation.expires, partial(expire, store, invitation.id))


def expire(store: Store, invitation_id: str) -> None:
    """Close an invitation nobody decided on; one being accepted is left alone."""
    invitation = store.invitations[invitation_id]
    if not invitation.is_pending or store.running_task(invitation):
        return
    expired = invitation.expired(store.now)
    store.keep_invitation(expired)
    store.note("invitation.expired", invitation_id)
    store.emit(events.invitation_expired(expired, store.account))
