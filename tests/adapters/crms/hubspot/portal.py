"""A HubSpot portal over HTTP, the connector before it, and what tests look at."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any, TypeVar

import urllib3

from referral_hub.adapters.crms.hubspot.connection import connect
from referral_hub.adapters.crms.hubspot.paths import VERSION
from referral_hub.domain.crm import Account
from referral_hub.ports import Crm, CrmConnection
from sandbox.hubspot import APP_ID, CLIENT_SECRET, TOKEN, HubSpot, HubSpotServer
from tests.builders import Clock

SECRET = {"access_token": TOKEN, "client_secret": CLIENT_SECRET, "app_id": str(APP_ID)}
LAG_SECONDS = 30
LABEL = "Primary contact"

T = TypeVar("T")


class Portal:
    """Search lags behind by half a minute of a clock that stands still."""

    def __init__(self, server: HubSpotServer, clock: Clock) -> None:
        self.hubspot = server.portal
        self.url = server.url
        self.clock = clock
        self.secret = dict(SECRET)
        self.begins_anew()

    def begins_anew(self) -> None:
        """Empty the portal, and connect to it anew."""
        self.hubspot.reset()
        self.hubspot.behave(search_lag_seconds=LAG_SECONDS)
        self.connection = self.connect()

    @property
    def crm(self) -> Crm:
        return self.connection.crm

    def connect(self) -> CrmConnection:
        """Connect anew, as another process would."""
        return connect(self.url, lambda: self.secret, self.clock)

    def searches(self, text: str) -> list[Account]:
        """Search when the index has caught up."""
        self.clock.advance(seconds=LAG_SECONDS + 1)
        return self.crm.search_accounts(text)

    def seed(self, kind: str, **properties: Any) -> str:
        """Make a record that was always there; return its id."""
        [[record_id]] = self.hubspot.seed({kind: [properties]}).values()
        return record_id

    def fails(self, fault: str, method: str = "*", path: str = "", times: int = 1) -> None:
        self.hubspot.behave(**{fault: {"method": method, "path": path, "times": times}})

    def records(self, kind: str) -> list[Mapping[str, Any]]:
        return list(self.hubspot.records(kind))

    def effect(self, name: str) -> int:
        """How often something happened in the portal."""
        return int(self.hubspot.effects.get(name, 0))

    def calls_api(self, method: str, path: str, body: Any = None) -> Any:
        """Do what an admin does, by the API."""
        headers = {"Authorization": f"Bearer {TOKEN}"}
        answer = urllib3.request(method, self.url + path, json=body, headers=headers)
        assert answer.status < 300, answer.data
        return answer.json() if answer.data else None

    @contextmanager
    def counted(self) -> Iterator[list[str]]:
        """Note the calls that are made inside, such as `POST /crm/objects/2026-09/deals`."""
        calls: list[str] = []
        before = len(self.hubspot.calls)
        yield calls
        calls += [f"{call.method} {call.path}" for call in self.hubspot.calls[before:]]


@contextmanager
def opened(**born: Any) -> Iterator[Portal]:
    clock = Clock()
    with HubSpotServer(HubSpot(clock=clock, **born)) as server:
        yield Portal(server, clock)


def with_label(portal: Portal) -> Portal:
    """Let an admin have made the label that the tests use."""
    path = f"/crm/associations/{VERSION}/deals/contacts/labels"
    portal.calls_api("POST", path, {"label": LABEL, "name": "primary_contact"})
    return portal


def at_once(*acts: Callable[[], T]) -> list[T]:
    """Let each act in a thread of its own; return what came of them."""
    with ThreadPoolExecutor(len(acts)) as pool:
        return [running.result() for running in [pool.submit(act) for act in acts]]
