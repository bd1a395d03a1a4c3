"""Operations on the rules by which what comes in is given to somebody."""

from __future__ import annotations

from functions.api import routing_rule_shapes as shapes
from functions.api.routes import routing_rules
from referral_hub.domain.referrals.refusals import ReferralNotFound
from referral_hub.domain.routing.rules import (
    RoutingRule,
    RoutingRuleDoesNotFit,
    RoutingRuleNotFound,
)

from .operation import Operation

OPERATIONS: tuple[Operation, ...] = (
    Operation(
        "GET",
        "/v1/routing-rules",
        "listRoutingRules",
        "List the rules by which what comes in is given to somebody",
        routing_rules.list_all,
        answers={200: shapes.RoutingRuleList},
    ),
    Operation(
        "GET",
        "/v1/routing-rules/{rule_id}",
        "readRoutingRule",
        "Read the newest version of a routing rule",
        routing_rules.read,
        answers={200: RoutingRule},
        refusals=(RoutingRuleNotFound,),
        etag=True,
    ),
    Operation(
        "PUT",
        "/v1/routing-rules/{rule_id}",
        "publishRoutingRule",
        "Publish the next version of a routing rule, or a new one",
        routing_rules.publish,
        answers={200: RoutingRule},
        body=shapes.RoutingRuleBody,
        refusals=(RoutingRuleDoesNotFit,),
        if_match="required",
        etag=True,
    ),
    Operation(
        "GET",
        "/v1/routing-rules/{rule_id}/versions",
        "listRoutingRuleVersions",
        "List the versions of a routing rule, newest first",
        routing_rules.list_versions,
        answers={200: shapes.RoutingRuleList},
        refusals=(RoutingRuleNotFound,),
    ),
    Operation(
        "POST",
        "/v1/routing-rules/{rule_id}/activate",
        "activateRoutingRule",
        "Ask a routing rule from now on",
        routing_rules.activate,
        answers={200: RoutingRule},
        refusals=(RoutingRuleNotFound, RoutingRuleDoesNotFit),
        etag=True,
    ),
    Operation(
        "POST",
        "/v1/routing-rules/{rule_id}/deactivate",
        "deactivateRoutingRule",
        "Ask a routing rule no longer",
        routing_rules.deactivate,
        answers={200: RoutingRule},
        refusals=(RoutingRuleNotFound,),
        etag=True,
    ),
    Operation(
        "POST",
        "/v1/routing-rules/{rule_id}/test",
        "tryRoutingRule",
        "See whom a routing rule would give a referral to, and why",
        routing_rules.try_on_one,
        answers={200: shapes.RoutingTrialView},
        body=shapes.RoutingTrialBody,
        refusals=(RoutingRuleNotFound, ReferralNotFound),
    ),
)
