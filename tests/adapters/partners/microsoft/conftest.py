from collections.abc import Iterator

import pytest

from tests.adapters.partners.microsoft.sharing_stage import SharingStage, shared_as
from tests.adapters.partners.microsoft.stage import Stage, staged


@pytest.fixture
def stage(loopback: None) -> Iterator[Stage]:  # noqa: ARG001 - opens the way to the stand-in
    with staged() as stage:
        yield stage


@pytest.fixture
def co_sell(loopback: None) -> Iterator[SharingStage]:  # noqa: ARG001 - as above
    with shared_as("co_sell") as stage:
        yield stage
