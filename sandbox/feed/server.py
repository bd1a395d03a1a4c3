"""The feed over HTTP on 127.0.0.1: entries under its address, control calls under `/_sandbox/`."""

from collections.abc import Callable
from typing import Any

from sandbox.feed.partner import FEED, FeedPartner
from sandbox.http_door import CONTROL, Answer, HttpDoor, Request
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

    def control(self, request: Request) -> Any:
        word = request.path.removeprefix(CONTROL)
        if request.method == "GET":
            return self.partner.calls if word == "calls" else self.partner.behave()
        wish = request.json() if request.body else {}
        acts: dict[str, Callable[[], Any]] = {
            "behave": lambda: self.partner.behave(**wish),
            "share": lambda: {"ref": self.partner.share(**wish)},
            "poison": lambda: {"ref": self.partner.poison(**wish)},
            "edit": lambda: self.partner.edit(**wish),
            "withdraw": lambda: self.partner.withdraw(**wish),
        }
        return acts[word]()
