"""The provider over HTTP on 127.0.0.1, and the control calls under `/_sandbox/`."""

from collections.abc import Callable
from typing import Any

from sandbox.http_door import Answer, HttpDoor, Request, played
from sandbox.identity_provider.provider import IdentityProvider
from sandbox.server import SandboxServer


class IdentityProviderServer(SandboxServer):
    """Serve an `IdentityProvider`; use it as a context manager. Port 0 takes a free one."""

    def __init__(self, provider: IdentityProvider | None = None, *, port: int = 0) -> None:
        self.provider = provider or IdentityProvider()
        super().__init__(type("Door", (_Door,), {"provider": self.provider}), port=port)

    def token(self, email: str, /, **claims: Any) -> str:
        """Sign somebody in, as `IdentityProvider.token` does."""
        return self.provider.token(email, self.url, **claims)


class _Door(HttpDoor):
    provider: IdentityProvider

    def serve(self, request: Request) -> Answer:
        return self.provider.serve(request, _address(request))

    def control(self, request: Request) -> Any:
        provider, url = self.provider, _address(request)
        views: dict[str, Callable[[], Any]] = {
            "behave": provider.behave,
            "calls": lambda: provider.calls,
            "people": provider.people,
            "token": lambda: provider.token(request.query["email"], url),
        }
        acts: dict[str, Callable[[dict[str, Any]], Any]] = {
            "behave": lambda wish: provider.behave(**wish),
            "people": lambda wish: provider.add(**wish),
            "rotate": lambda wish: provider.rotate(**wish),
            "token": lambda wish: provider.token(wish.pop("email"), url, **wish),
        }
        return played(request, views, acts)


def _address(request: Request) -> str:
    return f"http://{request.headers.get('Host', '')}"
