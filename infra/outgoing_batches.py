"""Batches of outgoing referrals: the queue in which their parts wait, and who works them off."""

from aws_cdk import Duration
from constructs import Construct

from infra.hub_function import HubFunction
from infra.inbox import Inbox

# Fifteen minutes apart, for a day: rows are given up after an hour, the mail at the end is not.
_TRIES = 96


class OutgoingBatches(Construct):
    """
    A FIFO queue: the parts of one batch one after the other, of others beside them.

    `timeout` is that of the function that reads it.
    """

    def __init__(self, scope: Construct, id_: str, *, timeout: Duration) -> None:
        super().__init__(scope, id_)
        self.inbox = Inbox(scope, "BatchParts", reader_timeout=timeout, tries=_TRIES, fifo=True)

    def connect(self, *, relay: HubFunction, worker: HubFunction) -> None:
        """Let `relay` queue parts, and `worker` work them off, one at a time."""
        self.inbox.read_by(worker, at_once=1)
        self.inbox.written_by(relay)
        self.inbox.given_up_by(worker)
        relay.learns(batch_queue_url=self.inbox.queue.queue_url)
        self.inbox.put_off_by(worker)
