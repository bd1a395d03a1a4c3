"""Turn HTTP requests into calls on the state object, and what comes of them into HTTP answers."""

import json
import socket
import sys
import uuid
from collections.abc import Callable
from contextlib import suppress
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler
from typing import Any

from sandbox.partner_central import wire
from sandbox.partner_central.errors import ApiError, ConnectionDroppedError, ResponseViolationError
from sandbox.partner_central.faults import BadBehaviourError
from sandbox.partner_central.service import PartnerCentral

_EDIT = "/_sandbox/opportunity/"


def door_to(central: PartnerCentral) -> type[BaseHTTPRequestHandler]:
    """Return a request handler class bound to one Partner Central."""
    return type("Door", (_Door,), {"central": central})


class _Door(BaseHTTPRequestHandler):
    central: PartnerCentral
    protocol_version = "HTTP/1.1"
    # Headers and body leave in two writes; Nagle would hold the second for 40 ms.
    disable_nagle_algorithm = True

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if self.path == "/":
            self._answer_aws(body)
        else:
            self._answer_control(lambda: self._control_post(body))

    def do_GET(self) -> None:
        self._answer_control(self._control_get)

    def _answer_aws(self, body: bytes) -> None:
        try:
            operation = wire.operation_of(self.headers)
            wire.require_signed(self.headers)
            answer = self.central.call(operation, wire.parse(body))
        except ApiError as error:
            self._send(error.status, error.body())
        except ConnectionDroppedError:
            self._hang_up()
        except ResponseViolationError as violation:
            self._send(500, {"__type": "SandboxViolation", "Message": str(violation)})
        else:
            self._send(HTTPStatus.OK, answer)

    def _answer_control(self, act: Callable[[], Any]) -> None:
        try:
            self._send(HTTPStatus.OK, act())
        except (BadBehaviourError, ValueError, TypeError) as error:
            self._send(HTTPStatus.BAD_REQUEST, {"error": str(error)})
        except KeyError:
            self._send(HTTPStatus.NOT_FOUND, {"error": f"no {self.command} {self.path} here"})

    def _control_get(self) -> Any:
        central = self.central
        views: dict[str, Callable[[], Any]] = {
            "/_sandbox/calls": lambda: [call.as_json() for call in central.calls],
            "/_sandbox/effects": lambda: central.effects,
            "/_sandbox/events": lambda: central.events,
            "/_sandbox/violations": lambda: central.violations,
            "/_sandbox/behave": central.behave,
        }
        return views[self.path]()

    def _control_post(self, body: bytes) -> Any:
        wishes = json.loads(body)
        if self.path.startswith(_EDIT):
            return self.central.edit_opportunity(self.path.removeprefix(_EDIT), wishes)
        return {"/_sandbox/behave": self.central.behave}[self.path](**wishes)

    def _send(self, status: int, document: Any) -> None:
        payload = json.dumps(document).encode()
        self.send_response(status)
        self.send_header("Content-Type", wire.CONTENT_TYPE)
        self.send_header("Content-Length", str(len(payload)))
        self.send_header("x-amzn-RequestId", str(uuid.uuid4()))
        self.end_headers()
        self.wfile.write(payload)

    def _hang_up(self) -> None:
        self.close_connection = True
        with suppress(OSError):
            self.connection.shutdown(socket.SHUT_RDWR)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class names it
        """Keep quiet: `/_sandbox/calls` tells more."""

    def log_error(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class names it
        print(format % args, file=sys.stderr)
