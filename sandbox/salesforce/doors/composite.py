"""
Up to 25 subrequests in one call (REST API Developer Guide, "Composite").

All or none: one failure takes everything back, and the others say PROCESSING_HALTED. Otherwise a
failure takes along only the subrequests that refer to it. The answer is 200 either way.

A subrequest has headers of its own: from the whole it has Accept, Authorization and Content-Type
only ("Composite Subrequest"), so what signs its changes and what it wants of duplicate rules stands
in its `httpHeaders`.
"""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from email.message import Message
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from sandbox.http_door import Request
from sandbox.salesforce.doors.callers import caller_of
from sandbox.salesforce.doors.reply import Call, Reply
from sandbox.salesforce.errors import SalesforceError, refusal

_MOST, _MOST_HEAVY = 25, 5
_HEAVY = re.compile(r"/(query|queryAll|composite/sobjects)\b")
_REFERENCE = re.compile(r"@\{(\w+)((?:\.\w+|\[\d+\])*)\}")
_STEP = re.compile(r"\.(\w+)|\[(\d+)\]")
_ROLLED_BACK = (
    "The transaction was rolled back since another operation in the same transaction failed."
)

Dispatch = Callable[[Call], Reply]


@dataclass
class _Composite:
    call: Call
    dispatch: Dispatch
    must_all: bool
    replies: dict[str, Reply] = field(default_factory=dict)

    def run(self, parts: list[Mapping[str, Any]]) -> list[dict[str, Any]]:
        before = self.call.org.store.savepoint()
        for part in parts:
            self.replies[part["referenceId"]] = self._run(part)
            if self.must_all and _failed(self.replies[part["referenceId"]]):
                self.call.org.store.roll_back(before)
                self._halt(parts, culprit=part["referenceId"])
                break
        return [_told(name, reply) for name, reply in self.replies.items()]

    def _run(self, part: Mapping[str, Any]) -> Reply:
        before = self.call.org.store.savepoint()
        try:
            return self.dispatch(self._as_call(part))
        except SalesforceError as error:
            self.call.org.store.roll_back(before)
            return Reply(error.status, error.body())

    def _halt(self, parts: list[Mapping[str, Any]], *, culprit: str) -> None:
        halted = Reply(400, refusal("PROCESSING_HALTED", _ROLLED_BACK).body())
        struck = self.replies[culprit]
        names = [part["referenceId"] for part in parts]
        self.replies = {name: struck if name == culprit else halted for name in names}

    def _as_call(self, part: Mapping[str, Any]) -> Call:
        address = urlsplit(self._filled(part["url"]))
        _, version, path = split_version(address.path)
        body = self._filled(part.get("body"))
        request = Request(
            method=part["method"].upper(),
            path=address.path,
            query=dict(parse_qsl(address.query, keep_blank_values=True)),
            headers=_headers(part.get("httpHeaders", {})),
            body=b"" if body is None else json.dumps(body).encode(),
        )
        return replace(
            self.call,
            caller=caller_of(request, version, self.call.caller.user_id),
            version=version,
            path=path,
            request=request,
            must_all=self.must_all,
        )

    def _filled(self, value: Any) -> Any:
        """Put what earlier subrequests answered in the place of `@{reference.path}`."""
        if isinstance(value, str):
            return _REFERENCE.sub(self._referred, value)
        if isinstance(value, list):
            return [self._filled(item) for item in value]
        if isinstance(value, dict):
            return {name: self._filled(item) for name, item in value.items()}
        return value

    def _referred(self, match: re.Match[str]) -> str:
        name, steps = match.groups()
        try:
            found = self._document(name)
            for key, index in _STEP.findall(steps):
                found = found[key] if key else found[int(index)]
        except (KeyError, IndexError, TypeError) as error:
            what = f"{name}{steps}"
            message = f"Invalid reference specified. No value for {what} found in {name}. "
            message += "Provided reference could not be resolved."
            raise refusal("PROCESSING_HALTED", message) from error
        return str(found)

    def _document(self, name: str) -> Any:
        reply = self.replies[name]
        if _failed(reply):
            raise KeyError(name)
        return reply.document


def composite(call: Call, dispatch: Dispatch) -> Reply:
    """
    Run subrequests one after the other.

    Raises:
        SalesforceError: the body is not a composite request; nothing is run.
    """
    body = call.fields()
    parts = body.get("compositeRequest")
    if not isinstance(parts, list):
        raise refusal("JSON_PARSER_ERROR", "Missing required field: compositeRequest")
    _require_whole(parts)
    if len(parts) > _MOST or len([p for p in parts if _HEAVY.search(p["url"])]) > _MOST_HEAVY:
        message = f"The request can’t contain more than {_MOST} operations."  # noqa: RUF001 - as it comes
        too_many = Reply(400, refusal("LIMIT_EXCEEDED", message).body())
        return Reply(200, {"compositeResponse": [_told(None, too_many)]})
    results = _Composite(call, dispatch, bool(body.get("allOrNone"))).run(parts)
    return Reply(200, {"compositeResponse": results})


def _require_whole(parts: list[Any]) -> None:
    for part in parts:
        _require_part(part)
    names = {part["referenceId"] for part in parts}
    if len(names) < len(parts):
        raise refusal("JSON_PARSER_ERROR", "Duplicate reference id")


def _require_part(part: Any) -> None:
    if not isinstance(part, dict) or not isinstance(part.get("httpHeaders", {}), dict):
        raise refusal("JSON_PARSER_ERROR", "A subrequest is an object, and so are its headers")
    for needed in ("method", "url", "referenceId"):
        if not part.get(needed) or not isinstance(part[needed], str):
            raise refusal("JSON_PARSER_ERROR", f"Missing required field: {needed}")
    if not re.fullmatch(r"\w+", part["referenceId"]):
        raise refusal("JSON_PARSER_ERROR", f"Invalid reference id: {part['referenceId']}")


def split_version(path: str) -> tuple[str, str, str]:
    """
    Split `/services/data/v68.0/sobjects` into its base, version and the rest.

    Raises:
        SalesforceError: NOT_FOUND, no such version.
    """
    match = re.fullmatch(r"(/services/data)/v(\d\d\.0)(/.*)?", path)
    if match is None or float(match.group(2)) < _OLDEST:
        raise refusal("NOT_FOUND", "The requested resource does not exist")
    return match.group(1), match.group(2), (match.group(3) or "/").rstrip("/") or "/"


_OLDEST = 40.0


def _headers(told: Mapping[str, str]) -> "Message[str, str]":
    headers: Message[str, str] = Message()
    for name, value in told.items():
        headers[name] = value
    return headers


def _failed(reply: Reply) -> bool:
    items = reply.document if isinstance(reply.document, list) else []
    lost = [i for i in items if isinstance(i, dict) and i.get("success") is False]
    return reply.status >= HTTPStatus.MULTIPLE_CHOICES or bool(lost)


def _told(name: str | None, reply: Reply) -> dict[str, Any]:
    return {
        "body": reply.document,
        "httpHeaders": dict(reply.headers),
        "httpStatusCode": reply.status,
        "referenceId": name,
    }
