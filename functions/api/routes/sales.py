"""Leads and orders, where the hub itself is the CRM."""

from __future__ import annotations

import secrets
from http import HTTPStatus

from functions.api.http import Answer, Call, NoQuery, answer
from functions.api.repeating import claim_of
from functions.api.routes.opportunities import saved_view
from functions.api.sales_shapes import (
    ConversionBody,
    LeadBody,
    LeadChangeBody,
    OrderBody,
    OrderChangeBody,
    lead_view,
    order_view,
)
from referral_hub.application.sales import converting, keeping


def open_lead(call: Call[NoQuery, NoQuery]) -> Answer:
    lead = keeping.open_lead(lead_id=call.path["lead_id"], crm=call.hub.crm)
    return answer(HTTPStatus.OK, lead_view(lead))


def add_lead(call: Call[LeadBody, NoQuery]) -> Answer:
    lead = keeping.add_lead(
        fields=call.body.fields,
        token=claim_of(call.request, call.by) or secrets.token_hex(32),
        now=call.hub.clock(),
        crm=call.hub.crm,
    )
    location = f"/v1/crm/leads/{lead.lead_id}"
    return answer(HTTPStatus.CREATED, lead_view(lead)).with_headers({"Location": location})


def change_lead(call: Call[LeadChangeBody, NoQuery]) -> Answer:
    lead = keeping.change_lead(
        lead_id=call.path["lead_id"],
        fields=call.body.fields,
        now=call.hub.clock(),
        crm=call.hub.crm,
    )
    return answer(HTTPStatus.OK, lead_view(lead))


def convert_lead(call: Call[ConversionBody, NoQuery]) -> Answer:
    saved = converting.convert(
        lead_id=call.path["lead_id"],
        account_id=call.body.account_id,
        account=call.body.account,
        opportunity=call.body.opportunity,
        token=claim_of(call.request, call.by) or secrets.token_hex(32),
        by=call.by,
        now=call.hub.clock(),
        desk=call.hub.rule_desk,
    )
    location = f"/v1/crm/opportunities/{saved.opportunity.opportunity_id}"
    return saved_view(saved, HTTPStatus.CREATED).with_headers({"Location": location})


def open_order(call: Call[NoQuery, NoQuery]) -> Answer:
    order = keeping.open_order(order_id=call.path["order_id"], crm=call.hub.crm)
    return answer(HTTPStatus.OK, order_view(order))


def add_order(call: Call[OrderBody, NoQuery]) -> Answer:
    order = keeping.add_order(
        account_id=call.body.account_id,
        opportunity_id=call.body.opportunity_id,
        fields=call.body.fields,
        token=claim_of(call.request, call.by) or secrets.token_hex(32),
        now=call.hub.clock(),
        crm=call.hub.crm,
    )
    location = f"/v1/crm/orders/{order.order_id}"
    return answer(HTTPStatus.CREATED, order_view(order)).with_headers({"Location": location})


def change_order(call: Call[OrderChangeBody, NoQuery]) -> Answer:
    order = keeping.change_order(
        order_id=call.path["order_id"],
        fields=call.body.fields,
        now=call.hub.clock(),
        crm=call.hub.crm,
    )
    return answer(HTTPStatus.OK, order_view(order))
