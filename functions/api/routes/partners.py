"""The partners that the hub knows."""

from __future__ import annotations

from http import HTTPStatus

from functions.api.http import Answer, Call, answer
from functions.api.representation import partner_view
from functions.api.schemas import NoQuery, PartnerBody
from functions.api.views import PartnerList
from referral_hub.domain.partner import Partner


def list_all(call: Call[NoQuery, NoQuery]) -> Answer:
    known = tuple(partner_view(partner) for partner in call.hub.partners.all())
    return answer(HTTPStatus.OK, PartnerList(items=known))


def add(call: Call[PartnerBody, NoQuery]) -> Answer:
    added = call.hub.partners.add(Partner(**call.body.model_dump()))
    return answer(HTTPStatus.CREATED, partner_view(added))
