"""The HTTP door: sign-in, referrals and webhooks, and the control calls under `/_sandbox/`."""

from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from sandbox.http_door import Answer, HttpDoor, Request, played
from sandbox.partner_center.center import PartnerCenter
from sandbox.partner_center.errors import ApiError


def door_to(center: PartnerCenter) -> type[HttpDoor]:
    """Return a request handler class bound to one Partner Center."""
    return type("Door", (_Door,), {"center": center})


class _Door(HttpDoor):
    center: PartnerCenter

    def serve(self, request: Request) -> Answer:
        host = request.headers.get("Host", "127.0.0.1")
        return self.center.serve(request, f"http://{host}")

    def control(self, request: Request) -> Any:
        try:
            return played(request, self._views(request), self._acts())
        except ApiError as error:
            raise ValueError(str(error)) from error

    def date_time_string(self, timestamp: float | None = None) -> str:
        """Date answers by the service's own clock, which may be wrong."""
        return super().date_time_string(timestamp or self.center.now.timestamp())

    def _views(self, request: Request) -> dict[str, Callable[[], Any]]:
        center = self.center
        return {
            "app": lambda: asdict(center.app),
            "behave": center.behave,
            "calls": lambda: [call.as_json() for call in center.calls],
            "counts": lambda: center.counts,
            "effects": lambda: center.effects,
            "events": lambda: center.events,
            "referral": lambda: center.referral(request.query["id"]),
            "referrals": center.referrals,
            "root": lambda: {"pem": center.root_pem},
            "violations": lambda: center.violations,
        }

    def _acts(self) -> dict[str, Callable[[dict[str, Any]], Any]]:
        center = self.center
        return {
            "app": lambda wish: center.configure_app(**wish),
            "behave": lambda wish: center.behave(**wish),
            "consent": lambda _: {"refresh_token": center.consent()},
            "reset": lambda _: center.reset(),
            "share": lambda wish: {"id": center.share(**wish)},
            "change": lambda wish: center.change(wish["id"], **wish["fields"]),
            "expire": lambda wish: center.expire(wish["id"]),
            "reveal": lambda wish: center.reveal(wish["id"]),
            "remove": lambda wish: center.remove(wish["id"]),
            "poison": lambda wish: center.poison(wish["id"], wish["how"]),
        }
