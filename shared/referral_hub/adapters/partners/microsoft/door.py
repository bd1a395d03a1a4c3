"""The door to the referrals of one partner: signed-in calls, and nothing beyond three hosts."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any
from urllib.parse import quote, urlencode
from uuid import uuid4

from .errors import OVERTAKEN, translated
from .places import Places, is_at
from .reading import member
from .session import Session
from .wire import Answer, Headers, Wire, unreadable

_WELL = (HTTPStatus.OK, HTTPStatus.CREATED, HTTPStatus.NO_CONTENT)
_JSON = {"Content-Type": "application/json"}

Operation = Mapping[str, Any]


def replace(path: str, value: object) -> Operation:
    """One step of a JSON Patch (RFC 6902); Partner Center takes `replace` and `add`."""
    return {"op": "replace", "path": path, "value": value}


def put(document: Mapping[str, Any], path: str, value: object) -> Operation:
    """One step that gives a referral this member, whether it has it or not."""
    if member(document, path) is not None:
        return replace(f"/{path}", value)
    return {"op": "add", "path": f"/{path}", "value": value}


class Door:
    """Referrals are given as they came, flaws and all: see `domain.strict_json.loosely`."""

    def __init__(self, wire: Wire, session: Session, places: Places) -> None:
        self._wire = wire
        self._session = session
        self.places = places

    def first_page(self, **options: str) -> str:
        """Make the address of a list: OData options without their `$`."""
        named = {f"${name}": value for name, value in options.items()}
        return f"{self.places.referrals}?{urlencode(named, quote_via=quote)}"

    def page(self, url: str) -> Any:
        """
        Read a page of a list, whose address is on the host of the referrals.

        Raises:
            Refusal: Partner Center will not.
            Unavailable: it could not be asked, or its answer is no page.
        """
        if not is_at(url, [self.places.referrals]):
            raise unreadable("leads to another host; nobody follows it")
        return _well(self._sent("GET", url, _JSON, b"")).loose()

    def find(self, referral_id: str) -> Any:
        """Read a referral; None when Partner Center does not show it to us. Raises as `page`."""
        answer = self._sent("GET", self._one(referral_id), _JSON, b"")
        if answer.status == HTTPStatus.NOT_FOUND:
            return None
        return _well(answer).loose()

    def patch(self, referral_id: str, steps: Sequence[Operation], *, tag: str) -> bool:
        """
        Do all steps or none; none, and False, when the referral is not as it was read under this
        tag.

        Raises:
            Refusal: Partner Center will not.
            Unavailable: nobody knows whether it was done.
        """
        headers = {**_JSON, **({"If-Match": tag} if tag else {})}
        body = json.dumps(list(steps)).encode()
        answer = self._sent("PATCH", self._one(referral_id), headers, body)
        if answer.status in OVERTAKEN:
            return False
        _well(answer)
        return True

    def create(self, referral: Mapping[str, Any]) -> Any:
        """
        Create a referral of our own, and read what it is there; asked twice, there are two.

        Raises:
            Refusal: Partner Center will not.
            Unavailable: nobody knows whether it was done.
        """
        body = json.dumps(dict(referral)).encode()
        return _well(self._sent("POST", self.places.referrals, _JSON, body)).loose()

    def registration(self) -> Mapping[str, Any] | None:
        """Read the tenant's registration for webhooks; None when there is none. Raises so."""
        where, resource = self.places.registration, self.places.registration_resource
        answer = self._sent("GET", where, _JSON, b"", resource=resource)
        return None if answer.status == HTTPStatus.NOT_FOUND else _well(answer).told()

    def _one(self, referral_id: str) -> str:
        return f"{self.places.referrals}/{quote(referral_id, safe='')}"

    def _sent(
        self, method: str, url: str, headers: Headers, body: bytes, *, resource: str = ""
    ) -> Answer:
        wanted = resource or self.places.referrals_resource
        token = self._session.token(wanted)
        answer = self._wire.exchange(method, url, _signed(token.text, headers), body)
        if answer.status != HTTPStatus.UNAUTHORIZED:
            return answer
        token = self._session.renew(wanted, token)
        return self._wire.exchange(method, url, _signed(token.text, headers), body)


def _signed(token: str, headers: Headers) -> Headers:
    """The id of a request is what Microsoft's support asks for ("Partner REST headers")."""
    return {"Authorization": f"Bearer {token}", "client-request-id": str(uuid4()), **headers}


def _well(answer: Answer) -> Answer:
    if answer.status not in _WELL:
        raise translated(answer)
    return answer
