"""What routes of the API are sent where the example in the document does not fit the world."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from referral_hub.domain.workflows import DEFAULT
from tests.functions.api.client import Client, Reply, a_shared_referral
from tests.functions.api.documented import Route

# Who is let in finds that this partner shows nothing, is no peer, has nothing that is followed by a
# code, or was refused of it, that a reward is for others to approve, and that mail is off.
NOTHING_THERE = {
    "mailInboundLink": (409,),
    "retryTrackedReferral": (409,),
    "readAssessment": (404,),
    "approveReward": (403,),
    "declineReward": (403,),
    "previewAccessReferral": (422,),
    "sendAccessReferral": (422,),
}
BODIES: dict[str, Any] = {
    "shareReferral": a_shared_referral(partner_referral_id="H-78"),
    "retryReferral": {},
    "editBookLine": {"notes": "Call them on Monday"},
    "createOutgoingReferral": {"partner_id": "harbour"},
    "previewOutgoingReferral": {"partner_id": "harbour"},
    "previewAccessReferral": {"partner_id": "harbour", "fields": {"title": "Tide gauges"}},
    "sendAccessReferral": {"partner_id": "harbour", "fields": {"title": "Tide gauges"}},
    "createOutgoingBatch": {"partner_id": "harbour", "opportunity_ids": ["opp-1"]},
    "addOpportunity": {"account_id": f"acc-{'t' * 20}", "fields": {"name": "Lamps"}},
    "addOrder": {"opportunity_id": f"opp-{'o' * 20}", "fields": {}},
    "tryReferralRule": {"opportunity_id": f"opp-{'o' * 20}"},
    "checkSave": {"fields": {}},
    "publishSalesWorkflow": {"name": "Sales", "stages": [dict(s) for s in DEFAULT.stages]},
    "tryOutgoingPolicy": {"draft": {}, "opportunity_id": f"opp-{'o' * 20}"},
    "tellCrmEvents": {"object": "opportunity", "id": "opp-1", "by": "Ingrid"},
    "makeInboundLink": {"partner_id": "wharf", "name": "Wharf"},
    "rotateLinkKey": {},
    "addPartner": {"partner_id": "wharf", "name": "Wharf"},
}
QUERIES: dict[str, dict[str, str]] = {
    "searchAccounts": {"q": "fen"},
    "comparePolicies": {"before": "0", "after": "0"},
    "withdrawPolicy": {"partner_id": "harbour"},
}
HEADERS: dict[str, dict[str, str]] = {
    "withdrawPolicy": {"if-match": '"1"'},
    "approveReward": {"if-match": '"1"'},
}


def attempt(client: Client, route: Route, world: Mapping[str, str]) -> Reply:
    """
    Ask for what the route is for, of the records of `world`; with the document's example where
    nothing else is said.
    """
    name, path = route.operation_id, route.path.format(**world)
    query = QUERIES.get(name, {})
    if route.method == "GET":
        return client.get(path, **query)
    headers = dict(HEADERS.get(name, {}))
    if (route.if_match or route.method == "PATCH") and "if-match" not in headers:
        headers["if-match"] = client.get(path).headers.get("ETag", '"0"')
    body = _body(route, world)
    if body:
        headers["content-type"] = route.text or "application/json"
    return client.send(route.method, path, query=urlencode(query), body=body, headers=headers)


def is_for_harbour(route: Route) -> bool:
    """Tell whether Harbour is named by what is sent."""
    told = _told(route)
    return isinstance(told, Mapping) and told.get("partner_id") == "harbour"


def _body(route: Route, world: Mapping[str, str]) -> str:
    told = _told(route)
    if told is None or isinstance(told, str):
        return told or ""
    named = {"partner_id": world["partner_id"]} if is_for_harbour(route) else {}
    return json.dumps({**told, **named})


def _told(route: Route) -> Any:
    return BODIES.get(route.operation_id, route.example)
