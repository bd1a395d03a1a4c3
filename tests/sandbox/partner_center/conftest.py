from collections.abc import Iterator

import pytest

from sandbox.partner_center import PartnerCenter, PartnerCenterServer
from sandbox.partner_center.specification import Specification
from tests.sandbox.listeners import Receiver, listening
from tests.sandbox.partner_center.wire import SPECIFICATION, Clock, Wire


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def center(clock: Clock) -> Iterator[PartnerCenter]:
    """Where the vendor's specification is at hand, every test is a test against it, too."""
    known = Specification.read(SPECIFICATION).check if SPECIFICATION.exists() else None
    center = PartnerCenter(clock=clock, check=known)
    yield center
    assert center.violations == []


@pytest.fixture
def server(center: PartnerCenter) -> Iterator[PartnerCenterServer]:
    with PartnerCenterServer(center) as server:
        yield server


@pytest.fixture
def wire(server: PartnerCenterServer) -> Wire:
    return Wire(server).log_in()


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with listening(receiver := Receiver(), "/hooks"):
        yield receiver
