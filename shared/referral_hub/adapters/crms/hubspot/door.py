"""The door to HubSpot: one portal, JSON in and out, and errors in the hub's terms."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

from urllib3 import BaseHTTPResponse, PoolManager, Timeout
from urllib3.exceptions import HTTPError

from referral_hub.adapters.tls import require_tls
from referral_hub.domain.cause import Cause

from . import paths
from .errors import SYSTEM, translated, translated_item, unavailable

# The longest step, a contact with its role after a conflict, makes eight calls; its Lambda has the
# time for them (tests/infra/test_timeouts.py).
_PATIENCE = Timeout(connect=3, read=10)
_CALLS_LEFT = "X-HubSpot-RateLimit-Daily-Remaining"


class Door:
    """
    `url` has no path; `secret` gives the `access_token` each time it is needed.

    `calls_left` is how many calls the portal has left today, as of the last answer that told.
    """

    def __init__(self, url: str, secret: Callable[[], Mapping[str, str]]) -> None:
        self.url = url.rstrip("/")
        self._secret = secret
        # A failed call is tried again by the workflow, and by nobody in between.
        self._pool = PoolManager(timeout=_PATIENCE, retries=False)
        self.calls_left: int | None = None

    def get(self, path: str, **query: str) -> Any:
        """
        Read.

        Raises:
            Refusal: HubSpot will not.
            Unavailable: HubSpot could not be asked, or did not answer.
        """
        return self.ask("GET", f"{path}?{urlencode(query)}" if query else path)

    def post(self, path: str, body: Any) -> Any:
        """Send a document. Raises as `get` does."""
        return self.ask("POST", path, body)

    def ask(self, method: str, path: str, body: Any = None) -> Any:
        """Make any call. Raises as `get` does."""
        answer = self._sent(method, path, None if body is None else json.dumps(body).encode())
        left = answer.headers.get(_CALLS_LEFT, "")
        self.calls_left = int(left) if left.isdigit() else self.calls_left
        if answer.status >= HTTPStatus.MULTIPLE_CHOICES:
            raise translated(answer.status, _told(answer.data))
        return _read(answer.data)

    def batch(self, path: str, body: Any) -> list[dict[str, Any]]:
        """
        Write a batch of one, all or nothing; what failed is told inside a success.

        Raises as `get` does.
        """
        told = self.post(path, body)
        for error in told.get("errors") or ():
            raise translated_item(error)
        return list(told["results"])

    def walk(self, path: str, **query: str) -> Iterator[dict[str, Any]]:
        """List the results, page by page. Raises as `get` does."""
        place: dict[str, str] = {}
        while True:
            page = self.get(path, **query, **place)
            yield from page["results"]
            after = next_page(page)
            if not after:
                return
            place = {"after": after}

    @property
    def token(self) -> str:
        """
        The access token.

        Raises:
            Unavailable: the secret has none.
        """
        token = self._secret().get("access_token", "")
        if not token:
            raise unavailable("the secret has no access_token for HubSpot", Cause.SIGNED_OUT)
        return token

    def _sent(self, method: str, path: str, body: bytes | None) -> BaseHTTPResponse:
        require_tls(self.url, system=SYSTEM, wanted=paths.URL)
        headers = {"Authorization": f"Bearer {self.token}", "Accept": "application/json"}
        if body is not None:
            headers["Content-Type"] = "application/json"
        try:
            return self._pool.request(method, self.url + path, body=body, headers=headers)
        except HTTPError as error:
            # Not chained: the text of the error may hold the address, and that an e-mail.
            kind = type(error).__name__
            raise unavailable(
                f"HubSpot could not be reached, or its answer broke off ({kind})"
            ) from None


def next_page(page: Mapping[str, Any]) -> str:
    return str(((page.get("paging") or {}).get("next") or {}).get("after") or "")


def _read(data: bytes) -> Any:
    if not data:
        return {}
    try:
        return json.loads(data)
    except ValueError:
        raise unavailable("HubSpot answered something that cannot be read") from None


def _told(data: bytes) -> Mapping[str, Any]:
    """What an error says; gateways say it in HTML, which says nothing."""
    try:
        told = json.loads(data)
    except ValueError:
        return {}
    return told if isinstance(told, Mapping) else {}
