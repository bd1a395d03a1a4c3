"""Operations on opportunities; those that save are for the CRM that the hub itself is."""

from __future__ import annotations

from functions.api import crm_views, rule_shapes, rule_views
from functions.api.routes import opportunities
from referral_hub.application.choices import InvalidFields, UnknownCrmRecord
from referral_hub.application.outgoing.rules.saving import SavedElsewhere
from referral_hub.application.queries import CrmRecordNotFound
from referral_hub.domain.outgoing.rules import SaveVetoed

from .operation import Operation

OPERATIONS: tuple[Operation, ...] = (
    Operation(
        "GET",
        "/v1/crm/opportunities/{opportunity_id}",
        "openOpportunity",
        "Open an opportunity with its contact roles",
        opportunities.open_one,
        answers={200: crm_views.OpportunityDetail},
        refusals=(CrmRecordNotFound,),
    ),
    Operation(
        "PATCH",
        "/v1/crm/opportunities/{opportunity_id}",
        "changeOpportunity",
        "Change an opportunity of the built-in CRM",
        opportunities.change,
        answers={200: rule_views.SavedOpportunityView},
        body=rule_shapes.OpportunityChangeBody,
        refusals=(SavedElsewhere, CrmRecordNotFound, InvalidFields, SaveVetoed),
    ),
    Operation(
        "POST",
        "/v1/crm/opportunities",
        "addOpportunity",
        "Add an opportunity to the built-in CRM",
        opportunities.add,
        answers={201: rule_views.SavedOpportunityView},
        body=rule_shapes.OpportunityBody,
        refusals=(SavedElsewhere, UnknownCrmRecord, InvalidFields, SaveVetoed),
        idempotent=True,
        headers=("Location",),
    ),
)
