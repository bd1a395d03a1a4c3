"""The partners that the hub knows, and its connections with them."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from functions.api.http import Answer, Call, NoQuery, answer, etag
from functions.api.partner_shapes import PartnerBody, PartnerChangeBody, SecretBody
from functions.api.partner_views import PartnerChecks, PartnerList, partner_detail, partner_view
from functions.api.preconditions import moved_on, required_tag, unless_moved_on
from functions.api.reading import read_part
from functions.api.refusals import InvalidRequest, UnknownPartner
from referral_hub.application.partners import connections as partner_connections
from referral_hub.application.routing.managing import manager_of
from referral_hub.domain.access import Role
from referral_hub.domain.errors import Unavailable
from referral_hub.domain.partners.partner import Partner, PartnerKind, PartnerNotFound
from referral_hub.domain.partners.quota import QuotaLeft
from referral_hub.hub import Hub

_WHAT = "the partner"


def list_all(call: Call[NoQuery, NoQuery]) -> Answer:
    known = [each for each in call.hub.partners.all() if call.by.may_see(each.partner_id)]
    settings_of = call.hub.connections.settings_of
    states = call.hub.feed_states.of_each([partner.partner_id for partner in known])
    items = (partner_view(p, settings_of(p.kind), states[p.partner_id]) for p in known)
    return answer(HTTPStatus.OK, PartnerList(items=tuple(items)))


def add(call: Call[PartnerBody, NoQuery]) -> Answer:
    body = call.body
    settings = _fitting(call.hub, body.kind, body.settings)
    _must_be_the_only_one(call.hub, body)
    manager = manager_of(body.partner_id, body.manager, call.hub.users)
    partner = Partner(**body.model_dump() | {"settings": settings, "manager": manager})
    return _shown(call.hub, call.hub.partners.add(partner), HTTPStatus.CREATED)


def read(call: Call[NoQuery, NoQuery]) -> Answer:
    """Admins are shown how it is connected, all others of the host how that goes."""
    return _shown(call.hub, partner_of(call), settings=call.by.role is Role.ADMIN)


def change(call: Call[PartnerChangeBody, NoQuery]) -> Answer:
    """Change the version that the caller has seen, and no other."""
    hub, partner = call.hub, partner_of(call)
    if required_tag(call.request) != etag(partner.version):
        raise moved_on(_WHAT)
    told = call.body.model_dump(exclude_unset=True)
    if "settings" in told:
        told["settings"] = _fitting(hub, partner.kind, told["settings"])
    if "manager" in told:
        told["manager"] = manager_of(partner.partner_id, told["manager"], hub.users)
    with unless_moved_on(_WHAT):
        changed = partner_connections.change(
            partner=partner, told=told, partners=hub.partners, connections=hub.connections
        )
    return _shown(hub, changed)


def pause(call: Call[NoQuery, NoQuery]) -> Answer:
    hub = call.hub
    paused = partner_connections.pause(
        partner=partner_of(call),
        now=hub.clock(),
        partners=hub.partners,
        connections=hub.connections,
    )
    return _shown(hub, paused)


def resume(call: Call[NoQuery, NoQuery]) -> Answer:
    resumed = partner_connections.resume(partner=partner_of(call), partners=call.hub.partners)
    return _shown(call.hub, resumed)


def test(call: Call[NoQuery, NoQuery]) -> Answer:
    partner = partner_of(call)
    checks = partner_connections.check(partner=partner, connections=call.hub.connections)
    passed = all(check.passed for check in checks)
    view = PartnerChecks(partner_id=partner.partner_id, passed=passed, checks=checks)
    return answer(HTTPStatus.OK, view)


def put_secret(call: Call[SecretBody, NoQuery]) -> Answer:
    hub, partner = call.hub, partner_of(call)
    wrong = partner_connections.misfits(partner, call.body.root, hub.connections)
    if wrong:
        fields = {f"/{name}": why for name, why in wrong.items()}
        raise InvalidRequest("the secret is not what the settings ask for", fields=fields)
    changed = partner_connections.put_secret(
        partner=partner,
        members=call.body.root,
        now=hub.clock(),
        partners=hub.partners,
        connections=hub.connections,
    )
    return _shown(hub, changed)


def partner_of(call: Call[object, object]) -> Partner:
    """
    Raises:
        UnknownPartner: the address names nobody, or none of the caller's business.
    """
    try:
        return call.hub.partners.get(named(call, call.path["partner_id"]))
    except PartnerNotFound as error:
        raise UnknownPartner(error.detail) from None


def named(call: Call[object, object], partner_id: str) -> str:
    """
    Raises:
        PartnerNotFound: the partner that is named is none of the caller's business.
    """
    if not call.by.may_see(partner_id):
        raise PartnerNotFound.of(partner_id)
    return partner_id


def _fitting(hub: Hub, kind: PartnerKind, settings: Mapping[str, Any]) -> dict[str, Any]:
    """
    Return the settings as they are kept: what was said, in the form that JSON has.

    Raises:
        InvalidRequest: the kind cannot be connected, or the settings do not fit it.
    """
    if kind not in hub.connections.kinds:
        known = ", ".join(hub.connections.kinds)
        raise InvalidRequest("1 field is wrong", fields={"/kind": f"this hub connects {known}"})
    model = hub.connections.settings_of(kind)
    read = read_part(settings, model, at="/settings")
    return read.model_dump(mode="json", exclude_unset=True)


def _must_be_the_only_one(hub: Hub, body: PartnerBody) -> None:
    """
    Raises:
        InvalidRequest: a hub has one partner of this kind, and that has another id.
    """
    only = hub.connections.settings_of(body.kind).only_id
    if only and only != body.partner_id:
        wrong = {"/partner_id": f"must be {only}: a hub has one partner of this kind"}
        raise InvalidRequest("1 field is wrong", fields=wrong)


def _shown(
    hub: Hub, partner: Partner, status: HTTPStatus = HTTPStatus.OK, *, settings: bool = True
) -> Answer:
    model, state = hub.connections.settings_of(partner.kind), hub.feed_states.of(partner.partner_id)
    view = partner_detail(partner, model, state, _quota_left(hub, partner), settings=settings)
    return answer(status, view, ETag=etag(partner.version))


def _quota_left(hub: Hub, partner: Partner) -> tuple[QuotaLeft, ...]:
    try:
        quota = hub.connections.connect(partner).quota
    except Unavailable:
        # Settings that fit its kind no longer: its check says so.
        return ()
    return quota.left() if quota else ()
