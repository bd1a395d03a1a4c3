"""Opportunities: open one of the CRM, and save them where the hub itself is the CRM."""

from __future__ import annotations

import secrets
from http import HTTPStatus

from functions._entrypoint import measure
from functions.api.crm_views import NoteView, OpportunityDetail, RoleView, note_views
from functions.api.http import Answer, Call, NoQuery, answer
from functions.api.repeating import claim_of
from functions.api.rule_shapes import OpportunityBody, OpportunityChangeBody
from functions.api.rule_views import SavedOpportunityView
from referral_hub.application import queries
from referral_hub.application.outgoing.rules import saving
from referral_hub.application.outgoing.sharing import syncing
from referral_hub.domain.crm import Opportunity


def open_one(call: Call[NoQuery, NoQuery]) -> Answer:
    opportunity, roles = queries.opportunity_with_roles(
        opportunity_id=call.path["opportunity_id"], crm=call.hub.crm
    )
    notes = queries.opportunity_notes(
        opportunity_id=opportunity.opportunity_id, by=call.by, crm=call.hub.crm
    )
    parts = (RoleView(**role.model_dump(exclude={"opportunity_id"})) for role in roles)
    return answer(HTTPStatus.OK, _detail(opportunity, tuple(parts), note_views(notes)))


def change(call: Call[OpportunityChangeBody, NoQuery]) -> Answer:
    hub = call.hub
    saved = saving.change_opportunity(
        opportunity_id=call.path["opportunity_id"],
        fields=call.body.fields,
        by=call.by,
        now=hub.clock(),
        desk=hub.rule_desk,
    )
    opportunity_id = saved.opportunity.opportunity_id
    syncing.follow_opportunity(opportunity_id, now=hub.clock(), desk=hub.desk)
    return saved_view(saved, HTTPStatus.OK)


def add(call: Call[OpportunityBody, NoQuery]) -> Answer:
    saved = saving.add_opportunity(
        account_id=call.body.account_id,
        fields=call.body.fields,
        token=_token(call),
        by=call.by,
        now=call.hub.clock(),
        desk=call.hub.rule_desk,
    )
    location = f"/v1/crm/opportunities/{saved.opportunity.opportunity_id}"
    return saved_view(saved, HTTPStatus.CREATED).with_headers({"Location": location})


def saved_view(saved: saving.Saved, status: HTTPStatus) -> Answer:
    """Show what was saved, and count what rules made of it."""
    for _ in saved.referrals:
        measure("ReferralCreated")
    numbers = tuple(referral.number for referral in saved.referrals)
    told = _detail(saved.opportunity).model_dump(exclude={"roles", "notes"})
    return answer(status, SavedOpportunityView(**told, referrals=numbers))


def _detail(
    opportunity: Opportunity,
    roles: tuple[RoleView, ...] = (),
    notes: tuple[NoteView, ...] = (),
) -> OpportunityDetail:
    return OpportunityDetail(
        opportunity_id=opportunity.opportunity_id,
        account_id=opportunity.account_id,
        fields=opportunity.fields,
        changed_at=opportunity.changed_at,
        roles=roles,
        notes=notes,
    )


def _token(call: Call[OpportunityBody, NoQuery]) -> str:
    """A repeated request, if it says that it is one, finds the opportunity of the first."""
    return claim_of(call.request, call.by) or secrets.token_hex(32)
