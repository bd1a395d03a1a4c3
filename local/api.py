"""The hub's API as a caller sees it, with nothing but the standard library."""

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

from local.steps import StepFailedError

_PATIENCE_SECONDS = 60
_PAUSE_SECONDS = 0.25

T = TypeVar("T")


@dataclass(frozen=True)
class Caller:
    """Somebody with a key."""

    url: str
    key: str

    def get(self, path: str, **query: str) -> Any:
        """
        Raises:
            StepFailedError: the hub answers with a problem.
        """
        return self._send("GET", f"{path}?{urlencode(query)}" if query else path)

    def post(self, path: str, body: Mapping[str, Any]) -> Any:
        """
        Raises:
            StepFailedError: the hub answers with a problem.
        """
        return self._send("POST", path, json.dumps(body).encode())

    def put(self, path: str, body: Mapping[str, Any]) -> Any:
        """
        Raises:
            StepFailedError: the hub answers with a problem.
        """
        return self._send("PUT", path, json.dumps(body).encode())

    def begin(self, path: str, body: Mapping[str, Any]) -> Any:
        """
        Put what is not there yet.

        Raises:
            StepFailedError: the hub answers with a problem.
        """
        nothing = {"If-Match": '"0"'}
        return send(self._request("PUT", path, json.dumps(body).encode(), nothing))

    def change(self, path: str, body: Mapping[str, Any]) -> Any:
        """
        Change what has no version that somebody could have seen.

        Raises:
            StepFailedError: the hub answers with a problem.
        """
        return self._send("PATCH", path, json.dumps(body).encode())

    def patch(self, path: str, body: Mapping[str, Any]) -> Any:
        """
        Change what is there, having seen it.

        Raises:
            StepFailedError: the hub answers with a problem.
        """
        return self._having_seen("PATCH", path, body)

    def replace(self, path: str, body: Mapping[str, Any]) -> Any:
        """
        Put something else in its place, having seen it.

        Raises:
            StepFailedError: the hub answers with a problem.
        """
        return self._having_seen("PUT", path, body)

    def _having_seen(self, method: str, path: str, body: Mapping[str, Any]) -> Any:
        _, seen = exchange(self._request("GET", path))
        change = json.dumps(body).encode()
        return send(self._request(method, path, change, {"If-Match": seen["ETag"]}))

    def _send(self, method: str, path: str, body: bytes | None = None) -> Any:
        return send(self._request(method, path, body))

    def _request(
        self,
        method: str,
        path: str,
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Request:
        usual = {"Authorization": f"Bearer {self.key}", "Content-Type": "application/json"}
        return Request(
            self.url + path, data=body, headers={**usual, **(headers or {})}, method=method
        )


def send(request: Request) -> Any:
    """Send a request and read the JSON that comes back; raises as `exchange` does."""
    return exchange(request)[0]


def exchange(request: Request) -> tuple[Any, Mapping[str, str]]:
    """
    Send a request; return the JSON that comes back, and its headers.

    Raises:
        StepFailedError: the answer is a problem, with what it says.
    """
    try:
        with urlopen(request, timeout=30) as answer:
            return json.load(answer), answer.headers
    except HTTPError as error:
        told = error.read().decode(errors="replace")
        raise StepFailedError(f"{request.method} {request.full_url}: {error.code} {told}") from None


def read(url: str) -> Any:
    """Read what anybody may; raises as `send` does."""
    return send(Request(url))


def eventually(look: Callable[[], T | None], what: str) -> T:
    """
    Look again until there is something to see.

    Raises:
        StepFailedError: it did not come within a minute.
    """
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while time.monotonic() < deadline:
        if found := look():
            return found
        time.sleep(_PAUSE_SECONDS)
    raise StepFailedError(f"{what} did not happen within {_PATIENCE_SECONDS} seconds")
