"""Operations on leads and orders of the CRM that the hub itself is."""

from __future__ import annotations

from functions.api import rule_views, sales_shapes
from functions.api.routes import sales
from referral_hub.application.choices import InvalidFields, UnknownCrmRecord
from referral_hub.application.outgoing.rules.saving import SavedElsewhere
from referral_hub.application.queries import CrmRecordNotFound
from referral_hub.domain.crm_sales import LeadIsConverted
from referral_hub.domain.outgoing.rules import SaveVetoed

from .operation import Operation

OPERATIONS: tuple[Operation, ...] = (
    Operation(
        "POST",
        "/v1/crm/leads",
        "addLead",
        "Add a lead to the built-in CRM",
        sales.add_lead,
        answers={201: sales_shapes.LeadView},
        body=sales_shapes.LeadBody,
        refusals=(SavedElsewhere, InvalidFields),
        idempotent=True,
        headers=("Location",),
    ),
    Operation(
        "GET",
        "/v1/crm/leads/{lead_id}",
        "openLead",
        "Open a lead of the built-in CRM",
        sales.open_lead,
        answers={200: sales_shapes.LeadView},
        refusals=(SavedElsewhere, CrmRecordNotFound),
    ),
    Operation(
        "PATCH",
        "/v1/crm/leads/{lead_id}",
        "changeLead",
        "Change a lead of the built-in CRM",
        sales.change_lead,
        answers={200: sales_shapes.LeadView},
        body=sales_shapes.LeadChangeBody,
        refusals=(SavedElsewhere, CrmRecordNotFound, InvalidFields, LeadIsConverted),
    ),
    Operation(
        "POST",
        "/v1/crm/leads/{lead_id}/convert",
        "convertLead",
        "Make a lead of the built-in CRM an account with an opportunity, for good",
        sales.convert_lead,
        answers={201: rule_views.SavedOpportunityView},
        body=sales_shapes.ConversionBody,
        body_optional=True,
        refusals=(
            SavedElsewhere,
            CrmRecordNotFound,
            UnknownCrmRecord,
            InvalidFields,
            LeadIsConverted,
            SaveVetoed,
        ),
        idempotent=True,
        headers=("Location",),
    ),
    Operation(
        "POST",
        "/v1/crm/orders",
        "addOrder",
        "Add an order to the built-in CRM",
        sales.add_order,
        answers={201: sales_shapes.OrderView},
        body=sales_shapes.OrderBody,
        refusals=(SavedElsewhere, UnknownCrmRecord, InvalidFields),
        idempotent=True,
        headers=("Location",),
    ),
    Operation(
        "GET",
        "/v1/crm/orders/{order_id}",
        "openOrder",
        "Open an order of the built-in CRM",
        sales.open_order,
        answers={200: sales_shapes.OrderView},
        refusals=(SavedElsewhere, CrmRecordNotFound),
    ),
    Operation(
        "PATCH",
        "/v1/crm/orders/{order_id}",
        "changeOrder",
        "Change an order of the built-in CRM",
        sales.change_order,
        answers={200: sales_shapes.OrderView},
        body=sales_shapes.OrderChangeBody,
        refusals=(SavedElsewhere, CrmRecordNotFound, InvalidFields),
    ),
)
