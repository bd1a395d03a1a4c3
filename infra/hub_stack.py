"""The whole hub: what there is, then who may do what."""

from aws_cdk import CfnOutput, Stack
from constructs import Construct

from infra import grants, parameters
from infra.alarms import Alarms
from infra.book import ReferralBook
from infra.change_relay import ChangeRelay
from infra.dashboard import Dashboard
from infra.functions import Blueprint, BookDoors, Doors, Steps
from infra.host_crm import HostCrm
from infra.ingress import Ingress
from infra.intake_workflow import IntakeWorkflow
from infra.mail import Mail
from infra.partner_events import PartnerEvents
from infra.partner_secrets import PartnerSecrets
from infra.queues import Queues
from infra.referral_store import ReferralStore
from infra.schedules import Schedules
from infra.sign_in import let_in
from referral_hub.settings import Settings


class HubStack(Stack):
    """
    Everything one organisation needs, in one account and region.

    Partner Central's events exist in us-east-1 only: `EventForwarding` sends them to a hub
    elsewhere, which lives from its poller without it.
    """

    def __init__(self, scope: Construct, id_: str) -> None:
        super().__init__(scope, id_, description="Partner-referral hub")
        self.parameters = parameters.declare(self)
        self.store = ReferralStore(self, "ReferralStore")
        self.queues = Queues(self)
        self._blueprint = Blueprint.of(self, self._settings())
        self._make_workflow()
        self._open_doors()
        self._make_book()
        self._connect_crm()
        self._grant()
        self._watch()
        self._tell()

    def _make_workflow(self) -> None:
        self.steps = Steps(self._blueprint)
        self.workflow = IntakeWorkflow(
            self,
            "IntakeWorkflow",
            steps=self.steps.all,
            numbers={
                "ContactWaitSeconds": self.parameters.contact_wait_seconds.value_as_string,
                "RetrySeconds": self.parameters.retry_seconds.value_as_string,
            },
        )
        arn = self.workflow.state_machine.state_machine_arn
        self.doors = Doors(self._blueprint.knowing(state_machine_arn=arn))

    def _open_doors(self) -> None:
        doors = self.doors
        self.ingress = Ingress(
            self, "Ingress", function=doors.api, public_url=self.parameters.public_url
        )
        for function in (doors.api, doors.show, doors.work_off):
            function.learns(public_url=self.ingress.public_url)
        self.queues.batches.connect(relay=doors.relay, worker=doors.work_off)
        # A batch ends with a mail. The admins of peers are mailed in the request itself: nobody
        # knows a key later.
        Mail(self, "Mail", mail=self.parameters.mail, senders=[doors.work_off, doors.api])
        let_in(self.parameters.sign_in, by=[doors.api])
        self.queues.connect(doors=doors, steps=self.steps)
        self.changes = ChangeRelay(self, "ChangeRelay", store=self.store, function=doors.relay)
        catalog = self.parameters.partner_central.catalog
        PartnerEvents(self, "PartnerEvents", catalog=catalog, inbox=self.queues.hints)
        self.schedules = Schedules(self, "Schedules")
        self.schedules.wake(doors.poll, minutes=self.parameters.poll_minutes)
        self.schedules.wake(doors.watch, minutes=self.parameters.watch_minutes)

    def _make_book(self) -> None:
        self.book_doors = BookDoors(self._blueprint)
        reader = self.book_doors.reader
        let_in(self.parameters.sign_in, by=[reader])
        reader.learns(public_url=self.ingress.public_url)
        ReferralBook(self, "Book").connect(
            store=self.store,
            ingress=self.ingress,
            schedules=self.schedules,
            reader=reader,
            keeper=self.book_doors.keeper,
            minutes=self.parameters.watch_minutes,
        )

    def _connect_crm(self) -> None:
        self.crm = HostCrm(
            self,
            self.parameters,
            store=self.store,
            queues=self.queues,
            schedules=self.schedules,
            doors=self.doors,
            steps=self.steps,
        )

    def _grant(self) -> None:
        doors, steps = self.doors, self.steps
        catalog = self.parameters.partner_central.catalog
        grants.grant_table(self.store, doors=doors, steps=steps)
        grants.grant_partner_central(catalog, doors=doors, steps=steps)
        grants.grant_secrets(PartnerSecrets(self), doors=doors, steps=steps)
        self.queues.hints.written_by(doors.api, doors.poll, steps.await_contact)
        self.workflow.driven_by(doors.relay)
        self.workflow.answered_by(steps.await_contact)

    def _watch(self) -> None:
        doors = [*self.doors.all, *self.book_doors.all]
        self.alarms = Alarms(
            self,
            "Alarms",
            email=self.parameters.alarm_email,
            raised=[
                self.ingress.alarm,
                *self.queues.alarms,
                *self.crm.alarms,
                *self.changes.alarms,
                self.schedules.dead_letters.alarm,
                *self.workflow.alarms,
                # A step that raises is tried again; what stays broken fails its referral.
                *(door.alarm for door in doors),
            ],
        )
        self.dashboard = Dashboard(
            self,
            "Dashboard",
            functions=[*doors, *self.steps.all],
            workflow=self.workflow,
            ingress=self.ingress,
            inboxes=self.queues.inboxes,
            streams=[self.doors.relay, self.doors.show],
        )

    def _tell(self) -> None:
        CfnOutput(self, "ApiUrl", value=self.ingress.api.api_endpoint)
        CfnOutput(self, "TableName", value=self.store.table.table_name)
        CfnOutput(self, "StateMachineArn", value=self.workflow.state_machine.state_machine_arn)
        CfnOutput(self, "DashboardUrl", value=self.dashboard.url)

    def _settings(self) -> Settings:
        partner_central, crm = self.parameters.partner_central, self.parameters.crm
        return Settings(
            table=self.store.table.table_name,
            hints_queue_url=self.queues.hints.queue.queue_url,
            crm_hints_queue_url=self.queues.crm_hints.queue.queue_url,
            partner_central_catalog=partner_central.catalog.value_as_string,
            partner_central_endpoint=partner_central.endpoint.value_as_string,
            partner_secrets_prefix=PartnerSecrets.prefix,
            crm=crm.name.value_as_string,
            crm_url=crm.url.value_as_string,
            crm_secret=crm.secret.value_as_string,
            local_addresses=self.parameters.local_addresses.value_as_string,
        )
