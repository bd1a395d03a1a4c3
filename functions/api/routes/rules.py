"""Rules by which opportunities become referrals: publish, switch, try, and ask before saving."""

from __future__ import annotations

from functools import partial
from http import HTTPStatus

from functions.api.http import Answer, Call, NoQuery, answer, etag
from functions.api.preconditions import moved_on, required_tag, unless_moved_on
from functions.api.rule_shapes import RuleBody, RuleCheckBody, RuleTrialBody
from functions.api.rule_views import (
    RuleCheckView,
    RuleFileList,
    RuleFileView,
    RuleList,
    finding_view,
    trial_view,
)
from referral_hub.application.outgoing.forms import form_for
from referral_hub.application.outgoing.rules import ruling, saving
from referral_hub.domain.outgoing.rules import ReferralRule

_WHAT = "the rule"


def list_all(call: Call[NoQuery, NoQuery]) -> Answer:
    return answer(HTTPStatus.OK, RuleList(items=tuple(call.hub.rule_desk.rules.all())))


def read(call: Call[NoQuery, NoQuery]) -> Answer:
    return _shown(_known(call))


def list_versions(call: Call[NoQuery, NoQuery]) -> Answer:
    versions = call.hub.rule_desk.rules.versions(_known(call).rule_id)
    return answer(HTTPStatus.OK, RuleList(items=tuple(versions)))


def publish(call: Call[RuleBody, NoQuery]) -> Answer:
    """Publish the version after the one that the caller has seen; of a new rule that is 0."""
    rule_id = call.path["rule_id"]
    before = call.hub.rule_desk.rules.find(rule_id)
    if required_tag(call.request) != etag(before.version if before else 0):
        raise moved_on(_WHAT)
    said = ReferralRule.model_validate(call.body.model_dump() | {"rule_id": rule_id})
    return _published(call, said, before)


def activate(call: Call[NoQuery, NoQuery]) -> Answer:
    known = _known(call)
    if known.active:
        return _shown(known)
    return _published(call, known.model_copy(update={"active": True}), known)


def deactivate(call: Call[NoQuery, NoQuery]) -> Answer:
    hub = call.hub
    switched = ruling.switch_off(
        rule=_known(call), by=call.by, now=hub.clock(), rules=hub.rule_desk.rules
    )
    return _shown(switched)


def try_on_one(call: Call[RuleTrialBody, NoQuery]) -> Answer:
    trial = ruling.try_rule(
        rule=_known(call),
        opportunity_id=call.body.opportunity_id,
        by=call.by,
        now=call.hub.clock(),
        desk=call.hub.rule_desk,
    )
    return answer(HTTPStatus.OK, trial_view(trial))


def check(call: Call[RuleCheckBody, NoQuery]) -> Answer:
    """Tell what the rules would make of a save, with all that is wrong at once."""
    findings = saving.check_save(
        opportunity_id=call.body.opportunity_id,
        account_id=call.body.account_id,
        fields=call.body.fields,
        users=call.body.users,
        by=call.by,
        now=call.hub.clock(),
        desk=call.hub.rule_desk,
    )
    allowed = not any(finding.vetoes for finding in findings)
    view = RuleCheckView(allowed=allowed, rules=tuple(map(finding_view, findings)))
    return answer(HTTPStatus.OK, view)


def files(call: Call[NoQuery, NoQuery]) -> Answer:
    hub = call.hub
    of_partner = partial(form_for, partners=hub.partners, connections=hub.connections)
    told = ruling.rules_for_crm(desk=hub.rule_desk, form=of_partner)
    items = tuple(RuleFileView(path=path, text=text) for path, text in told.items())
    return answer(HTTPStatus.OK, RuleFileList(items=items))


def _published(
    call: Call[object, NoQuery], rule: ReferralRule, before: ReferralRule | None
) -> Answer:
    hub = call.hub
    form = form_for(rule.partner_id, partners=hub.partners, connections=hub.connections)
    with unless_moved_on(_WHAT):
        published = ruling.publish_rule(
            rule=rule, before=before, by=call.by, now=hub.clock(), desk=hub.rule_desk, form=form
        )
    return _shown(published)


def _known(call: Call[object, NoQuery]) -> ReferralRule:
    return call.hub.rule_desk.rules.get(call.path["rule_id"])


def _shown(rule: ReferralRule) -> Answer:
    return answer(HTTPStatus.OK, rule, ETag=etag(rule.version))
