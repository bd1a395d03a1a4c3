"""A Partner Center over HTTP on 127.0.0.1."""

from sandbox.partner_center.center import PartnerCenter
from sandbox.partner_center.door import door_to
from sandbox.server import SandboxServer


class PartnerCenterServer(SandboxServer):
    """
    Serve a `PartnerCenter` on 127.0.0.1; use it as a context manager. Port 0 takes a free one.

    While it runs, webhooks are sent within a tenth of a second.
    """

    def __init__(self, center: PartnerCenter | None = None, *, port: int = 0) -> None:
        self.center = center or PartnerCenter()
        super().__init__(door_to(self.center), port=port, tick=self.center.tick)
