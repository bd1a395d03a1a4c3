"""The routes of the API as its committed document tells of them."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from functions.api.openapi import DOCUMENT
from referral_hub.domain.access import Role

# Of which parameters of paths a record is some partner's, and of which it is the hub's.
OF_A_PARTNER = frozenset(
    [
        "number",
        "partner_id",
        "batch_id",
        "key",
        "delivery_id",
        "tracked_number",
        "referrer_id",
        "code",
        "payout_id",
    ]
)
OF_THE_HUB = frozenset(
    [
        "account_id",
        "asset",
        "crm",
        "email",
        "feature_id",
        "key_id",
        "lead_id",
        "lifecycle_id",
        "link_id",
        "object",
        "opportunity_id",
        "order_id",
        "policy_id",
        "rule_id",
        "unmatched_id",
        "run_id",
        "version",
        "workflow_id",
    ]
)


@dataclass(frozen=True)
class Route:
    """`roles` is None where no key is needed; `answers` are the statuses of success."""

    operation_id: str
    method: str
    path: str
    roles: frozenset[Role] | None
    answers: frozenset[int]
    example: Any = None
    text: str = ""
    if_match: bool = False

    @property
    def parameters(self) -> frozenset[str]:
        return frozenset(re.findall(r"{(\w+)}", self.path))

    @property
    def open(self) -> bool:
        return self.roles is None

    @property
    def on_a_partners_record(self) -> bool:
        return bool(self.parameters & OF_A_PARTNER)


def routes() -> list[Route]:
    paths = json.loads(DOCUMENT.read_text(encoding="utf-8"))["paths"]
    return [
        _route(path, method.upper(), told)
        for path, methods in paths.items()
        for method, told in methods.items()
    ]


def _route(path: str, method: str, told: Mapping[str, Any]) -> Route:
    content = told.get("requestBody", {}).get("content", {})
    [(kind, body)] = content.items() or [("", {})]
    return Route(
        operation_id=told["operationId"],
        method=method,
        path=path,
        roles=frozenset(map(Role, told["x-roles"])) if "x-roles" in told else None,
        answers=frozenset(int(status) for status in told["responses"] if status.startswith("2")),
        example=body.get("example"),
        text="" if kind in ("", "application/json") else kind,
        if_match=any(p["name"] == "If-Match" and p["required"] for p in told["parameters"]),
    )
