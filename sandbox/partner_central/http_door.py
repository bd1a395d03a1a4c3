"""Partner Central's door: AWS JSON 1.0 on `POST /`."""

import uuid
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from sandbox.http_door import Answer, HttpDoor, NotHereError, Request
from sandbox.partner_central import wire
from sandbox.partner_central.errors import ApiError, ConnectionDroppedError, ResponseViolationError
from sandbox.partner_central.service import PartnerCentral

_EDIT = "/_sandbox/opportunity/"


def door_to(central: PartnerCentral) -> type[HttpDoor]:
    """Return a request handler class bound to one Partner Central."""
    return type("Door", (_Door,), {"central": central})


class _Door(HttpDoor):
    central: PartnerCentral

    def serve(self, request: Request) -> Answer:
        if (request.method, request.path) != ("POST", "/"):
            raise NotHereError(request.path)
        try:
            operation = wire.operation_of(request.headers)
            wire.require_signed(request.headers)
            answer = self.central.call(operation, wire.parse(request.body))
        except ApiError as error:
            return _answer(error.status, error.body())
        except ConnectionDroppedError:
            return Answer(0, is_lost=True)
        except ResponseViolationError as violation:
            return _answer(500, {"__type": "SandboxViolation", "Message": str(violation)})
        return _answer(HTTPStatus.OK, answer)

    def control(self, request: Request) -> Any:
        return self._look(request) if request.method == "GET" else self._act(request)

    def _look(self, request: Request) -> Any:
        central = self.central
        views: dict[str, Callable[[], Any]] = {
            "/_sandbox/calls": lambda: [call.as_json() for call in central.calls],
            "/_sandbox/effects": lambda: central.effects,
            "/_sandbox/events": lambda: central.events,
            "/_sandbox/violations": lambda: central.violations,
            "/_sandbox/behave": central.behave,
        }
        return views[request.path]()

    def _act(self, request: Request) -> Any:
        wishes = request.json()
        if request.path.startswith(_EDIT):
            return self.central.edit_opportunity(request.path.removeprefix(_EDIT), wishes)
        return {"/_sandbox/behave": self.central.behave}[request.path](**wishes)


def _answer(status: int, document: Any) -> Answer:
    body = Answer.of(status, document).body
    stamp = {"x-amzn-RequestId": str(uuid.uuid4())}
    return Answer(status, body, content_type=wire.CONTENT_TYPE, headers=stamp)
