"""A portal over HTTP on 127.0.0.1."""

from sandbox.hubspot.door import door_to
from sandbox.hubspot.portal import HubSpot
from sandbox.server import SandboxServer


class HubSpotServer(SandboxServer):
    """
    Serve a `HubSpot` on 127.0.0.1; use it as a context manager. Port 0 takes a free one.

    While it runs, webhooks are sent within a tenth of a second.
    """

    def __init__(self, portal: HubSpot | None = None, *, port: int = 0) -> None:
        self.portal = portal or HubSpot()
        super().__init__(door_to(self.portal), port=port, tick=self.portal.tick)
