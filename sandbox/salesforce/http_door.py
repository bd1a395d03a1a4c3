"""The org's door: the API under `/services`, control calls under `/_sandbox`."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from sandbox.http_door import Answer, HttpDoor, Request
from sandbox.salesforce.errors import SalesforceError
from sandbox.salesforce.service import Salesforce

# Bytes of an address and its headers together (Salesforce Help, article 000386264).
_LONGEST = 16_384


def door_to(salesforce: Salesforce) -> type[HttpDoor]:
    """Return a request handler class bound to one org."""
    return type("Door", (_Door,), {"salesforce": salesforce})


class _Door(HttpDoor):
    salesforce: Salesforce

    def serve(self, request: Request) -> Answer:
        if len(self.path) > _LONGEST:
            return _too_long(HTTPStatus.REQUEST_URI_TOO_LONG)
        if len(self.path) + len(self.headers.as_bytes()) > _LONGEST:
            return _too_long(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE)
        return self.salesforce.handle(request)

    def control(self, request: Request) -> Any:
        act = self._look if request.method == "GET" else self._act
        try:
            return act(request)
        except SalesforceError as error:
            raise ValueError(str(error)) from error

    def _look(self, request: Request) -> Any:
        org = self.salesforce
        views: dict[str, Callable[[], Any]] = {
            "/_sandbox/calls": lambda: [call.as_json() for call in org.calls],
            "/_sandbox/events": lambda: org.events,
            "/_sandbox/behave": org.behave,
            "/_sandbox/records": lambda: org.records(request.query["type"]),
        }
        return views[request.path]()

    def _act(self, request: Request) -> Any:
        org = self.salesforce
        wish = request.json() if request.body else {}
        acts: dict[str, Callable[[], Any]] = {
            "/_sandbox/behave": lambda: org.behave(**wish),
            "/_sandbox/app": lambda: org.configure_app(**wish),
            "/_sandbox/people": lambda: {"id": org.person(**wish)},
            "/_sandbox/records": lambda: {"ids": org.seed(*wish)},
            "/_sandbox/reset": org.reset,
        }
        return acts[request.path]()


def _too_long(status: HTTPStatus) -> Answer:
    page = f"<h1>Bad Message {status.value}</h1><pre>reason: {status.phrase}</pre>"
    return Answer(status, page.encode(), "text/html;charset=iso-8859-1")
