"""Run a door on 127.0.0.1, in this process or as one of its own."""

import signal
import sys
import threading
from collections.abc import Callable
from http.server import ThreadingHTTPServer
from types import TracebackType
from typing import Self

from sandbox.http_door import HttpDoor

_TICK_SECONDS = 0.1


class SandboxServer:
    """
    Serve a door on 127.0.0.1; use it as a context manager. Port 0 takes a free one.

    While it runs, `tick` is called every tenth of a second.
    """

    def __init__(
        self, door: type[HttpDoor], *, port: int = 0, tick: Callable[[], None] | None = None
    ) -> None:
        self._server = ThreadingHTTPServer(("127.0.0.1", port), door)
        self._server.daemon_threads = True
        self._stopping = threading.Event()
        self._tick = tick
        loops = (self._serve, self._keep_ticking) if tick else (self._serve,)
        self._threads = [threading.Thread(target=loop, daemon=True) for loop in loops]

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def start(self) -> Self:
        for thread in self._threads:
            thread.start()
        return self

    def stop(self) -> None:
        self._stopping.set()
        self._server.shutdown()
        self._server.server_close()
        for thread in self._threads:
            thread.join()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def _serve(self) -> None:
        self._server.serve_forever(0.05)

    def _keep_ticking(self) -> None:
        assert self._tick
        while not self._stopping.wait(_TICK_SECONDS):
            self._tick()


def serve_until_stopped(make: Callable[[], SandboxServer], *, port: int) -> None:
    """
    Print `ready URL` and serve until SIGTERM or SIGINT.

    Raises:
        SystemExit: the port is taken.
    """
    stopped = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopped.set())
    with _listening(make, port) as server:
        print(f"ready {server.url}", flush=True)
        stopped.wait()


def _listening(make: Callable[[], SandboxServer], port: int) -> SandboxServer:
    try:
        return make()
    except OSError as error:
        sys.exit(f"cannot listen on 127.0.0.1:{port}: {error}")
