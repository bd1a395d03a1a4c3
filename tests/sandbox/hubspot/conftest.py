from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import hubspot
import hubspot_sdk
import pytest

from sandbox.hubspot import TOKEN, HubSpot, HubSpotServer
from tests.sandbox.hubspot.wire import Wire


class Clock:
    """A clock the test moves."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def advance(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def portal(clock: Clock) -> HubSpot:
    return HubSpot(clock=clock)


@pytest.fixture
def server(portal: HubSpot) -> Iterator[HubSpotServer]:
    with HubSpotServer(portal) as server:
        yield server


@pytest.fixture
def legacy(server: HubSpotServer) -> Any:
    """Return HubSpot's client for v3 and v4, which nobody here wrote."""
    return hubspot.Client.create(access_token=TOKEN, host=server.url).crm


@pytest.fixture
def dated(server: HubSpotServer) -> Iterator[Any]:
    """Return HubSpot's client for 2026-03; it tries each call once."""
    with hubspot_sdk.HubSpot(access_token=TOKEN, base_url=server.url, max_retries=0) as client:
        yield client


@pytest.fixture
def strict(server: HubSpotServer) -> Iterator[Any]:
    """Return the same client, refusing answers that are not of the specified shape."""
    with hubspot_sdk.HubSpot(
        access_token=TOKEN, base_url=server.url, max_retries=0, _strict_response_validation=True
    ) as client:
        yield client


@pytest.fixture
def wire(server: HubSpotServer) -> Wire:
    return Wire(server.url)
