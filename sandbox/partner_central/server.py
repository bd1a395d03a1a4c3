"""Partner Central over HTTP: AWS JSON 1.0 on `POST /`, control calls under `/_sandbox`."""

from sandbox.partner_central.http_door import door_to
from sandbox.partner_central.service import PartnerCentral
from sandbox.server import SandboxServer


class PartnerCentralServer(SandboxServer):
    """
    Serve a `PartnerCentral` on 127.0.0.1; use it as a context manager.

    Port 0 takes a free one. While it runs, delayed things happen within a tenth of a second of
    their time on the system clock.
    """

    def __init__(self, central: PartnerCentral | None = None, *, port: int = 0) -> None:
        self.central = central or PartnerCentral()
        super().__init__(door_to(self.central), port=port, tick=self.central.tick)

    @property
    def violations(self) -> list[str]:
        """List answers that would have broken the service model: `[]` or the sandbox is wrong."""
        return self.central.violations
