"""A partner's receiver of webhooks: it verifies, keeps, and misbehaves when asked."""

from sandbox.webhook_receiver.receiver import Receiver
from sandbox.webhook_receiver.server import ReceiverServer

__all__ = ["Receiver", "ReceiverServer"]
