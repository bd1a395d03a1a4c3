"""A receiver on 127.0.0.1."""

from sandbox.server import SandboxServer
from sandbox.webhook_receiver.door import door_to
from sandbox.webhook_receiver.receiver import Receiver


class ReceiverServer(SandboxServer):
    """Serve a `Receiver` on 127.0.0.1; use it as a context manager. Port 0 takes a free one."""

    def __init__(self, receiver: Receiver | None = None, *, port: int = 0) -> None:
        self.receiver = receiver or Receiver()
        super().__init__(door_to(self.receiver), port=port)
