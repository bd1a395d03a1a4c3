"""
The door to one partner's opportunities: `partners.opportunities.get` and `.patch`, signed in.

Google for Developers, "Cloud CRM Partners API": method pages of v1.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

from referral_hub.adapters.json_entries import Flaw, sound
from referral_hub.adapters.partner_wire import Answer, Wire, unreadable
from referral_hub.domain.strict_json import NotJson

from .errors import translated
from .places import SYSTEM
from .session import Session, Token

Opportunity = Mapping[str, Any]


class Door:
    def __init__(self, wire: Wire, session: Session) -> None:
        self._wire = wire
        self._session = session

    def look(self, url: str) -> Any:
        """
        Read an opportunity as it comes, with all its flaws.

        Raises:
            Refusal: Google will not.
            Unavailable: it could not be asked, or its answer is no JSON.
        """
        answer = self._sent("GET", url)
        if answer.status != HTTPStatus.OK:
            raise translated(answer)
        return answer.loose()

    def get(self, url: str) -> Opportunity:
        """
        Raises:
            Refusal: Google will not.
            Unavailable: it could not be asked, or its answer is no opportunity.
        """
        try:
            return sound(self.look(url))
        except (Flaw, NotJson):
            raise unreadable(SYSTEM, "is no opportunity") from None

    def patch(self, url: str, changes: Opportunity) -> None:
        """Change these fields and, by the mask, no others. Raises as `get` does."""
        mask = urlencode({"updateMask": ",".join(sorted(changes))})
        answer = self._sent("PATCH", f"{url}?{mask}", json.dumps(dict(changes)).encode())
        if answer.status != HTTPStatus.OK:
            raise translated(answer)

    def create(self, url: str, record: Mapping[str, Any]) -> Mapping[str, Any]:
        """Create a record, and read what it is there; asked twice, there are two. Raises so."""
        answer = self._sent("POST", url, json.dumps(dict(record)).encode())
        if answer.status != HTTPStatus.OK:
            raise translated(answer)
        try:
            return sound(answer.loose())
        except (Flaw, NotJson):
            raise unreadable(SYSTEM, "is no record") from None

    def _sent(self, method: str, url: str, body: bytes = b"") -> Answer:
        token = self._session.token()
        answer = self._wire.exchange(method, url, _headers(token), body)
        if answer.status != HTTPStatus.UNAUTHORIZED:
            return answer
        return self._wire.exchange(method, url, _headers(self._session.renew(token)), body)


def _headers(token: Token) -> Mapping[str, str]:
    return {"Authorization": f"Bearer {token.text}", "Content-Type": "application/json"}
