"""The intake policy: read it, try its next version, publish it, go back."""

from __future__ import annotations

from dataclasses import asdict
from http import HTTPStatus

from functions.api.http import Answer, Call, NoQuery, answer, etag
from functions.api.policy_shapes import (
    OutgoingTrialBody,
    OwnPolicyQuery,
    PolicyBody,
    PolicyChangesQuery,
    PolicyQuery,
    ReplayBody,
    TrialBody,
)
from functions.api.policy_views import PolicyChangeList, PolicyVersionList, PolicyVersionView
from functions.api.preconditions import moved_on, required_tag, unless_moved_on
from referral_hub.application.outgoing import trying
from referral_hub.application.outgoing.forms import form_for
from referral_hub.application.policies import configuration
from referral_hub.application.policies import trials as policy_trials
from referral_hub.application.policies.configuration import PolicyDoesNotFit
from referral_hub.domain.forms import FormField
from referral_hub.domain.policies.diff import changes
from referral_hub.domain.policies.policy import IntakePolicy, Scope, shipped
from referral_hub.hub import Hub

# Which policy it is says the address, not the body.
_PLACE = {"version", "crm", "partner_id"}
_WHAT = "the policy"


def read_current(call: Call[NoQuery, PolicyQuery]) -> Answer:
    scope = _scope(call)
    return _shown(call.hub, scope, call.hub.policies.current(scope))


def read_version(call: Call[NoQuery, PolicyQuery]) -> Answer:
    policy = _version(call, _scope(call))
    return answer(HTTPStatus.OK, policy, ETag=etag(policy.version))


def list_versions(call: Call[NoQuery, PolicyQuery]) -> Answer:
    told = call.hub.policies.versions(_scope(call))
    items = tuple(PolicyVersionView(**asdict(version)) for version in told)
    return answer(HTTPStatus.OK, PolicyVersionList(items=items))


def compare(call: Call[NoQuery, PolicyChangesQuery]) -> Answer:
    """List what differs between two versions of one scope."""
    scope, policies = _scope(call), call.hub.policies
    before, after = (
        configuration.policy_version(version=version, policies=policies, scope=scope)
        for version in (call.query.before, call.query.after)
    )
    return answer(HTTPStatus.OK, PolicyChangeList(items=changes(before, after)))


def publish(call: Call[PolicyBody, PolicyQuery]) -> Answer:
    """Publish the version after the one that the caller has seen."""
    hub, scope = call.hub, _scope(call)
    seen = _seen(call, scope)
    if call.body.partner_id not in ("", scope.partner_id):
        wrong = {"partner_id": "must be the one in the address"}
        raise PolicyDoesNotFit("the body is another partner's policy", fields=wrong)
    place = {"partner_id": scope.partner_id, "version": seen}
    policy = _draft(hub, call.body).model_copy(update=place)
    with unless_moved_on(_WHAT):
        published = configuration.publish_policy(
            policy=policy,
            by=call.by,
            now=hub.clock(),
            crm=hub.crm,
            policies=hub.policies,
            form=_form(hub, scope.partner_id),
        )
    return _shown(hub, scope, published)


def restore(call: Call[NoQuery, PolicyQuery]) -> Answer:
    """Publish an older version as the newest."""
    hub, scope = call.hub, _scope(call)
    seen = _seen(call, scope)
    with unless_moved_on(_WHAT):
        restored = configuration.restore_policy(
            scope=scope,
            version=int(call.path["version"]),
            after=seen,
            by=call.by,
            now=hub.clock(),
            crm=hub.crm,
            policies=hub.policies,
            form=_form(hub, scope.partner_id),
        )
    return _shown(hub, scope, restored)


def withdraw(call: Call[NoQuery, OwnPolicyQuery]) -> Answer:
    """Let the policy of all partners count for this one again."""
    hub, scope = call.hub, _scope(call)
    seen = _seen(call, scope)
    with unless_moved_on(_WHAT):
        counts = configuration.withdraw_policy(
            scope=scope, after=seen, by=call.by, now=hub.clock(), policies=hub.policies
        )
    return _shown(hub, scope, counts)


def try_on_one(call: Call[TrialBody, NoQuery]) -> Answer:
    hub = call.hub
    trial = policy_trials.try_policy(
        draft=_draft(hub, call.body.draft),
        number=call.body.number,
        referrals=hub.referrals,
        policies=hub.policies,
        crm=hub.crm,
        form=_form(hub, call.body.draft.partner_id),
    )
    return answer(HTTPStatus.OK, trial)


def try_on_opportunity(call: Call[OutgoingTrialBody, NoQuery]) -> Answer:
    hub = call.hub
    trial = trying.try_on_opportunity(
        draft=_draft(hub, call.body.draft),
        opportunity_id=call.body.opportunity_id,
        policies=hub.policies,
        crm=hub.crm,
        form=_form(hub, call.body.draft.partner_id),
    )
    return answer(HTTPStatus.OK, trial)


def replay(call: Call[ReplayBody, NoQuery]) -> Answer:
    hub = call.hub
    replayed = policy_trials.replay_policy(
        draft=_draft(hub, call.body.draft),
        limit=call.body.limit,
        referrals=hub.referrals,
        policies=hub.policies,
        crm=hub.crm,
        form=_form(hub, call.body.draft.partner_id),
    )
    return answer(HTTPStatus.OK, replayed)


def _scope(call: Call[object, PolicyQuery] | Call[object, OwnPolicyQuery]) -> Scope:
    """
    Raises:
        PartnerNotFound: there is no such partner.
    """
    partner_id = call.query.partner_id
    if partner_id:
        call.hub.partners.get(partner_id)
    return Scope(call.hub.chosen_crm.name, partner_id)


def _form(hub: Hub, partner_id: str) -> tuple[FormField, ...]:
    return form_for(partner_id, partners=hub.partners, connections=hub.connections)


def _version(call: Call[object, PolicyQuery], scope: Scope) -> IntakePolicy:
    version = int(call.path["version"])
    return configuration.policy_version(version=version, policies=call.hub.policies, scope=scope)


def _draft(hub: Hub, body: PolicyBody) -> IntakePolicy:
    """Take what the body says; the rest is as it ships for the CRM."""
    said = {name: getattr(body, name) for name in body.model_fields_set - _PLACE}
    place = {"crm": body.crm or hub.chosen_crm.name, "partner_id": body.partner_id}
    return shipped(Scope(hub.chosen_crm.name)).model_copy(update=said | place)


def _seen(call: Call[object, object], scope: Scope) -> int:
    """
    Return the number of the scope's newest version, which the caller has seen.

    Raises:
        PreconditionRequired: If-Match is missing, or stands for any version.
        PreconditionFailed: it stands for another version than the one that counts.
    """
    whose = f"?partner_id={scope.partner_id}" if scope.partner_id else ""
    tag = required_tag(call.request, f"/v1/policy{whose}")
    if tag != _tag(call.hub, scope, call.hub.policies.current(scope)):
        raise moved_on(_WHAT)
    return int(tag.strip('"').partition("-")[0])


def _shown(hub: Hub, scope: Scope, policy: IntakePolicy) -> Answer:
    return answer(HTTPStatus.OK, policy, ETag=_tag(hub, scope, policy))


def _tag(hub: Hub, scope: Scope, policy: IntakePolicy) -> str:
    """Where all partners' policy counts for one, the tag changes with either."""
    if policy.scope == scope:
        return etag(policy.version)
    return f'"{hub.policies.newest(scope)}-{policy.version}"'
