from collections.abc import Iterator

import pytest
from simple_salesforce import Salesforce as Client

from sandbox.salesforce import App, Salesforce, SalesforceServer
from tests.sandbox.salesforce.rehearsal import KEY, SECRET, Clock, Rest, client, public_pem


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def org(clock: Clock) -> Salesforce:
    return Salesforce(clock=clock, seed=7)


@pytest.fixture
def server(org: Salesforce) -> Iterator[SalesforceServer]:
    with SalesforceServer(org) as server:
        yield server


@pytest.fixture
def rest(server: SalesforceServer) -> Rest:
    return Rest(server).log_in()


@pytest.fixture
def sf(server: SalesforceServer) -> Client:
    return client(server, domain="acme.my", consumer_key=KEY, consumer_secret=SECRET)


@pytest.fixture
def signed_in_by_certificate() -> Iterator[SalesforceServer]:
    """Serve an org on the real clock, which JWTs are dated by."""
    with SalesforceServer(Salesforce(app=App(certificate=public_pem()))) as server:
        yield server
