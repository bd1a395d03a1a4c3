"""Google's partners over HTTP on 127.0.0.1, and the control calls under `/_sandbox/`."""

from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from sandbox.google_partners.partners import GooglePartners
from sandbox.http_door import Answer, HttpDoor, Request, played
from sandbox.server import SandboxServer


class GooglePartnersServer(SandboxServer):
    """Serve a `GooglePartners`; use it as a context manager. Port 0 takes a free one."""

    def __init__(self, google: GooglePartners | None = None, *, port: int = 0) -> None:
        self.google = google or GooglePartners()
        super().__init__(type("Door", (_Door,), {"google": self.google}), port=port)


class _Door(HttpDoor):
    google: GooglePartners

    def serve(self, request: Request) -> Answer:
        return self.google.serve(request, f"http://{request.headers.get('Host', '')}")

    def control(self, request: Request) -> Any:
        google = self.google
        views: dict[str, Callable[[], Any]] = {
            "behave": google.behave,
            "calls": lambda: [asdict(call) for call in google.calls],
            "key": google.sign_in.key_file,
            "leads": lambda: google.leads,
            "opportunity": lambda: google.opportunity(request.query["id"]),
        }
        acts: dict[str, Callable[[dict[str, Any]], Any]] = {
            "behave": lambda wish: google.behave(**wish),
            "share": lambda wish: {"id": google.share(**wish)},
            "change": lambda wish: google.change(wish["id"], **wish["fields"]),
            "judge": lambda wish: google.judge(wish["id"], **wish["fields"]),
            "remove": lambda wish: google.remove(wish["id"]),
        }
        return played(request, views, acts)
