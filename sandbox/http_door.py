"""Turn HTTP requests into calls on a state object, and what comes of them into HTTP answers."""

import json
import socket
import sys
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from email.message import Message
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler
from typing import Any
from urllib.parse import parse_qsl, urlsplit

CONTROL = "/_sandbox/"
JSON = "application/json;charset=UTF-8"
_BODILESS = (HTTPStatus.NO_CONTENT, HTTPStatus.NOT_MODIFIED)


@dataclass(frozen=True)
class Request:
    """One request as it came in; `path` is without its query and still percent-encoded."""

    method: str
    path: str
    query: Mapping[str, str] = field(default_factory=dict)
    headers: "Message[str, str]" = field(default_factory=Message)
    body: bytes = b""

    def json(self) -> Any:
        """
        Read the body.

        Raises:
            ValueError: it is not JSON.
        """
        return json.loads(self.body)


@dataclass(frozen=True)
class Answer:
    """
    What goes back: bytes and their type.

    `silence_seconds` passes before the first byte. Of a cut answer only the head and the first
    half of the body leave before the connection ends; a lost one is never sent at all.
    """

    status: int
    body: bytes = b""
    content_type: str = JSON
    headers: Mapping[str, str] = field(default_factory=dict)
    silence_seconds: float = 0
    is_cut: bool = False
    is_lost: bool = False

    @classmethod
    def of(cls, status: int, document: Any) -> "Answer":
        """Write a document as JSON."""
        return cls(status, json.dumps(document).encode())

    def with_headers(self, headers: Mapping[str, str]) -> "Answer":
        return replace(self, headers={**self.headers, **headers})


Serve = Callable[[Request], Answer]


class NotHereError(LookupError):
    """Nothing is served at this address."""


Plays = Mapping[str, Callable[..., Any]]


class HttpDoor(BaseHTTPRequestHandler, ABC):
    """
    Let `serve` answer the API and `control` the calls under `/_sandbox/`.

    What `control` returns is sent as JSON; its ValueError, TypeError and KeyError are told as 400
    and 404. Bind a subclass to its state object with `type("Door", (MyDoor,), {"org": org})`.
    """

    protocol_version = "HTTP/1.1"
    # Headers and body leave in two writes; Nagle would hold the second for 40 ms.
    disable_nagle_algorithm = True

    @abstractmethod
    def serve(self, request: Request) -> Answer: ...

    @abstractmethod
    def control(self, request: Request) -> Any: ...

    def _handle(self) -> None:
        request = self._request()
        act = self._controlled if request.path.startswith(CONTROL) else self.serve
        try:
            answer = act(request)
        except NotHereError:
            answer = _nothing_at(request)
        self._send(answer)

    def do_GET(self) -> None:
        self._handle()

    def do_POST(self) -> None:
        self._handle()

    def do_PUT(self) -> None:
        self._handle()

    def do_PATCH(self) -> None:
        self._handle()

    def do_DELETE(self) -> None:
        self._handle()

    def do_HEAD(self) -> None:
        self._handle()

    def _request(self) -> Request:
        parts = urlsplit(self.path)
        return Request(
            method=self.command,
            path=parts.path,
            query=dict(parse_qsl(parts.query, keep_blank_values=True)),
            headers=self.headers,
            body=self.rfile.read(int(self.headers.get("Content-Length", 0))),
        )

    def _controlled(self, request: Request) -> Answer:
        try:
            return Answer.of(HTTPStatus.OK, self.control(request))
        except (ValueError, TypeError) as error:
            return Answer.of(HTTPStatus.BAD_REQUEST, {"error": str(error)})
        except KeyError:
            return _nothing_at(request)

    def _send(self, answer: Answer) -> None:
        if answer.silence_seconds:
            time.sleep(answer.silence_seconds)
        with suppress(ConnectionError):
            if not answer.is_lost:
                self._write(answer)
        if answer.is_cut or answer.is_lost:
            self._hang_up()

    def _write(self, answer: Answer) -> None:
        self.send_response(answer.status)
        if answer.body or answer.status not in _BODILESS:
            self.send_header("Content-Type", answer.content_type)
            self.send_header("Content-Length", str(len(answer.body)))
        for name, value in answer.headers.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(answer.body[: len(answer.body) // 2] if answer.is_cut else answer.body)

    def _hang_up(self) -> None:
        self.close_connection = True
        with suppress(OSError):
            self.connection.shutdown(socket.SHUT_RDWR)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class names it
        """Keep quiet: `/_sandbox/calls` tells more."""

    def log_error(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class names it
        print(format % args, file=sys.stderr)


def played(request: Request, views: Plays, acts: Plays) -> Any:
    """
    Look when something is read, and otherwise act on the wish in the body, by the call's word.

    Raises:
        KeyError: there is no such word.
    """
    word = request.path.removeprefix(CONTROL)
    if request.method == "GET":
        return views[word]()
    return acts[word](request.json() if request.body else {})


def _nothing_at(request: Request) -> Answer:
    told = {"error": f"no {request.method} {request.path} here"}
    return Answer.of(HTTPStatus.NOT_FOUND, told)
