"""A partner's webhook: set it, rotate its secret, try it, see how it goes, send again."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus

from functions.api.http import Answer, Call, NoQuery, answer
from functions.api.refusals import UnknownPartner
from functions.api.webhook_shapes import (
    DeliveryList,
    DeliveryView,
    NewWebhookView,
    SentAgainView,
    WebhookBody,
    WebhookView,
)
from referral_hub.application.webhooks.desk import EndpointHealth, WebhookDesk
from referral_hub.domain.partners.partner import PartnerNotFound


def put(call: Call[WebhookBody, NoQuery]) -> Answer:
    """The secret is in the first answer only."""
    with _desk(call) as desk:
        made = desk.set(
            _partner(call),
            url=call.body.url,
            events=call.body.chosen,
            by=call.by,
            clock=call.hub.clock,
        )
    if made.secret:
        return answer(HTTPStatus.CREATED, NewWebhookView.with_secret(made))
    return answer(HTTPStatus.OK, WebhookView.of(EndpointHealth(endpoint=made.endpoint)))


def read(call: Call[NoQuery, NoQuery]) -> Answer:
    with _desk(call) as desk:
        return answer(HTTPStatus.OK, WebhookView.of(desk.look(_partner(call), by=call.by)))


def remove(call: Call[NoQuery, NoQuery]) -> Answer:
    with _desk(call) as desk:
        desk.remove(_partner(call), by=call.by)
    return Answer(HTTPStatus.NO_CONTENT)


def rotate(call: Call[NoQuery, NoQuery]) -> Answer:
    """The secret that is replaced signs for another 24 hours."""
    with _desk(call) as desk:
        made = desk.rotate(_partner(call), by=call.by, now=call.hub.clock())
    return answer(HTTPStatus.CREATED, NewWebhookView.with_secret(made))


def test(call: Call[NoQuery, NoQuery]) -> Answer:
    with _desk(call) as desk:
        queued = desk.test(_partner(call), by=call.by, now=call.hub.clock())
    return answer(HTTPStatus.ACCEPTED, DeliveryView.of(queued))


def list_deliveries(call: Call[NoQuery, NoQuery]) -> Answer:
    with _desk(call) as desk:
        latest = desk.latest(_partner(call), by=call.by)
    return answer(HTTPStatus.OK, DeliveryList(items=tuple(map(DeliveryView.of, latest))))


def resend(call: Call[NoQuery, NoQuery]) -> Answer:
    with _desk(call) as desk:
        again = desk.resend(_partner(call), call.path["delivery_id"], by=call.by)
    return answer(HTTPStatus.ACCEPTED, SentAgainView.after(again))


@contextmanager
def _desk(call: Call[object, object]) -> Iterator[WebhookDesk]:
    """
    Raises:
        UnknownPartner: the address names nobody, or none of the caller's business.
    """
    desk = call.hub.webhook_desk
    assert desk, "the API knows the way to webhooks"
    try:
        yield desk
    except PartnerNotFound as error:
        raise UnknownPartner(error.detail) from None


def _partner(call: Call[object, object]) -> str:
    return call.path["partner_id"]
