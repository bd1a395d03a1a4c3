"""The functions of the hub: which there are, what each of them gets, and what all of them know."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Self, Unpack

from aws_cdk import Duration, Size
from aws_cdk import aws_lambda as lambda_
from constructs import Construct

from infra.code import architecture, hub_code
from infra.hub_function import FunctionSize, HubFunction
from infra.times import CRM_TIMEOUT, ONE_MINUTE, WEBHOOK_TIMEOUT
from referral_hub.settings import Settings


@dataclass(frozen=True)
class Blueprint:
    """What functions have in common: where they belong, their code, and what they know."""

    scope: Construct
    code: lambda_.Code
    architecture: lambda_.Architecture
    settings: Settings

    @classmethod
    def of(cls, scope: Construct, settings: Settings) -> Self:
        target = architecture(scope)
        return cls(scope, hub_code(target), target, settings)

    def knowing(self, **settings: str) -> Self:
        return replace(self, settings=self.settings.model_copy(update=settings))

    def make(self, module: str, **size: Unpack[FunctionSize]) -> HubFunction:
        return HubFunction(
            self.scope,
            module,
            code=self.code,
            architecture=self.architecture,
            settings=self.settings,
            **size,
        )


class Steps:
    """What the workflow calls."""

    def __init__(self, like: Blueprint) -> None:
        self.decide = like.make("workflow.carry_out_decision", timeout=CRM_TIMEOUT)
        self.await_contact = like.make("workflow.await_contact_info")
        self.create_contact = like.make("workflow.create_contact", timeout=CRM_TIMEOUT)
        self.match_contact = like.make("workflow.match_contact", timeout=CRM_TIMEOUT)
        self.all = [
            self.decide,
            self.await_contact,
            self.match_contact,
            self.create_contact,
            like.make("workflow.close_referral"),
            like.make("workflow.record_overdue"),
            like.make("workflow.record_failure"),
        ]


class Doors:
    """What is woken by anything but the workflow; only they can know its ARN."""

    def __init__(self, like: Blueprint) -> None:
        self.api = like.make("api.app", memory_mib=1024)
        self.read_hint = like.make("sqs.partner_hint", timeout=ONE_MINUTE)
        self.poll = like.make("schedule.poll_partner_feeds", timeout=ONE_MINUTE)
        self.watch = like.make("schedule.watch_deadlines", timeout=ONE_MINUTE)
        self.relay = like.make("stream.relay_changes")
        self.read_crm_hint = like.make("sqs.crm_hint", timeout=CRM_TIMEOUT)
        self.show = like.make("stream.show_referrals", timeout=CRM_TIMEOUT)
        self.tell = like.make("sqs.outbound", timeout=CRM_TIMEOUT)
        self.poll_crm = like.make("schedule.poll_crm", timeout=CRM_TIMEOUT)
        self.call_back = like.make("sqs.deliver_webhook", timeout=WEBHOOK_TIMEOUT)
        self.work_off = like.make("sqs.outgoing_batch", timeout=CRM_TIMEOUT)
        self.all = [self.api, self.read_hint, self.poll, self.watch, self.relay]
        self.all += [self.read_crm_hint, self.show, self.tell, self.poll_crm, self.call_back]
        self.all.append(self.work_off)


class BookDoors:
    """Who answers from a copy of the referral book, and who keeps the copy they begin with."""

    def __init__(self, like: Blueprint) -> None:
        # A million referrals are a file of 3.5 GB; whoever packs it needs the room several times.
        # Nobody waits for that longer than API Gateway does, but whoever comes next has it.
        small = FunctionSize(timeout=Duration.minutes(3), memory_mib=1769, disk=Size.gibibytes(5))
        self.reader = like.make("api.referral_book", **small)
        large = FunctionSize(timeout=Duration.minutes(15), memory_mib=3008, disk=Size.gibibytes(10))
        self.keeper = like.make("schedule.keep_book", **large)
        self.all = [self.reader, self.keeper]
