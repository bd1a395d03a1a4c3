"""
The hub on a real state machine: moto executes the shipped ASL, which calls the shipped steps.

Only AWS Lambda is replaced, by a call in this process; and the table's stream, by a list of what
was written.
"""

from __future__ import annotations

import importlib
import json
import re
import time
import traceback
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import boto3

from functions.stream import relay_changes
from referral_hub.adapters.crms.builtin import BuiltInCrm
from referral_hub.adapters.dynamodb import _write
from referral_hub.adapters.memory import MemoryHintQueue, MemoryTable
from referral_hub.adapters.partners.platform.connector import PlatformConnector
from referral_hub.adapters.stepfunctions import StepFunctionsWorkflow
from referral_hub.application import contact_info, decisions, intake
from referral_hub.application.effects import Effects, Faults, NoFaults
from referral_hub.domain.access import Principal, Role
from referral_hub.domain.contacts.contact import ContactInfo
from referral_hub.domain.correction import NOTHING, Correction
from referral_hub.domain.partners.partner import Partner
from referral_hub.domain.referrals.decision import AccountChoice, OpportunityChoice
from referral_hub.domain.referrals.invitation import Invitation
from referral_hub.domain.referrals.referral import Referral
from referral_hub.domain.referrals.terms import Customer
from referral_hub.domain.shapes import Money
from referral_hub.hub import Hub
from referral_hub.ports import Item, Key, Page, PartnerConnection, Write
from tests.builders import chosen
from tests.connected import Connected

ASL = Path(__file__).parents[2] / "functions/workflow/referral_intake.asl.json"
REGION = "eu-west-1"
OPERATOR = Principal(key_id="op", role=Role.OPERATOR, name="Olga")
AINO = ContactInfo(
    first_name="Aino", last_name="Virta", email="aino.virta@nordwind.example", title="Head of Tides"
)
ONNI = ContactInfo(first_name="Onni", last_name="Laine", email="onni@nordwind.example")


# An execution may outlive its test; it must not find the next test's world in its place.
_PLACES = count(1)


class Crash(BaseException):
    """The process is gone; nothing may catch this."""


class StreamingTable(MemoryTable):
    """Keeps every change as the record that DynamoDB's stream would deliver."""

    def __init__(self) -> None:
        super().__init__()
        self.changes: list[dict[str, Any]] = []

    def put_all(self, writes: Sequence[Write]) -> None:
        images = [self._images(write.item) for write in writes]
        super().put_all(writes)
        for each in images:
            self._streamed(each)

    def _images(self, item: Item) -> dict[str, Any]:
        old = self.get(Key(item["pk"], item["sk"]))
        return {"NewImage": _write(item)} | ({"OldImage": _write(old)} if old else {})

    def _streamed(self, images: dict[str, Any]) -> None:
        place = str(len(self.changes))
        self.changes.append({"eventID": place, "dynamodb": {"SequenceNumber": place, **images}})

    def items(self, kind: str) -> list[Item]:
        return [item for item in self._items.values() if item.get("kind") == kind]


def definition(*, contact_wait: int, place: int) -> str:
    """
    The shipped ASL with its placeholders filled, as infra fills them; `place` tells worlds apart.
    """
    text = ASL.read_text()
    text = text.replace('"${ContactWaitSeconds}"', str(contact_wait))
    text = text.replace('"${RetrySeconds}"', "1")
    function = rf"arn:aws:lambda:eu-west-1:123456789012:function:\1-{place}"
    return re.sub(r"\$\{(\w+)\}", function, text)


class World:
    """A hub, its state machine, and the people around it."""

    def __init__(
        self,
        *,
        contact_wait: int = 30,
        partner: Partner | None = None,
        connect: Callable[[], PartnerConnection] = lambda: PartnerConnection(PlatformConnector()),
        crm: Callable[[BuiltInCrm], Any] = lambda built_in: built_in,
    ) -> None:
        self.place = next(_PLACES)
        self.table = StreamingTable()
        self.later = timedelta()
        self.faults: Faults = NoFaults()
        self.client = boto3.client("stepfunctions", region_name=REGION)
        self.arn = self._state_machine(contact_wait)
        self.workflow = StepFunctionsWorkflow(lambda: self.client, self.arn)
        self.connect = connect
        self.crm = crm(BuiltInCrm(self.table, self.clock))
        self.hub = self._hub()
        partner = partner or Partner(partner_id="acme", name="Acme")
        self.partner_id = partner.partner_id
        self.hub.partners.add(partner)
        self.relayed = 0

    def clock(self) -> datetime:
        return datetime.now(UTC).replace(microsecond=0) + self.later

    def _hub(self) -> Hub:
        return Hub(
            table=self.table,
            chosen_crm=chosen(self.crm),
            workflow=self.workflow,
            queue=MemoryHintQueue(),
            connections=Connected(lambda _: self.connect()),
            clock=self.clock,
            effects=Effects(self.clock, _Switched(self)),
            state_machine_arn=self.arn,
        )

    def _state_machine(self, contact_wait: int) -> str:
        answer = self.client.create_state_machine(
            name="referral-intake",
            definition=definition(contact_wait=contact_wait, place=self.place),
            roleArn="arn:aws:iam::123456789012:role/workflow",
        )
        return str(answer["stateMachineArn"])

    # What people and partners do

    def partner_shares(self, partner_referral_id: str = "px-1", **fields: Any) -> Referral:
        invitation = an_invitation(self.partner_id, partner_referral_id, self.clock(), **fields)
        return intake.receive(invitation=invitation, referrals=self.hub.referrals).referral

    def operator_accepts(
        self,
        number: str,
        account: AccountChoice | None = None,
        opportunity: OpportunityChoice | None = None,
    ) -> Referral:
        referral, _ = decisions.accept(
            referral=self.hub.referrals.get(number),
            account=account or AccountChoice(create={}),
            opportunity=opportunity or OpportunityChoice(),
            by=OPERATOR,
            now=self.clock(),
            referrals=self.hub.referrals,
            policies=self.hub.policies,
            crm=self.crm,
        )
        return referral

    def operator_rejects(self, number: str, reason: str) -> Referral:
        referral, _ = decisions.reject(
            number=number,
            reason=reason,
            by=OPERATOR,
            now=self.clock(),
            referrals=self.hub.referrals,
            connector=self.hub.connector(self.partner_id),
        )
        return referral

    def operator_retries(self, number: str, correction: Correction = NOTHING) -> Referral:
        retries, now = self.hub.retries, self.clock()
        return retries.retry(number, by=OPERATOR, now=now, correction=correction).referral

    def partner_tells(self, number: str, *people: ContactInfo) -> None:
        contact_info.arrive(
            referral=self.referral(number),
            people=people,
            via="api",
            now=self.clock(),
            contacts=self.hub.contacts,
        )

    # What happens by itself

    def relay(self) -> None:
        """Deliver what the stream has for the hub, as Lambda's event source does."""
        while self.relayed < len(self.table.changes):
            record = self.table.changes[self.relayed]
            answer = relay_changes.handle({"Records": [record]}, hub=self.hub)
            assert answer == {"batchItemFailures": []}
            self.relayed += 1

    def until(self, number: str, *progress: str, seconds: float = 20) -> Referral:
        """Let things happen until the referral has come that far."""
        return self.eventually(
            lambda: (r := self.referral(number)).progress in progress and r, seconds
        )

    def eventually(self, happened: Callable[[], Any], seconds: float = 20) -> Any:
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            self.relay()
            if result := happened():
                return result
            time.sleep(0.02)
        raise AssertionError(f"never happened; {self.executions()}")

    def until_quiet(self, seconds: float = 20) -> None:
        """Let every execution come to its end."""
        self.eventually(lambda: "RUNNING" not in self.executions().values(), seconds)

    # What can be seen

    def referral(self, number: str) -> Referral:
        return self.hub.referrals.get(number)

    def executions(self) -> dict[str, str]:
        """Status by execution name."""
        listed = self.client.list_executions(stateMachineArn=self.arn)["executions"]
        return {run["name"]: run["status"] for run in listed}

    def states_entered(self, name: str) -> list[str]:
        return [
            event["stateEnteredEventDetails"]["name"]
            for event in self.history(name)
            if "stateEnteredEventDetails" in event
        ]

    def history(self, name: str) -> list[dict[str, Any]]:
        arn = f"{self.arn.replace(':stateMachine:', ':execution:')}:{name}"
        pages = self.client.get_paginator("get_execution_history").paginate(executionArn=arn)
        return [event for page in pages for event in page["events"]]

    def invoke(self, function: str, payload: dict[str, Any]) -> Any:
        """What Lambda does for the state machine."""
        module = re.sub(r"(?<!^)(?=[A-Z])", "_", function).lower()
        step = importlib.import_module(f"functions.workflow.{module}")
        return step.handle(payload, hub=self.hub)


class _Switched:
    """Faults that a test can change while the hub runs."""

    def __init__(self, world: World) -> None:
        self._world = world

    def before(self, effect: str) -> None:
        self._world.faults.before(effect)

    def after(self, effect: str) -> None:
        self._world.faults.after(effect)


def an_invitation(
    partner_id: str, partner_referral_id: str, at: datetime, **fields: Any
) -> Invitation:
    plain: Mapping[str, Any] = {
        "title": "Data lake",
        "description": "Stock figures sit in eleven systems.",
        "customer": Customer(company_name="Nordwind Oy", country_code="FI"),
        "value": Money.of("2500.00", "EUR"),
        "received_at": at,
        "via": "api",
    }
    return Invitation(
        partner_id=partner_id, partner_referral_id=partner_referral_id, **{**plain, **fields}
    )


def answer_lambda(world: World, function_arn: str, body: bytes | str) -> tuple[str, bool]:
    """Run a step; a crash or an exception is what Lambda reports as a function error."""
    try:
        result = world.invoke(function_arn.rpartition(":")[2].partition("-")[0], json.loads(body))
    except (Crash, Exception) as error:  # noqa: BLE001 - Lambda reports whatever it was
        told = {"errorType": type(error).__name__, "errorMessage": str(error)}
        return json.dumps({**told, "stackTrace": traceback.format_exc().splitlines()}), True
    return json.dumps(result), False


__all__: Sequence[str] = ("AINO", "ONNI", "Crash", "Page", "World", "an_invitation")
