"""Rules by which what comes in is given to somebody: publish, switch, try."""

from __future__ import annotations

from http import HTTPStatus

from functions.api.assignment_views import assignment_view
from functions.api.http import Answer, Call, NoQuery, answer, etag
from functions.api.preconditions import moved_on, required_tag, unless_moved_on
from functions.api.routing_rule_shapes import (
    RoutingRuleBody,
    RoutingRuleList,
    RoutingTrialBody,
    RoutingTrialView,
)
from referral_hub.application.queries import open_referral
from referral_hub.application.routing import ruling
from referral_hub.domain.routing.rules import RoutingRule

_WHAT = "the routing rule"


def list_all(call: Call[NoQuery, NoQuery]) -> Answer:
    rules = sorted(call.hub.routing_rules.all(), key=lambda rule: rule.place)
    return answer(HTTPStatus.OK, RoutingRuleList(items=tuple(rules)))


def read(call: Call[NoQuery, NoQuery]) -> Answer:
    return _shown(_known(call))


def list_versions(call: Call[NoQuery, NoQuery]) -> Answer:
    versions = call.hub.routing_rules.versions(_known(call).rule_id)
    return answer(HTTPStatus.OK, RoutingRuleList(items=tuple(versions)))


def publish(call: Call[RoutingRuleBody, NoQuery]) -> Answer:
    """Publish the version after the one that the caller has seen; of a new rule that is 0."""
    named = {"rule_id": call.path["rule_id"]}
    before = call.hub.routing_rules.find(named["rule_id"])
    if required_tag(call.request) != etag(before.version if before else 0):
        raise moved_on(_WHAT)
    return _published(call, RoutingRule(**dict(call.body) | named), before)


def activate(call: Call[NoQuery, NoQuery]) -> Answer:
    known = _known(call)
    on = known.model_copy(update={"active": True})
    return _shown(known) if known.active else _published(call, on, known)


def deactivate(call: Call[NoQuery, NoQuery]) -> Answer:
    hub, known = call.hub, _known(call)
    with unless_moved_on(_WHAT):
        off = ruling.switch_routing_rule_off(
            rule=known, by=call.by, now=hub.clock(), desk=hub.routing_desk
        )
    return _shown(off)


def try_on_one(call: Call[RoutingTrialBody, NoQuery]) -> Answer:
    hub, rule = call.hub, _known(call)
    row = open_referral(number=call.body.number, by=call.by, referrals=hub.referrals)
    tried = ruling.try_routing_rule(
        rule=rule, referral=row.referral, now=hub.clock(), desk=hub.routing_desk
    )
    view = RoutingTrialView(
        holds=tried.holds, trace=tried.trace, chosen=assignment_view(tried.chosen)
    )
    return answer(HTTPStatus.OK, view)


def _published(
    call: Call[object, NoQuery], rule: RoutingRule, before: RoutingRule | None
) -> Answer:
    hub = call.hub
    with unless_moved_on(_WHAT):
        published = ruling.publish_routing_rule(
            rule=rule, before=before, by=call.by, now=hub.clock(), desk=hub.routing_desk
        )
    return _shown(published)


def _known(call: Call[object, NoQuery]) -> RoutingRule:
    return call.hub.routing_rules.get(call.path["rule_id"])


def _shown(rule: RoutingRule) -> Answer:
    return answer(HTTPStatus.OK, rule, ETag=etag(rule.version))
