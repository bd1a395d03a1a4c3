"""The queues of the hub, and who reads and writes them."""

from aws_cdk import aws_cloudwatch as cloudwatch
from constructs import Construct

from infra.functions import Doors, Steps
from infra.inbox import Inbox
from infra.outgoing_batches import OutgoingBatches
from infra.times import CRM_TIMEOUT, ONE_MINUTE, TRIES_OF_A_DAY, WEBHOOK_TIMEOUT
from infra.webhooks import Webhooks

# Telling a deal is half of the longest step: sign in, the stages, the opportunity, the update.
_DEALS_TOLD_AT_ONCE = 2
# A partner that takes one write a second is no faster for more of them: with these, two referrals
# with ten solutions each have their slots in line before the function's time is over.
_TELLERS = 5


class Queues:
    """
    All of them, made first, since functions know their addresses; connected when these are there.

    Who is connected to `crm_hints` says `HostCrm`.
    """

    def __init__(self, scope: Construct) -> None:
        self.hints = Inbox(scope, "PartnerHints", reader_timeout=ONE_MINUTE)
        self.crm_hints = Inbox(scope, "CrmHints", reader_timeout=CRM_TIMEOUT, tries=TRIES_OF_A_DAY)
        self.outbound = Inbox(
            scope, "OutboundMessages", reader_timeout=CRM_TIMEOUT, tries=TRIES_OF_A_DAY, fifo=True
        )
        self.webhooks = Webhooks(scope, "Webhooks", timeout=WEBHOOK_TIMEOUT)
        self.batches = OutgoingBatches(scope, "OutgoingBatches", timeout=CRM_TIMEOUT)

    @property
    def inboxes(self) -> list[Inbox]:
        inboxes = [self.hints, self.crm_hints, self.outbound]
        return [*inboxes, self.webhooks.inbox, self.batches.inbox]

    @property
    def alarms(self) -> list[cloudwatch.Alarm]:
        inboxes = [self.hints, self.crm_hints, self.outbound, self.batches.inbox]
        return [*self.webhooks.alarms, *(alarm for inbox in inboxes for alarm in inbox.alarms)]

    def connect(self, *, doors: Doors, steps: Steps) -> None:
        self.hints.read_by(doors.read_hint)
        self.hints.given_up_by(doors.read_hint)
        tellers = [doors.relay, doors.tell]
        self.webhooks.connect(desk=doors.api, tellers=tellers, caller=doors.call_back)
        self._tell_of_deals(doors, steps)

    def _tell_of_deals(self, doors: Doors, steps: Steps) -> None:
        """What changed of a deal, for the CRM, built-in or not, or for a partner."""
        self.outbound.read_by(doors.tell, at_once=_DEALS_TOLD_AT_ONCE, together=_TELLERS)
        self.outbound.written_by(doors.relay, steps.decide)
        self.outbound.put_off_by(doors.tell)
        self.outbound.given_up_by(doors.tell)
        for writer in (doors.relay, steps.decide):
            writer.learns(outbound_queue_url=self.outbound.queue.queue_url)
