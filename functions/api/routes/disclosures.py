"""Send deals to other organisations, and say which features offer it."""

from __future__ import annotations

from http import HTTPStatus

from functions._entrypoint import measure
from functions.api.disclosure_shapes import AccessReferralBody, FeatureBody
from functions.api.disclosure_views import FeatureList, OutlineView
from functions.api.http import Answer, Call, NoQuery, answer, etag
from functions.api.preconditions import moved_on, required_tag, unless_moved_on
from functions.api.routes.outgoing import shown
from functions.api.routes.partners import named
from referral_hub.application.outgoing import disclosing
from referral_hub.domain.features import Feature

_WHAT = "the feature"


def preview(call: Call[AccessReferralBody, NoQuery]) -> Answer:
    now = call.hub.clock()
    outline = disclosing.outline(sending=call.body.sending(call.by, now), now=now, desk=_desk(call))
    return answer(HTTPStatus.OK, OutlineView.of(outline, call.by))


def send(call: Call[AccessReferralBody, NoQuery]) -> Answer:
    """Answered again, it is the first: the same deal is sent to the same link once."""
    now = call.hub.clock()
    referral, new = disclosing.disclose(
        sending=call.body.sending(call.by, now), now=now, desk=_desk(call)
    )
    if new:
        measure("ReferralCreated")
    location = f"/v1/outgoing-referrals/{referral.number}"
    return shown(call, referral, HTTPStatus.CREATED).with_headers({"Location": location})


def list_features(call: Call[NoQuery, NoQuery]) -> Answer:
    return answer(HTTPStatus.OK, FeatureList(items=tuple(call.hub.features.all())))


def put_feature(call: Call[FeatureBody, NoQuery]) -> Answer:
    """Change the version that the caller has seen; of a new one that is 0."""
    features, feature_id = call.hub.features, call.path["feature_id"]
    known = features.find(feature_id)
    version = known.version if known else 0
    if required_tag(call.request) != etag(version):
        raise moved_on(_WHAT)
    feature = Feature(feature_id=feature_id, version=version, **call.body.model_dump())
    with unless_moved_on(_WHAT):
        saved = features.save(feature)
    return answer(HTTPStatus.OK, saved, ETag=etag(saved.version))


def _desk(call: Call[AccessReferralBody, NoQuery]) -> disclosing.DisclosureDesk:
    hub = call.hub
    connection = hub.connection(named(call, call.body.partner_id))
    return disclosing.DisclosureDesk(hub.sharing_desk, hub.features, connection, call.by)
