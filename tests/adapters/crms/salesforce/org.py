"""An org to try the connector on: the stand-in over HTTP, and what a test asks it afterwards."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from referral_hub.adapters.crms.salesforce.connection import connect
from referral_hub.adapters.memory import MemoryTable
from referral_hub.ports import Crm, CrmConnection, ReferralList
from referral_hub.records.attempts import Attempts
from sandbox.salesforce.server import SalesforceServer
from sandbox.salesforce.service import Salesforce
from tests.builders import Clock

SECRET = {"client_id": "sandbox-consumer-key", "client_secret": "sandbox-consumer-secret"}


def new_attempts() -> Attempts:
    return Attempts(MemoryTable(), "crm:salesforce")


@dataclass(frozen=True)
class Stage:
    """The org, a connection to it, their common clock, and what the hub remembers of calls."""

    server: SalesforceServer
    clock: Clock
    attempts: Attempts
    connection: CrmConnection

    @property
    def org(self) -> Salesforce:
        return self.server.salesforce

    @property
    def crm(self) -> Crm:
        return self.connection.crm

    @property
    def referral_list(self) -> ReferralList:
        assert self.connection.referral_list
        return self.connection.referral_list

    def connect(self, secret: Callable[[], Mapping[str, str]] = lambda: SECRET) -> CrmConnection:
        """Connect as another process of the hub does."""
        return connect(self.server.url, secret, self.clock, attempts=self.attempts)

    def behave(self, **wishes: Any) -> None:
        self.server.behave(**wishes)

    def records(self, sobject: str) -> list[dict[str, Any]]:
        return self.org.records(sobject)

    def record(self, record_id: str) -> dict[str, Any]:
        return self.org.record(record_id)

    def seed(self, sobject: str, **fields: Any) -> str:
        """Create a record by hand, long ago."""
        (record_id,) = self.org.seed({"attributes": {"type": sobject}, **fields})
        return record_id

    def calls(self) -> list[str]:
        """Which calls the org got, as `GET /query`; sign-ins are not among its API calls."""
        paths = [(call.method, call.path) for call in self.org.calls]
        return [f"{m} {p.partition('/v68.0')[2] or p}" for m, p in paths if "oauth2" not in p]

    def sign_ins(self) -> int:
        return len([call for call in self.org.calls if "oauth2" in call.path])


@contextmanager
def staged(**told: Any) -> Iterator[Stage]:
    clock = Clock()
    org = Salesforce(clock=clock, seed=7, **told)
    with SalesforceServer(org) as server:
        attempts = new_attempts()
        connection = connect(server.url, lambda: SECRET, clock, attempts=attempts)
        yield Stage(server, clock, attempts, connection)
