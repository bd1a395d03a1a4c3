"""The steps of the main job, as the state machine takes them, on a hub in memory."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from referral_hub.adapters.crms.builtin import BuiltInCrm
from referral_hub.adapters.memory import MemoryTable
from referral_hub.adapters.partners.platform.connector import PlatformConnector
from referral_hub.application import (
    carrying_out,
    closing,
    contact_carrying,
    contact_info,
    decisions,
    intake,
)
from referral_hub.application.carrying_out import NextStep
from referral_hub.domain.contacts.arrivals import ContactArrival
from referral_hub.domain.contacts.contact import ContactInfo
from referral_hub.domain.crm import Contact, ContactRole, Part
from referral_hub.domain.effects import Done, Outcome
from referral_hub.domain.errors import Unavailable
from referral_hub.domain.forms import Fields
from referral_hub.domain.partners.partner import Hint
from referral_hub.domain.policies.policy import IntakePolicy
from referral_hub.domain.referrals.decision import AccountChoice, OpportunityChoice
from referral_hub.domain.referrals.referral import Referral
from referral_hub.domain.timeline import timeline
from referral_hub.domain.timeline_entry import TimelineEntry
from referral_hub.hub import Hub
from referral_hub.ports import FeedPage, Item, PartnerConnection
from tests.builders import Clock, a_hub, a_principal, an_invitation, ask
from tests.connected import Connected

NEW_ACCOUNT = AccountChoice(create={})
PREFILLED = OpportunityChoice()


def publish(hub: Hub, **choices: Any) -> IntakePolicy:
    """Publish the next version of the shipped policy, with these choices."""
    newest = hub.policies.current().version
    return hub.policies.publish(IntakePolicy(version=newest, **choices))


def filed(hub: Hub, **told: Any) -> Referral:
    invitation = an_invitation(**{"received_at": hub.clock()} | told)
    return intake.receive(invitation=invitation, referrals=hub.referrals).referral


def accept(hub: Hub, number: str, **said: Any) -> Referral:
    choice = {"account": NEW_ACCOUNT, "opportunity": PREFILLED}
    seen = {"referral": hub.referrals.get(number)}
    referral, _ = ask(hub, decisions.accept, **seen | choice | said)
    return referral


def accepted(hub: Hub, **said: Any) -> Referral:
    return accept(hub, filed(hub).number, **said)


def reject(hub: Hub, number: str, reason: str = "No capacity") -> Referral:
    connector = hub.connector("harbour")
    said = {"number": number, "reason": reason, "connector": connector}
    referral, _ = ask(hub, decisions.reject, **said)
    return referral


def rejected(hub: Hub, reason: str = "No capacity") -> Referral:
    number = filed(hub).number
    return reject(hub, number, reason)


def retry(hub: Hub, number: str, **said: Any) -> Referral:
    return hub.retries.retry(number, by=a_principal(), now=hub.clock(), **said).referral


def carry_out(hub: Hub, number: str) -> NextStep:
    step: NextStep = ask(hub, carrying_out.carry_out, number=number)
    if step.next == carrying_out.FAIL:
        end(hub, closing.record_failure, number)
    return step


def tell(hub: Hub, number: str, *people: ContactInfo) -> list[ContactArrival]:
    """Let contact info come in."""
    referral = hub.referrals.get(number)
    return ask(hub, contact_info.arrive, referral=referral, people=people, via="api")


def wait(hub: Hub, number: str, token: str = "token") -> None:  # noqa: S107 (a task token)
    ask(
        hub,
        contact_info.await_contact_info,
        number=number,
        token=token,
        is_asked=lambda partner_id: hub.source(partner_id) is not None,
    )


def announce(hub: Hub, number: str, key: str) -> str:
    done, _ = ask(hub, contact_info.announce, number=number, contact_key=key)
    return str(done)


def carry(hub: Hub, number: str, key: str) -> ContactArrival:
    """Take one contact through its two steps."""
    arrival, following = ask(hub, contact_carrying.match, number=number, contact_key=key)
    if following == contact_carrying.CREATE:
        return ask(hub, contact_carrying.create, number=number, contact_key=key)
    return arrival


def carry_all(hub: Hub, number: str, keys: Iterable[str]) -> Referral:
    """Take contacts into the CRM and end the run."""
    carried = [carry(hub, number, key) for key in keys]
    left_behind = [arrival.key for arrival in carried if not arrival.carried]
    referral, _ = end(hub, closing.close, number, left_behind=left_behind)
    return referral


def end(hub: Hub, use_case: Any, number: str, **said: Any) -> Any:
    """End the referral's latest run, one way or another; answers and whether anything changed."""
    execution = said.pop("execution", hub.referrals.get(number).execution_name)
    return ask(hub, use_case, number=number, execution=execution, **said)


def run(hub: Hub, number: str) -> Referral:
    """Let an execution go as far as it can without anything new coming in."""
    step = carry_out(hub, number)
    if step.next == carrying_out.CARRY:
        return carry_all(hub, number, step.contacts)
    return hub.referrals.get(number)


def awaiting(hub: Hub, **said: Any) -> Referral:
    """A referral whose opportunity is there, and whose contact info is not."""
    number = accepted(hub, **said).number
    carry_out(hub, number)
    wait(hub, number)
    return hub.referrals.get(number)


def story(hub: Hub, number: str) -> list[TimelineEntry]:
    referral = hub.referrals.get(number)
    invitation = hub.referrals.invitation_of(referral)
    return timeline(referral, invitation, hub.contacts.of(number), hub.timeline.of(number))


def words(hub: Hub, number: str) -> list[str]:
    return [entry.what for entry in story(hub, number)]


def snapshot(hub: Hub) -> list[Item]:
    """Everything that is written down."""
    assert isinstance(hub.table, MemoryTable)
    return [dict(item) for item in hub.table._items.values()]


def records(hub: Hub, kind: str) -> list[Item]:
    return [item for item in snapshot(hub) if item.get("kind") == kind]


def people(hub: Hub, number: str) -> list[Contact]:
    return hub.crm.contacts(hub.referrals.get(number).account_id)


def roles(hub: Hub, number: str) -> list[ContactRole]:
    return hub.crm.roles(hub.referrals.get(number).opportunity_id)


class Crash(BaseException):
    """The process is gone."""


class CrashOnce:
    """Crashes at one place, the first time that it is reached."""

    def __init__(self, place: str) -> None:
        self.place = place

    def before(self, effect: str) -> None:
        self._reach(f"before {effect}")

    def after(self, effect: str) -> None:
        self._reach(f"after {effect}")

    def _reach(self, place: str) -> None:
        if place == self.place:
            self.place = ""
            raise Crash(place)


class MoodyCrm(BuiltInCrm):
    """The built-in CRM, which can be closed, and can dislike people."""

    def __init__(self, table: MemoryTable, clock: Clock) -> None:
        super().__init__(table, clock)
        self.closed = False
        self.dislikes: Outcome | Exception | None = None

    def _must_be_open(self) -> None:
        if self.closed:
            raise Unavailable(self.name, "the CRM is closed")

    def account(self, account_id: str) -> Any:
        self._must_be_open()
        return super().account(account_id)

    def create_account(self, fields: Fields, *, token: str) -> Any:
        self._must_be_open()
        return super().create_account(fields, token=token)

    def create_opportunity(self, account_id: str, fields: Fields, *, token: str) -> Any:
        self._must_be_open()
        return super().create_opportunity(account_id, fields, token=token)

    def contacts_like(self, account_id: str, person: ContactInfo) -> list[Contact]:
        self._must_be_open()
        return super().contacts_like(account_id, person)

    def create_contact(
        self, account_id: str, person: ContactInfo, *, token: str, part: Part | None = None
    ) -> Any:
        self._must_be_open()
        if isinstance(self.dislikes, Exception):
            raise self.dislikes
        return self.dislikes or super().create_contact(account_id, person, token=token, part=part)

    def give_role(self, role: ContactRole, *, token: str) -> Any:
        self._must_be_open()
        return super().give_role(role, token=token)


def a_moody_hub() -> tuple[Hub, MoodyCrm]:
    clock, table = Clock(), MemoryTable()
    crm = MoodyCrm(table, clock)
    return a_hub(clock=clock, table=table, crm=crm), crm


@dataclass
class Lantern(PlatformConnector):
    """A partner that answers as it is told, and remembers what it was asked, in order."""

    answers: dict[str, Outcome | Exception] = field(default_factory=dict)
    asked: list[tuple[str, str]] = field(default_factory=list)
    reasons: tuple[str, ...] = ("No capacity", "Other")

    def rejection_reasons(self, referral: Referral) -> tuple[str, ...]:  # noqa: ARG002
        return self.reasons

    def _answer(self, question: str, token: str, otherwise: str) -> Any:
        self.asked.append((question, token))
        answer = self.answers.get(question, Done(result=otherwise))
        if isinstance(answer, Exception):
            raise answer
        return answer

    def accept(self, referral: Referral, *, token: str) -> Any:  # noqa: ARG002 (as the port says)
        return self._answer("accept", token, "L-9")

    def tell_opportunity(self, referral: Referral, *, token: str) -> Any:
        return self._answer("tell_opportunity", token, referral.opportunity_id)

    def reject(self, referral: Referral, reason: str, *, token: str) -> Any:  # noqa: ARG002
        return self._answer("reject", token, reason)

    @property
    def questions(self) -> list[str]:
        return [question for question, _ in self.asked]


class Quiet:
    """A feed that has no news."""

    def pages(self, cursor: str, *, at: datetime) -> Iterable[FeedPage]:  # noqa: ARG002
        return ()

    def read(self, hint: Hint, *, at: datetime, via: str) -> None: ...

    def hint_in(self, event: Mapping[str, Any]) -> None: ...


def a_hub_with(lantern: Lantern, **override: Any) -> Hub:
    """A hub whose partner Harbour is spoken to through this connector, and asked for news."""
    connections = Connected(lambda _: PartnerConnection(lantern, Quiet()))
    return a_hub(connections=connections, **override)
