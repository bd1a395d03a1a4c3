"""The sink on 127.0.0.1: SES's REST-JSON, the page at `/`, control calls under `/_sandbox/`."""

from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from sandbox.http_door import Answer, HttpDoor, Request, played
from sandbox.mail_sink import page
from sandbox.mail_sink.sink import MailSink
from sandbox.server import SandboxServer


class MailSinkServer(SandboxServer):
    """Serve a `MailSink`; use it as a context manager. Port 0 takes a free one."""

    def __init__(self, sink: MailSink | None = None, *, port: int = 0) -> None:
        self.sink = sink or MailSink()
        super().__init__(type("Door", (_Door,), {"sink": self.sink}), port=port)


class _Door(HttpDoor):
    sink: MailSink

    def serve(self, request: Request) -> Answer:
        if (request.method, request.path) == ("GET", "/"):
            return page.of(self.sink.mails)
        return self.sink.serve(request)

    def control(self, request: Request) -> Any:
        sink = self.sink
        views: dict[str, Callable[[], Any]] = {
            "behave": sink.behave,
            "mails": lambda: [asdict(mail) for mail in sink.mails],
        }
        return played(request, views, {"behave": lambda wish: sink.behave(**wish)})
