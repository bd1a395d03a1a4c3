"""The HTTP door of a portal: the API, and the control calls under `/_sandbox/`."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs, urlsplit

from sandbox.http_door import Answer, HttpDoor, Request, played
from sandbox.hubspot.errors import ApiError
from sandbox.hubspot.portal import HubSpot


def door_to(portal: HubSpot) -> type[HttpDoor]:
    """Return a request handler class bound to one portal."""
    return type("Door", (_Door,), {"portal": portal})


class _Door(HttpDoor):
    portal: HubSpot

    def serve(self, request: Request) -> Answer:
        return self.portal.serve(self._with_repeated_parameters(request))

    def control(self, request: Request) -> Any:
        try:
            return played(request, self._views(request), self._acts())
        except ApiError as error:
            raise ValueError(str(error)) from error

    def _with_repeated_parameters(self, request: Request) -> Request:
        """Write `properties=a&properties=b` as `properties=a,b`: HubSpot takes either."""
        query = parse_qs(urlsplit(self.path).query, keep_blank_values=True)
        return replace(request, query={name: ",".join(each) for name, each in query.items()})

    def _views(self, request: Request) -> dict[str, Callable[[], Any]]:
        portal = self.portal
        return {
            "calls": lambda: [call.as_json() for call in portal.calls],
            "effects": lambda: portal.effects,
            "events": lambda: portal.events,
            "behave": portal.behave,
            "records": lambda: portal.records(request.query["type"]),
        }

    def _acts(self) -> dict[str, Callable[[dict[str, Any]], Any]]:
        portal = self.portal
        return {
            "behave": lambda wishes: portal.behave(**wishes),
            "reset": lambda _: portal.reset(),
            "seed": portal.seed,
            "token": lambda wish: portal.add_token(**wish),
            "person/creates": lambda act: portal.person_creates(**act),
            "person/edits": lambda act: portal.person_edits(**act),
            "person/deletes": lambda act: portal.person_deletes(**act),
            "person/restores": lambda act: portal.person_restores(**act),
            "person/merges": lambda act: portal.person_merges(**act),
            "person/associates": lambda act: portal.person_associates(**act),
        }
