"""The feed over HTTP on 127.0.0.1: entries under its address, control calls under `/_sandbox/`."""

from collections.abc import Callable
from email.utils import format_datetime
from typing import Any

from sandbox.feed.partner import FEED, FeedPartner
from sandbox.http_door import Answer, HttpDoor, Request, played
from sandbox.server import SandboxServer


class FeedServer(SandboxServer):
    """Serve a `FeedPartner`; use it as a context manager. Port 0 takes a free one."""

    def __init__(self, partner: FeedPartner | None = None, *, port: int = 0) -> None:
        self.partner = partner or FeedPartner()
        super().__init__(type("Door", (_Door,), {"partner": self.partner}), port=port)

    @property
    def feed_url(self) -> str:
        return f"{self.url}{FEED}"


class _Door(HttpDoor):
    partner: FeedPartner

    def serve(self, request: Request) -> Answer:
        return self.partner.serve(request, f"http://{request.headers.get('Host', '')}")

    def date_time_string(self, timestamp: float | None = None) -> str:  # noqa: ARG002
        """The clock of the feed, which each answer tells."""
        return format_datetime(self.partner.clock(), usegmt=True)

    def control(self, request: Request) -> Any:
        partner = self.partner
        views: dict[str, Callable[[], Any]] = {
            "behave": partner.behave,
            "calls": lambda: partner.calls,
        }
        acts: dict[str, Callable[[dict[str, Any]], Any]] = {
            "behave": lambda wish: partner.behave(**wish),
            "share": lambda wish: {"ref": partner.share(**wish)},
            "poison": lambda wish: {"ref": partner.poison(**wish)},
            "edit": lambda wish: partner.edit(**wish),
            "withdraw": lambda wish: partner.withdraw(**wish),
        }
        return played(request, views, acts)
