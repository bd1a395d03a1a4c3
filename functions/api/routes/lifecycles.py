"""Lifecycles: read them, and say which stages a referral goes through."""

from __future__ import annotations

from http import HTTPStatus

from functions.api.http import Answer, Call, NoQuery, answer, etag
from functions.api.lifecycle_shapes import LifecycleBody, LifecycleList
from functions.api.preconditions import moved_on, required_tag, unless_moved_on
from referral_hub.application.lifecycles import managing
from referral_hub.domain.lifecycles.lifecycle import Lifecycle

_WHAT = "the lifecycle"


def list_all(call: Call[NoQuery, NoQuery]) -> Answer:
    known = call.hub.lifecycle_desk.lifecycles.all()
    return answer(HTTPStatus.OK, LifecycleList(items=tuple(known)))


def read(call: Call[NoQuery, NoQuery]) -> Answer:
    return _shown(_known(call))


def list_versions(call: Call[NoQuery, NoQuery]) -> Answer:
    versions = call.hub.lifecycle_desk.lifecycles.versions(_known(call).rule_id)
    return answer(HTTPStatus.OK, LifecycleList(items=tuple(versions)))


def publish(call: Call[LifecycleBody, NoQuery]) -> Answer:
    """Publish the version after the one that the caller has seen; of a new lifecycle that is 0."""
    hub, named = call.hub, {"rule_id": call.path["lifecycle_id"]}
    before = hub.lifecycle_desk.lifecycles.find(named["rule_id"])
    if required_tag(call.request) != etag(before.version if before else 0):
        raise moved_on(_WHAT)
    with unless_moved_on(_WHAT):
        published = managing.publish_lifecycle(
            lifecycle=Lifecycle(**dict(call.body) | named),
            before=before,
            by=call.by,
            now=hub.clock(),
            desk=hub.lifecycle_desk,
        )
    return _shown(published)


def _known(call: Call[object, NoQuery]) -> Lifecycle:
    return call.hub.lifecycle_desk.lifecycles.get(call.path["lifecycle_id"])


def _shown(lifecycle: Lifecycle) -> Answer:
    return answer(HTTPStatus.OK, lifecycle, ETag=etag(lifecycle.version))
