"""The intake policy: read it, publish its next version."""

from __future__ import annotations

import re
from http import HTTPStatus

from functions.api.http import Answer, Call, answer, etag
from functions.api.refusals import PreconditionFailed, PreconditionRequired
from functions.api.schemas import NoQuery, PolicyBody
from referral_hub.application import configuration, queries
from referral_hub.domain.errors import Conflict
from referral_hub.domain.policy import IntakePolicy

_ETAG = re.compile(r'"([0-9]{1,8})"')


def read_current(call: Call[NoQuery, NoQuery]) -> Answer:
    return _shown(call.hub.policies.current())


def read_version(call: Call[NoQuery, NoQuery]) -> Answer:
    version = int(call.path["version"])
    return _shown(queries.policy_version(version=version, policies=call.hub.policies))


def publish(call: Call[PolicyBody, NoQuery]) -> Answer:
    """Publish the version after the one that the caller has seen."""
    seen = _seen(call.request.header("if-match"))
    hub, changed = call.hub, PreconditionFailed("the policy is no longer the one you changed")
    if seen != hub.policies.current().version:
        raise changed
    policy = IntakePolicy(**dict(call.body)).model_copy(update={"version": seen})
    try:
        return _shown(
            configuration.publish_policy(policy=policy, crm=hub.crm, policies=hub.policies)
        )
    except Conflict:
        raise changed from None


def _seen(if_match: str) -> int:
    """
    Raises:
        PreconditionRequired: the header is missing, or stands for any version.
    """
    if if_match in ("", "*"):
        raise PreconditionRequired("If-Match must name the version that you changed")
    found = _ETAG.fullmatch(if_match)
    return int(found[1]) if found else -1


def _shown(policy: IntakePolicy) -> Answer:
    return answer(HTTPStatus.OK, policy, ETag=etag(policy.version))
