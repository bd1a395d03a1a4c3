"""Partner Central's door: AWS JSON 1.0 on `POST /`."""

import uuid
from collections.abc import Callable
from dataclasses import replace
from http import HTTPStatus
from typing import Any

from sandbox.http_door import CONTROL, Answer, HttpDoor, NotHereError, Request
from sandbox.partner_central import wire
from sandbox.partner_central.errors import ApiError, ConnectionDroppedError, ResponseViolationError
from sandbox.partner_central.model_check import answer_shape
from sandbox.partner_central.service import PartnerCentral


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
        # An operation without an answer sends no body at all, not an empty object.
        return _answer(HTTPStatus.OK, answer) if answer_shape(operation) else _answer_nothing()

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
            "/_sandbox/quota": lambda: central.quota,
            "/_sandbox/clock": central.set_clock,
        }
        return views[request.path]()

    def _act(self, request: Request) -> Any:
        central, wishes = self.central, request.json()
        subject, _, rest = request.path.removeprefix(CONTROL).partition("/")
        if subject in ("opportunity", "engagement"):
            return self._edit(subject, rest, wishes, told=request.query.get("told") != "false")
        acts: dict[str, Callable[..., Any]] = {
            "behave": central.behave,
            "clock": central.set_clock,
            "lead": central.share_lead,
            "event": central.send_event,
            "solution": central.offer_solution,
        }
        return acts["/".join(filter(None, (subject, rest)))](**wishes)

    def _edit(self, subject: str, rest: str, wishes: Any, *, told: bool) -> Any:
        if not isinstance(wishes, dict):
            raise TypeError("an edit is an object")
        identifier, _, side = rest.partition("/")
        edits: dict[tuple[str, str], Callable[..., Any]] = {
            ("opportunity", ""): self.central.edit_opportunity,
            ("opportunity", "aws"): self.central.edit_aws_side,
            ("opportunity", "review"): self._review,
            ("engagement", ""): self.central.edit_lead,
        }
        return edits[(subject, side)](identifier, wishes, told=told)

    def _review(self, opportunity_id: str, said: dict[str, Any], *, told: bool) -> Any:
        return self.central.review(opportunity_id, **said, told=told)


def _answer_nothing() -> Answer:
    return replace(_answer(HTTPStatus.OK, {}), body=b"")


def _answer(status: int, document: Any) -> Answer:
    body = Answer.of(status, document).body
    stamp = {"x-amzn-RequestId": str(uuid.uuid4())}
    return Answer(status, body, content_type=wire.CONTENT_TYPE, headers=stamp)
