"""The whole hub: what there is, then who may do what."""

from typing import Unpack

from aws_cdk import CfnOutput, Duration, Size, Stack
from constructs import Construct

from infra import parameters
from infra.alarms import Alarms
from infra.book import ReferralBook
from infra.change_relay import ChangeRelay
from infra.code import architecture, hub_code
from infra.crm_access import CrmAccess
from infra.crm_events import CrmEvents
from infra.dashboard import Dashboard
from infra.hub_function import FunctionSize, HubFunction
from infra.inbox import Inbox
from infra.ingress import Ingress
from infra.intake_workflow import IntakeWorkflow
from infra.mail import Mail
from infra.outgoing_batches import OutgoingBatches
from infra.partner_central import PartnerCentral
from infra.partner_events import PartnerEvents
from infra.partner_secrets import PartnerSecrets
from infra.referral_list import ReferralList
from infra.referral_store import ReferralStore
from infra.schedules import Schedules
from infra.sign_in import let_in
from infra.webhooks import Webhooks
from referral_hub.settings import Settings

_ONE_MINUTE = Duration.seconds(60)
# Eight calls to the CRM, which the longest step makes, each as slow as a connector lets it be.
_CRM_TIMEOUT = Duration.seconds(150)
# Fifteen minutes apart: what a CRM that is down did not tell us, or was not told, is asked for or
# told again during a day.
_TRIES_OF_A_DAY = 96
# One call of 15 seconds, and what a slow start and the table take.
_WEBHOOK_TIMEOUT = Duration.seconds(45)
# Telling a deal is half of the longest step: sign in, the stages, the opportunity, the update.
_DEALS_TOLD_AT_ONCE = 2
# A partner that takes one write a second is no faster for more of them: with these, two referrals
# with ten solutions each have their slots in line before the function's time is over.
_TELLERS = 5


class HubStack(Stack):
    """
    Everything one organisation needs, in one account and region.

    Partner Central's events exist in us-east-1 only: `EventForwarding` sends them to a hub
    elsewhere, which lives from its poller without it.
    """

    def __init__(self, scope: Construct, id_: str) -> None:
        super().__init__(scope, id_, description="Partner-referral hub")
        self.parameters = parameters.declare(self)
        self._architecture = architecture(self)
        self._code = hub_code(self._architecture)
        self.store = ReferralStore(self, "ReferralStore")
        self.hints = Inbox(self, "PartnerHints", reader_timeout=_ONE_MINUTE)
        self.crm_hints = Inbox(self, "CrmHints", reader_timeout=_CRM_TIMEOUT, tries=_TRIES_OF_A_DAY)
        self.outbound = Inbox(
            self, "OutboundMessages", reader_timeout=_CRM_TIMEOUT, tries=_TRIES_OF_A_DAY, fifo=True
        )
        self.webhooks = Webhooks(self, "Webhooks", timeout=_WEBHOOK_TIMEOUT)
        self.batches = OutgoingBatches(self, "OutgoingBatches", timeout=_CRM_TIMEOUT)
        self._make_workflow()
        self._make_doors()
        self._open_doors()
        self._make_book()
        self._connect_crm()
        self._grant()
        self._watch()
        self._tell()

    def _make_workflow(self) -> None:
        knows = self._settings()
        self.decide = self._function("workflow.carry_out_decision", knows, timeout=_CRM_TIMEOUT)
        self.await_contact = self._function("workflow.await_contact_info", knows)
        self.create_contact = self._function("workflow.create_contact", knows, timeout=_CRM_TIMEOUT)
        self.match_contact = self._function("workflow.match_contact", knows, timeout=_CRM_TIMEOUT)
        self.steps = [
            self.decide,
            self.await_contact,
            self.match_contact,
            self.create_contact,
            self._function("workflow.close_referral", knows),
            self._function("workflow.record_overdue", knows),
            self._function("workflow.record_failure", knows),
        ]
        self.workflow = IntakeWorkflow(
            self,
            "IntakeWorkflow",
            steps=self.steps,
            numbers={
                "ContactWaitSeconds": self.parameters.contact_wait_seconds.value_as_string,
                "RetrySeconds": self.parameters.retry_seconds.value_as_string,
            },
        )

    def _make_doors(self) -> None:
        # Only functions outside the workflow can know its ARN: the workflow is made of the others.
        arn = self.workflow.state_machine.state_machine_arn
        knows = self._settings().model_copy(update={"state_machine_arn": arn})
        self.api = self._function("api.app", knows, memory_mib=1024)
        self.read_hint = self._function("sqs.partner_hint", knows, timeout=_ONE_MINUTE)
        self.poll = self._function("schedule.poll_partner_feeds", knows, timeout=_ONE_MINUTE)
        self.watch = self._function("schedule.watch_deadlines", knows, timeout=_ONE_MINUTE)
        self.relay = self._function("stream.relay_changes", knows)
        self.read_crm_hint = self._function("sqs.crm_hint", knows, timeout=_CRM_TIMEOUT)
        self.show = self._function("stream.show_referrals", knows, timeout=_CRM_TIMEOUT)
        self.tell = self._function("sqs.outbound", knows, timeout=_CRM_TIMEOUT)
        self.poll_crm = self._function("schedule.poll_crm", knows, timeout=_CRM_TIMEOUT)
        self.call_back = self._function("sqs.deliver_webhook", knows, timeout=_WEBHOOK_TIMEOUT)
        self.work_off = self._function("sqs.outgoing_batch", knows, timeout=_CRM_TIMEOUT)
        self.doors = [self.api, self.read_hint, self.poll, self.watch, self.relay]
        self.doors += [self.read_crm_hint, self.show, self.tell, self.poll_crm, self.call_back]
        self.doors.append(self.work_off)

    def _open_doors(self) -> None:
        self.ingress = Ingress(
            self, "Ingress", function=self.api, public_url=self.parameters.public_url
        )
        for function in (self.api, self.show, self.work_off):
            function.learns(public_url=self.ingress.public_url)
        self.hints.read_by(self.read_hint)
        self.hints.given_up_by(self.read_hint)
        self.batches.connect(relay=self.relay, worker=self.work_off)
        # The admins of peers are mailed in the request itself: nobody knows a key later.
        Mail(self, "Mail", mail=self.parameters.mail, senders=[self.work_off, self.api])
        let_in(self.parameters.sign_in, by=[self.api])
        tellers = [self.relay, self.tell]
        self.webhooks.connect(desk=self.api, tellers=tellers, caller=self.call_back)
        self.changes = ChangeRelay(self, "ChangeRelay", store=self.store, function=self.relay)
        self.events = PartnerEvents(
            self,
            "PartnerEvents",
            catalog=self.parameters.partner_central.catalog,
            inbox=self.hints,
        )
        self.schedules = Schedules(self, "Schedules")
        self.schedules.wake(self.poll, minutes=self.parameters.poll_minutes)
        self.schedules.wake(self.watch, minutes=self.parameters.watch_minutes)

    def _make_book(self) -> None:
        knows = self._settings()
        # A million referrals are a file of 3.5 GB; whoever packs it needs the room several times.
        # Nobody waits for that longer than API Gateway does, but whoever comes next has it.
        small = FunctionSize(timeout=Duration.minutes(3), memory_mib=1769, disk=Size.gibibytes(5))
        reader = self._function("api.referral_book", knows, **small)
        large = FunctionSize(timeout=Duration.minutes(15), memory_mib=3008, disk=Size.gibibytes(10))
        keeper = self._function("schedule.keep_book", knows, **large)
        self.doors += [reader, keeper]
        let_in(self.parameters.sign_in, by=[reader])
        reader.learns(public_url=self.ingress.public_url)
        ReferralBook(self, "Book").connect(
            store=self.store,
            ingress=self.ingress,
            schedules=self.schedules,
            reader=reader,
            keeper=keeper,
            minutes=self.parameters.watch_minutes,
        )

    def _connect_crm(self) -> None:
        crm = self.parameters.crm
        doors = [self.api, self.read_crm_hint, self.show, self.tell, self.poll_crm, self.work_off]
        steps = [self.decide, self.match_contact, self.create_contact]
        self.crm_access = CrmAccess(self, "CrmAccess", crm=crm, users=[*doors, *steps])
        self._hear_the_crm()
        self._tell_of_deals()
        self.crm_events = CrmEvents(self, "CrmEvents", bus=crm.event_bus, inbox=self.crm_hints)
        self.referral_list = ReferralList(
            self,
            "ReferralList",
            store=self.store,
            function=self.show,
            where=self.crm_access.elsewhere,
        )

    def _hear_the_crm(self) -> None:
        """Events bring hints, and so does the poll, which finds what events lost."""
        self.crm_hints.read_by(self.read_crm_hint, where=self.crm_access.elsewhere)
        self.crm_hints.written_by(self.api, self.decide, self.poll_crm, self.tell)
        self._may_give_up(self.read_crm_hint, self.crm_hints)
        self.schedules.wake(
            self.poll_crm, minutes=self.parameters.watch_minutes, where=self.crm_access.elsewhere
        )

    def _tell_of_deals(self) -> None:
        """The other way: what changed of a deal, for the CRM, built-in or not, or for a partner."""
        self.outbound.read_by(self.tell, at_once=_DEALS_TOLD_AT_ONCE, together=_TELLERS)
        self.outbound.written_by(self.relay, self.decide)
        self._may_give_up(self.tell, self.outbound)
        for writer in (self.relay, self.decide):
            writer.learns(outbound_queue_url=self.outbound.queue.queue_url)

    @staticmethod
    def _may_give_up(reader: HubFunction, inbox: Inbox) -> None:
        """Let a reader put a hopeless message aside, and let one come back soon."""
        reader.learns(redelivery_queue_url=inbox.queue.queue_url)
        inbox.given_up_by(reader)

    def _grant(self) -> None:
        self.store.may_be_read_by(self.show)
        doors = [self.api, self.read_hint, self.read_crm_hint, self.tell, self.call_back]
        doors.append(self.work_off)
        # The relay writes down what it queues for webhooks.
        by_itself = [self.poll, self.poll_crm, self.watch, self.relay]
        self.store.may_be_changed_by(*doors, *by_itself, *self.steps)
        self.store.may_be_counted_by(
            self.api, self.read_hint, self.read_crm_hint, self.poll, self.work_off
        )
        # Deleted are the claim of an Idempotency-Key whose request failed, the old place of a
        # contact that learns its e-mail, and the places of referrals that their owners have ended.
        self.store.may_be_emptied_by(self.api, self.create_contact, self.read_hint, self.watch)
        partner_central = PartnerCentral(catalog=self.parameters.partner_central.catalog)
        partner_central.may_be_read_by(self.read_hint)
        partner_central.may_be_listed_by(self.poll)
        partner_central.may_be_answered_by(self.decide)
        partner_central.may_be_told_by(self.tell)
        partner_central.may_be_tested_by(self.api)
        secrets = PartnerSecrets(self)
        secrets.may_be_put_by(self.api)
        secrets.may_be_read_by(self.api, self.read_hint, self.poll, self.decide, self.tell)
        secrets.may_be_renewed_by(self.read_hint, self.poll, self.decide, self.tell)
        self.hints.written_by(self.api, self.poll, self.await_contact)
        self.workflow.driven_by(self.relay)
        self.workflow.answered_by(self.await_contact)

    def _watch(self) -> None:
        functions = [*self.doors, *self.steps]
        self.alarms = Alarms(
            self,
            "Alarms",
            email=self.parameters.alarm_email,
            raised=[
                self.ingress.alarm,
                *self.hints.alarms,
                *self.crm_hints.alarms,
                *self.outbound.alarms,
                *self.webhooks.alarms,
                *self.batches.inbox.alarms,
                *self.referral_list.alarms,
                *self.changes.alarms,
                self.schedules.dead_letters.alarm,
                *self.workflow.alarms,
                # A step that raises is tried again; what stays broken fails its referral.
                *(function.alarm for function in self.doors),
            ],
        )
        self.dashboard = Dashboard(
            self,
            "Dashboard",
            functions=functions,
            workflow=self.workflow,
            ingress=self.ingress,
            inboxes=[
                self.hints,
                self.crm_hints,
                self.outbound,
                self.webhooks.inbox,
                self.batches.inbox,
            ],
            streams=[self.relay, self.show],
        )

    def _tell(self) -> None:
        CfnOutput(self, "ApiUrl", value=self.ingress.api.api_endpoint)
        CfnOutput(self, "TableName", value=self.store.table.table_name)
        CfnOutput(self, "StateMachineArn", value=self.workflow.state_machine.state_machine_arn)
        CfnOutput(self, "DashboardUrl", value=self.dashboard.url)

    def _settings(self) -> Settings:
        return Settings(
            table=self.store.table.table_name,
            hints_queue_url=self.hints.queue.queue_url,
            crm_hints_queue_url=self.crm_hints.queue.queue_url,
            partner_central_catalog=self.parameters.partner_central.catalog.value_as_string,
            partner_central_endpoint=self.parameters.partner_central.endpoint.value_as_string,
            partner_secrets_prefix=PartnerSecrets.prefix,
            crm=self.parameters.crm.name.value_as_string,
            crm_url=self.parameters.crm.url.value_as_string,
            crm_secret=self.parameters.crm.secret.value_as_string,
            local_addresses=self.parameters.local_addresses.value_as_string,
        )

    def _function(
        self, module: str, settings: Settings, **size: Unpack[FunctionSize]
    ) -> HubFunction:
        return HubFunction(
            self,
            module,
            code=self._code,
            architecture=self._architecture,
            settings=settings,
            **size,
        )
