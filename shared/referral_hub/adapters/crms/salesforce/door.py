"""The door to one org: signed-in calls, queries page by page, several steps in one call."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any
from urllib.parse import quote, urlencode

from .api import BASE, CALL_OPTIONS, VERSIONS
from .errors import HALTED, Refusal, body_of, problems_in, translated
from .session import Session
from .wire import Answer, Wire, unreadable

_USAGE = re.compile(r"(?:^|[;,\s])api-usage=(\d+)/(\d+)")
_LOCATOR = re.compile(r"/(query(?:All)?/[\w-]+)$")

# Address and headers have 16,384 bytes together, of which the headers may take half (Salesforce
# Help, article 000386264; an address that is longer alone is answered with 414).
_LONGEST_PATH = 8000
# How a reference begins; a composite knows no escape for text that has it by chance.
REFERENCE = "@{"

Headers = Mapping[str, str]


@dataclass(frozen=True)
class Usage:
    """How many API calls of the last 24 hours the org has used, and may use."""

    used: int
    most: int

    @property
    def left(self) -> int:
        return max(0, self.most - self.used)


@dataclass(frozen=True)
class Step:
    """
    One part of a composite call; later ones may say `@{name.id}`.

    Each tells its own headers: of those of the whole it has Accept, Authorization and Content-Type
    only (REST API Developer Guide, "Composite Subrequest").
    """

    name: str
    method: str
    path: str
    body: Mapping[str, Any] | None = None
    headers: Headers = field(default_factory=dict)

    def told(self) -> dict[str, Any]:
        return {
            "referenceId": self.name,
            "method": self.method,
            "url": BASE + self.path,
            **({} if self.body is None else {"body": self.body}),
            "httpHeaders": {**CALL_OPTIONS, **self.headers},
        }


def row_path(sobject: str, record_id: str) -> str:
    return f"/sobjects/{sobject}/{quote(record_id, safe='')}"


class Door:
    """Paths are those that follow `/services/data/vNN.0`."""

    def __init__(self, wire: Wire, session: Session) -> None:
        self._wire = wire
        self._session = session
        self.usage: Usage | None = None

    @property
    def url(self) -> str:
        return self._session.url

    def sign_in(self) -> None:
        """Raises `Unavailable`: see `Session.token`."""
        self._session.token()

    def versions(self) -> list[str]:
        """List the versions of the API that the org speaks."""
        listed = body_of(self._signed("GET", VERSIONS, None, {}))
        return [str(row.get("version")) for row in listed or () if isinstance(row, dict)]

    def ask(self, method: str, path: str, body: Any = None, headers: Headers | None = None) -> Any:
        """
        Make one call and return the body of its answer.

        Raises:
            Refusal: Salesforce will not.
            Unavailable: it could not be asked, or did not answer.
        """
        told = body_of(self._signed(method, BASE + path, body, headers or {}))
        if told is None and method == "GET":
            raise unreadable()
        return told

    def together(self, steps: Sequence[Step]) -> dict[str, Any]:
        """
        Take all the steps or none, in one call; return the bodies of their answers by name.

        REST API Developer Guide, "Composite". Raises as `ask` does, with the step that failed.
        """
        wish = {"allOrNone": True, "compositeRequest": [step.told() for step in steps]}
        answer = self.ask("POST", "/composite", wish)
        listed = answer.get("compositeResponse") if isinstance(answer, dict) else None
        if not listed or len(listed) != len(steps):
            raise unreadable()
        _require_success(listed)
        return {part["referenceId"]: part.get("body") for part in listed}

    def rows(self, soql: str, *, deleted: bool = False) -> Iterator[dict[str, Any]]:
        """
        List what a query finds, page by page; with `deleted`, in the recycle bin as well.

        REST API Developer Guide, "Query" and "QueryAll". Raises as `ask` does.
        """
        path = f"/{'queryAll' if deleted else 'query'}?{urlencode({'q': soql})}"
        while path:
            page = self._page(path)
            if not isinstance(page, dict) or "records" not in page:
                raise unreadable()
            yield from page["records"]
            path = "" if page.get("done", True) else _next(page)

    def _page(self, path: str) -> Any:
        """Get a page; an address that is too long travels in the body of a composite."""
        if len(path) <= _LONGEST_PATH:
            return self.ask("GET", path)
        return self.together([Step("page", "GET", path)])["page"]

    def _signed(self, method: str, path: str, body: Any, headers: Headers) -> Answer:
        token = self._session.token()
        answer = self._send(token.access_token, method, token.instance_url + path, body, headers)
        if answer.status == HTTPStatus.UNAUTHORIZED:
            token = self._session.renew(token)
            url = token.instance_url + path
            answer = self._send(token.access_token, method, url, body, headers)
        self._note_usage(answer)
        return answer

    def _send(
        self, access_token: str, method: str, url: str, body: Any, headers: Headers
    ) -> Answer:
        told = {"Authorization": f"Bearer {access_token}", "Accept": "application/json"}
        if body is not None:
            told["Content-Type"] = "application/json"
        return self._wire.exchange(
            method,
            url,
            headers={**told, **CALL_OPTIONS, **headers},
            body=None if body is None else json.dumps(body).encode(),
        )

    def _note_usage(self, answer: Answer) -> None:
        """REST API Developer Guide, "Limit Info Header"."""
        found = _USAGE.search(answer.headers.get("Sforce-Limit-Info", ""))
        if found:
            self.usage = Usage(int(found.group(1)), int(found.group(2)))


def id_of(body: Any) -> str:
    """
    Raises:
        Unavailable: the answer names no record.
    """
    if not isinstance(body, dict) or not body.get("id"):
        raise unreadable()
    return str(body["id"])


def _require_success(parts: Sequence[Mapping[str, Any]]) -> None:
    failed = [part for part in parts if _status(part) >= HTTPStatus.MULTIPLE_CHOICES]
    for part in failed:
        if not any(problem.code == HALTED for problem in problems_in(part.get("body"))):
            name = str(part.get("referenceId", ""))
            raise translated(_status(part), part.get("body"), part=name)
    if failed:  # each because of another: the whole cannot be done as it was told
        said = (problem for part in failed for problem in problems_in(part.get("body")))
        raise Refusal(tuple(dict.fromkeys(said)))


def _status(part: Mapping[str, Any]) -> int:
    return int(part.get("httpStatusCode", 0))


def _next(page: Mapping[str, Any]) -> str:
    found = _LOCATOR.search(str(page.get("nextRecordsUrl", "")))
    if found is None:
        raise unreadable()
    return f"/{found.group(1)}"
