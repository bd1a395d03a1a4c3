"""The org over HTTP."""

from typing import Any

from sandbox.salesforce.http_door import door_to
from sandbox.salesforce.service import Salesforce
from sandbox.server import SandboxServer


class SalesforceServer(SandboxServer):
    """Serve a `Salesforce` on 127.0.0.1; use it as a context manager. Port 0 takes a free one."""

    def __init__(self, salesforce: Salesforce | None = None, *, port: int = 0) -> None:
        self.salesforce = salesforce or Salesforce()
        super().__init__(door_to(self.salesforce), port=port)

    def behave(self, **wishes: Any) -> dict[str, Any]:
        """
        Misbehave from now on; see `control.behave`.

        Raises:
            BadBehaviourError: an unknown wish or value.
        """
        return self.salesforce.behave(**wishes)
