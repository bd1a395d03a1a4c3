"""Accept a lead: at once, unlike an opportunity, and with no token to repeat it by."""

from typing import Any

from sandbox.partner_central.operations.engagements import join
from sandbox.partner_central.operations.invitations import require_pending, require_type
from sandbox.partner_central.state import events
from sandbox.partner_central.state.invitation import PayloadType
from sandbox.partner_central.state.store import Store


def accept(store: Store, request: dict[str, Any]) -> dict[str, Any]:
    """Answer AcceptEngagementInvitation with nothing; the engagement opens to the partner."""
    invitation = store.invitation(request["Catalog"], request["Identifier"])
    require_type(invitation, PayloadType.LEAD)
    require_pending(store, invitation)
    accepted = invitation.accepted()
    store.keep_invitation(accepted)
    store.note("invitation.accepted", accepted.id)
    store.emit(events.invitation_accepted(accepted, store.account))
    store.emit(events.member_added(accepted, store.account, store.company))
    join(store, accepted.engagement_id)
    return {}
