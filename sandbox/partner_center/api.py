"""The addresses of Partner Center and who answers there."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from sandbox.http_door import Answer, Request
from sandbox.partner_center.errors import ApiError, RegistrationError, invalid, not_found
from sandbox.partner_center.identity import endpoint
from sandbox.partner_center.identity.tokens import REFERRALS, WEBHOOKS, App, Tokens
from sandbox.partner_center.referrals import writing
from sandbox.partner_center.referrals.listing import PATH, Lister
from sandbox.partner_center.referrals.poison import poisoned, spoilt_body, spoilt_page
from sandbox.partner_center.referrals.store import Document, Record, Store
from sandbox.partner_center.webhooks import registration, signing
from sandbox.partner_center.webhooks.registration import Webhooks

Handle = Callable[..., Answer]
_TENANT = r"/[\w.-]+"
_DER = "application/pkix-cert"


@dataclass
class Api:
    """Answer requests out of one store; who calls it holds the lock."""

    app: App
    store: Store = field(default_factory=Store)
    tokens: Tokens = field(default_factory=Tokens)
    webhooks: Webhooks = field(default_factory=Webhooks)
    lister: Lister = field(default_factory=Lister)

    def answer(self, request: Request, url: str) -> Answer:
        """Answer one request; `url` is how the caller reached us."""
        try:
            handle, found = _route(self._routes(), request)
            return handle(request, url, *found.groups())
        except ApiError as error:
            return Answer.of(error.status, error.body())

    def _routes(self) -> list[tuple[str, str, Handle]]:
        one, events = rf"{PATH}/([^/]+)", f"{registration.PATH}/validationEvents"
        return [
            ("POST", rf"{_TENANT}/oauth2/v2\.0/token", self._token),
            ("GET", rf"{_TENANT}/v2\.0/\.well-known/openid-configuration", self._configuration),
            ("GET", signing.CERTIFICATE_PATH, self._certificate),
            ("GET", signing.ISSUER_PATH, lambda *_: _der(signing.issuing_der())),
            ("GET", PATH, self._list),
            ("POST", PATH, self._create),
            ("GET", one, self._get),
            ("PUT", one, self._replace),
            ("PATCH", one, self._patch),
            ("GET", registration.PATH, self._registration),
            ("POST", registration.PATH, self._register),
            ("PUT", registration.PATH, self._register),
            ("GET", f"{registration.PATH}/events", self._events),
            ("POST", events, self._test),
            ("GET", rf"{events}/([^/]+)", self._tested),
        ]

    def _token(self, request: Request, _: str) -> Answer:
        store = self.store
        return endpoint.answer_token(request, self.app, self.tokens, store.behaviour, store.now)

    def _configuration(self, request: Request, url: str) -> Answer:
        return endpoint.configuration(request, url)

    def _certificate(self, _: Request, url: str) -> Answer:
        return _der(signing.certificate_der(self.store.behaviour.webhook_certificate, url))

    def _list(self, request: Request, url: str) -> Answer:
        self._require_entry(request, REFERRALS)
        behaviour = self.store.behaviour
        page, number = self.lister.page(
            self.store, request.query, url, lambda record, shown: self._listed(record, shown, url)
        )
        how = behaviour.spoilt_list if behaviour.spoilt_page in (0, number) else ""
        answer = Answer.of(HTTPStatus.OK, spoilt_page(page, how))
        padding = b" " * behaviour.page_padding_bytes
        return Answer(HTTPStatus.OK, spoilt_body(answer.body, how) + padding)

    def _get(self, request: Request, url: str, referral_id: str) -> Answer:
        self._require_entry(request, REFERRALS)
        return self._shown(self.store.find(referral_id), url, HTTPStatus.OK)

    def _create(self, request: Request, url: str) -> Answer:
        self._require_entry(request, REFERRALS)
        record = writing.create(self.store, _json(request))
        return self._shown(record, url, self.store.behaviour.create_status)

    def _replace(self, request: Request, url: str, referral_id: str) -> Answer:
        self._require_entry(request, REFERRALS)
        if_match = request.headers.get("If-Match")
        record = writing.replace(self.store, referral_id, _json(request), if_match)
        return self._shown(record, url, HTTPStatus.OK)

    def _patch(self, request: Request, url: str, referral_id: str) -> Answer:
        self._require_entry(request, REFERRALS)
        if_match = request.headers.get("If-Match")
        record = writing.patch(self.store, referral_id, _json(request), if_match)
        if "return=representation" in request.headers.get("Prefer", ""):
            return self._shown(record, url, HTTPStatus.OK)
        return Answer(HTTPStatus.NO_CONTENT)

    def _registration(self, request: Request, _: str) -> Answer:
        self._require_entry(request, WEBHOOKS)
        return Answer.of(HTTPStatus.OK, self.webhooks.show().body())

    def _register(self, request: Request, url: str) -> Answer:
        self._require_entry(request, WEBHOOKS)
        is_new = request.method == "POST"
        registered = self.webhooks.register(_json(request), url, is_new=is_new)
        return Answer.of(HTTPStatus.OK, registered.body())

    def _events(self, request: Request, _: str) -> Answer:
        self._require_entry(request, WEBHOOKS)
        return Answer.of(HTTPStatus.OK, list(registration.EVENTS))

    def _test(self, request: Request, _: str) -> Answer:
        self._require_entry(request, WEBHOOKS)
        sent = self.webhooks.test(self.store.now, self.store.behaviour)
        return Answer.of(HTTPStatus.OK, {"correlationId": sent})

    def _tested(self, request: Request, _: str, correlation: str) -> Answer:
        self._require_entry(request, WEBHOOKS)
        return Answer.of(HTTPStatus.OK, self.webhooks.tested(correlation))

    def _require_entry(self, request: Request, resource: str) -> None:
        refusal = RegistrationError if resource == WEBHOOKS else ApiError
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        opened = self.tokens.resource_of(token, self.store.now)
        is_theirs = opened == resource or not self.store.behaviour.checks_audience
        if scheme != "Bearer" or opened is None or not is_theirs:
            raise refusal(HTTPStatus.UNAUTHORIZED, "The caller is not authenticated.")
        if not self.store.behaviour.has_referral_role:
            raise refusal(HTTPStatus.FORBIDDEN, "The caller has no role for referrals.")
        needs_id = self.store.behaviour.needs_request_id
        if needs_id and "client-request-id" not in request.headers:
            raise refusal(HTTPStatus.BAD_REQUEST, "client-request-id is required.")

    def _shown(self, record: Record, url: str, status: int) -> Answer:
        context = {"@odata.context": f"{url}{PATH}/$metadata#Referrals/$entity"}
        document = context | self._rendered(record, record.document, url)
        spoilt = poisoned(document | {"eTag": record.etag}, record.poison)
        return Answer.of(status, spoilt).with_headers({"ETag": record.etag})

    def _listed(self, record: Record, shown: Document, url: str) -> Document:
        document = self._rendered(record, shown, url)
        if self.store.behaviour.list_shows_etag:
            document["eTag"] = record.etag
        return poisoned(document, record.poison)

    def _rendered(self, record: Record, shown: Document, url: str) -> Document:
        one = f"{url}{PATH}/{record.id}"
        related = f"{url}{PATH}?$filter=engagementId eq '{shown['engagementId']}'"
        links = {
            "relatedReferrals": {"uri": related, "method": "GET"},
            "self": {"uri": one, "method": "GET"},
        }
        return shown | {"links": links}


def _route(routes: list[tuple[str, str, Handle]], request: Request) -> tuple[Handle, re.Match[str]]:
    here = [
        (method, handle, found)
        for method, pattern, handle in routes
        if (found := re.fullmatch(pattern, request.path))
    ]
    if not here:
        raise not_found(f"'{request.path}'")
    for method, handle, found in here:
        if method == request.method:
            return handle, found
    raise ApiError(HTTPStatus.METHOD_NOT_ALLOWED, f"{request.method} is not allowed here.")


def _json(request: Request) -> Any:
    if "json" not in request.headers.get("Content-Type", ""):
        raise invalid("The body must be application/json.", "Content-Type")
    try:
        return request.json()
    except ValueError as error:
        raise invalid("The body is not JSON.") from error


def _der(certificate: bytes) -> Answer:
    return Answer(HTTPStatus.OK, certificate, _DER)
