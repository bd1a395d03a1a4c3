"""
CRMs to run the whole main job on: the shipped connectors, over HTTP, before stand-ins in this
process whose books every CRM shows alike.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar, NamedTuple

from referral_hub.adapters.crms.hubspot.connection import connect as connect_hubspot
from referral_hub.adapters.crms.salesforce.connection import connect as connect_salesforce
from referral_hub.adapters.memory import MemoryTable
from referral_hub.ports import Crm
from referral_hub.records.attempts import Attempts
from sandbox.http_door import Answer, Request, Serve
from sandbox.hubspot import TOKEN, HubSpot, HubSpotServer
from sandbox.salesforce.server import SalesforceServer
from sandbox.salesforce.service import Salesforce

LATE = "commits_late"
_CONSUMER = {"client_id": "sandbox-consumer-key", "client_secret": "sandbox-consumer-secret"}
# The most that a stand-in can plan.
_ALWAYS = 999


class Entry(NamedTuple):
    """
    One line of a CRM's books: a record, or the link of a record with another one.

    `what` is account, opportunity, contact, role; an opportunity and a contact belong `to` an
    account; a role is a contact's and belongs to an opportunity.
    """

    what: str
    record_id: str
    to: str = ""


Books = Counter[Entry]


@dataclass
class Strikes:
    """Breaks calls by their place in the order in which they come, counted from 1."""

    planned: dict[int, str] = field(default_factory=dict)
    seen: int = 0
    late: list[Request] = field(default_factory=list)

    def around(self, request: Request, serve: Serve, break_next: Callable[[str], Any]) -> Answer:
        """
        Serve a call with the fault that waits for it.

        One that commits late is cut off first, and takes effect when the next call was answered:
        nobody who looks in between can know of it.
        """
        self.seen += 1
        fault = self.planned.pop(self.seen, "")
        if fault == LATE:
            self.late.append(request)
            return Answer(0, is_lost=True)
        if fault:
            break_next(fault)
        answer = serve(request)
        while self.late:
            serve(self.late.pop())
        return answer


class StruckSalesforce(Salesforce):
    strikes = Strikes()

    def handle(self, request: Request) -> Answer:
        return self.strikes.around(request, super().handle, lambda fault: self.behave(**{fault: 1}))


class StruckHubSpot(HubSpot):
    strikes = Strikes()

    def serve(self, request: Request) -> Answer:
        return self.strikes.around(request, super().serve, lambda fault: self.behave(**{fault: 1}))


class Place(ABC):
    """A CRM with its people; `connect` is what each process of the hub does."""

    # What a repeated call may get over, and what takes a person and a retry.
    faults: ClassVar[tuple[str, ...]]
    refusals: ClassVar[tuple[str, ...]] = ()
    outage: ClassVar[str]

    def __init__(self, url: str, system: Any, clock: Any) -> None:
        self.url, self.system, self.clock = url, system, clock

    def begin_anew(self, *, lag_seconds: float = 0) -> None:  # noqa: ARG002 - one CRM's search lags
        """Empty the CRM, and break nothing."""
        self.system.reset()
        self.system.strikes = Strikes()

    def break_calls(self, planned: Mapping[int, str]) -> None:
        """Let the nth call from now on meet a fault."""
        self.system.strikes = Strikes(dict(planned))

    def calls(self) -> list[str]:
        """List the calls so far, such as `POST /composite`."""
        return [f"{call.method} {_shortened(call.path)}" for call in self.system.calls]

    @property
    def unbroken(self) -> dict[int, str]:
        """The breaks that no call has met so far."""
        return dict(self.system.strikes.planned)

    def goes_down(self) -> None:
        self.system.behave(**{self.outage: _ALWAYS})

    def comes_back(self) -> None:
        self.system.behave(**{self.outage: 0})

    @abstractmethod
    def connect(self) -> Crm: ...

    @abstractmethod
    def books(self) -> Books: ...

    @abstractmethod
    def has_account(self, name: str) -> str:
        """Let there be an account; return its id."""

    @abstractmethod
    def has_opportunity(self, account_id: str) -> str: ...

    @abstractmethod
    def has_contact(self, account_id: str, last_name: str, email: str) -> str: ...


class SalesforcePlace(Place):
    outage = "server_unavailable"
    faults = (
        "server_unavailable",
        "unknown_exception",
        "unable_to_lock_row",
        "request_limit_exceeded",
        "too_many_long_requests",
        "invalid_session",
        "html_page",
        "drop_before_commit",
        "drop_after_commit",
        "truncated_body",
        "unknown_exception_after_commit",
        LATE,
    )

    def connect(self) -> Crm:
        attempts = Attempts(MemoryTable(), "crm:salesforce")
        return connect_salesforce(self.url, lambda: _CONSUMER, self.clock, attempts=attempts).crm

    def books(self) -> Books:
        kept = self.system.records
        return Counter(
            [
                *(Entry("account", row["Id"]) for row in kept("Account")),
                *(Entry("opportunity", r["Id"], r["AccountId"]) for r in kept("Opportunity")),
                *(Entry("contact", row["Id"], row["AccountId"]) for row in kept("Contact")),
                *(
                    Entry("role", row["ContactId"], row["OpportunityId"])
                    for row in kept("OpportunityContactRole")
                ),
            ]
        )

    def has_account(self, name: str) -> str:
        return self._seed("Account", Name=name)

    def has_opportunity(self, account_id: str) -> str:
        told = {"Name": "Lamps", "StageName": "Prospecting", "CloseDate": "2027-09-30"}
        return self._seed("Opportunity", AccountId=account_id, **told)

    def has_contact(self, account_id: str, last_name: str, email: str) -> str:
        return self._seed("Contact", AccountId=account_id, LastName=last_name, Email=email)

    def _seed(self, sobject: str, **fields: str) -> str:
        [record_id] = self.system.seed({"attributes": {"type": sobject}, **fields})
        return str(record_id)


class HubSpotPlace(Place):
    outage = "service_unavailable"
    refusals = ("missing_scopes",)
    faults = (
        "service_unavailable",
        "internal_error",
        "bad_gateway",
        "gateway_timeout",
        "html_page",
        "locked",
        "migrating",
        "rate_limited",
        "rate_limited_daily",
        "expired",
        "drop_before_commit",
        "drop_after_commit",
        "truncated_body",
        "internal_error_after_commit",
        "gateway_timeout_after_commit",
        LATE,
    )

    def begin_anew(self, *, lag_seconds: float = 0) -> None:
        super().begin_anew()
        self.system.behave(search_lag_seconds=lag_seconds)

    def connect(self) -> Crm:
        return connect_hubspot(self.url, lambda: {"access_token": TOKEN}, self.clock).crm

    def books(self) -> Books:
        return Counter(
            [
                *(Entry("account", row["id"]) for row in self.system.records("companies")),
                *self._linked("opportunity", "deals", "companies"),
                *self._linked("contact", "contacts", "companies"),
                *(e for e in self._linked("role", "contacts", "deals") if e.to),
            ]
        )

    def _linked(self, what: str, kind: str, to: str) -> Iterator[Entry]:
        """List records once for each record that they are linked with, or once without any."""
        for row in self.system.records(kind):
            ends = [link["id"] for link in row["associations"] if link["type"] == to]
            yield from (Entry(what, row["id"], end) for end in ends or [""])

    def has_account(self, name: str) -> str:
        return self._seed("companies", name=name)

    def has_opportunity(self, account_id: str) -> str:
        deal_id = self._seed("deals", dealname="Lamps", dealstage="appointmentscheduled")
        self.system.person_associates(("deals", deal_id), ("companies", account_id))
        return deal_id

    def has_contact(self, account_id: str, last_name: str, email: str) -> str:
        contact_id = self._seed("contacts", lastname=last_name, email=email)
        self.system.person_associates(("contacts", contact_id), ("companies", account_id))
        return contact_id

    def _seed(self, kind: str, **properties: str) -> str:
        [[record_id]] = self.system.seed({kind: [properties]}).values()
        return str(record_id)


def _shortened(path: str) -> str:
    """Leave the version out: what is called is what matters here."""
    return path.partition("/v68.0")[2] or path.replace("/2026-09", "")


@contextmanager
def salesforce(clock: Callable[[], datetime]) -> Iterator[SalesforcePlace]:
    with SalesforceServer(StruckSalesforce(clock=clock, seed=7)) as server:
        yield SalesforcePlace(server.url, server.salesforce, clock)


@contextmanager
def hubspot(clock: Callable[[], datetime]) -> Iterator[HubSpotPlace]:
    with HubSpotServer(StruckHubSpot(clock=clock)) as server:
        yield HubSpotPlace(server.url, server.portal, clock)


OPENED: Mapping[str, Callable[[Callable[[], datetime]], Any]] = {
    "salesforce": salesforce,
    "hubspot": hubspot,
}
