"""Partner Central over HTTP: AWS JSON 1.0 on `POST /`, control calls under `/_sandbox`."""

import threading
from http.server import ThreadingHTTPServer
from types import TracebackType
from typing import Self

from sandbox.partner_central.http_door import door_to
from sandbox.partner_central.service import PartnerCentral

_TICK_SECONDS = 0.1


class PartnerCentralServer:
    """
    Serve a `PartnerCentral` on 127.0.0.1; use it as a context manager.

    Port 0 takes a free one. While it runs, delayed things happen within a tenth of a second of
    their time on the system clock.
    """

    def __init__(self, central: PartnerCentral | None = None, *, port: int = 0) -> None:
        self.central = central or PartnerCentral()
        self._server = ThreadingHTTPServer(("127.0.0.1", port), door_to(self.central))
        self._server.daemon_threads = True
        self._stopping = threading.Event()
        self._threads = (
            threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True),
            threading.Thread(target=self._keep_ticking, daemon=True),
        )

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    @property
    def violations(self) -> list[str]:
        """List answers that would have broken the service model: `[]` or the sandbox is wrong."""
        return self.central.violations

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

    def _keep_ticking(self) -> None:
        while not self._stopping.wait(_TICK_SECONDS):
            self.central.tick()
