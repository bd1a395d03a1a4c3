"""Ask a hub for a replay, page by page, and wait where it wants to be left alone."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from time import sleep
from typing import Any

from conformance.http import Answer, Request, Send, send

Page = Mapping[str, Any]
_MOST_TRIES = 6
_WAIT_SECONDS = 2.0
_TOO_MANY = 429
_SERVER_ERROR = 5


class Refused(Exception):
    """The hub refuses, and says why in a line for each thing that is wrong."""

    @classmethod
    def by(cls, answer: Answer) -> Refused:
        said = answer.said if answer.code else {}
        errors = [
            f"{error.get('pointer') or error.get('field')}: {error['message']}"
            for error in said.get("errors", [])
        ]
        return cls("\n".join([str(said.get("detail") or answer), *errors]))


@dataclass(frozen=True)
class Replay:
    """What is asked for: `wanted` is the body of POST /v1/reward-policy-replay without a cursor."""

    url: str
    key: str
    wanted: Mapping[str, Any]
    send: Send = field(default=send)
    wait: Callable[[float], None] = field(default=sleep)

    def pages(self) -> Iterator[Page]:
        """
        Give page after page; nothing is written on the hub, so each may be asked for again.

        Raises:
            Refused: the hub takes no such draft, or no such caller.
            Failed: nobody answers.
        """
        body, cursor = dict(self.wanted), ""
        while True:
            page = self._page(body, cursor)
            yield page
            cursor = page["next_cursor"]
            if not cursor:
                return

    def _page(self, body: dict[str, Any], cursor: str) -> Page:
        """Where a page takes more time than there is, all from here on are shorter."""
        for _ in range(_MOST_TRIES):
            answer = self.send(self._request({**body, "cursor": cursor}))
            late = answer.status // 100 == _SERVER_ERROR
            if not late and answer.status != _TOO_MANY:
                break
            if late:
                body["limit"] = max(1, body["limit"] // 2)
            self.wait(_patience(answer.headers.get("retry-after", "")))
        if not answer.taken:
            raise Refused.by(answer)
        page: Page = answer.said
        return page

    def _request(self, body: Mapping[str, Any]) -> Request:
        headers = {"Authorization": f"Bearer {self.key}", "Content-Type": "application/json"}
        url = f"{self.url.rstrip('/')}/v1/reward-policy-replay"
        return Request("POST", url, headers, json.dumps(body).encode())


def _patience(told: str) -> float:
    """Read how many seconds to wait; what stands in between may tell a date (RFC 9110)."""
    return float(told) if told.isascii() and told.isdecimal() else _WAIT_SECONDS
