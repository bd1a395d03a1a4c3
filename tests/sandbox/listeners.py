"""Those whom sandboxes tell of events: an endpoint that takes webhooks, and a bus."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Protocol


@dataclass
class Receiver:
    """An endpoint that takes webhooks, or refuses as many as it is told to."""

    refusals: int = 0
    taken: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    url: str = ""

    def take(self, headers: dict[str, str], body: bytes) -> tuple[int, bytes]:
        if self.refusals:
            self.refusals -= 1
            return 503, b""
        self.taken.append((headers, body))
        return 200, b""

    @property
    def events(self) -> list[dict[str, Any]]:
        """What was told, whether one at a time or in lists."""
        bodies = [json.loads(body) for _, body in self.taken]
        return [e for body in bodies for e in (body if isinstance(body, list) else [body])]


@dataclass
class Bus:
    """Hear what EventBridge would be sent."""

    entries: list[dict[str, Any]] = field(default_factory=list)
    url: str = ""

    def take(self, headers: dict[str, str], body: bytes) -> tuple[int, bytes]:  # noqa: ARG002
        self.entries += json.loads(body)["Entries"]
        return 200, json.dumps({"FailedEntryCount": 0, "Entries": [{"EventId": "1"}]}).encode()


class Listener(Protocol):
    url: str

    def take(self, headers: dict[str, str], body: bytes) -> tuple[int, bytes]:
        """Answer a call: a status, and a body."""


@contextmanager
def listening(listener: Listener, path: str = "") -> Iterator[None]:
    """Let a listener be called at its `url`, on 127.0.0.1."""

    class Door(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            headers = {name.lower(): value for name, value in self.headers.items()}
            status, answer = listener.take(headers, body)
            self.send_response(status)
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_: Any) -> None:
            """Keep quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    listener.url = f"http://127.0.0.1:{server.server_address[1]}{path}"
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
