from collections.abc import Iterator

import pytest

from tests.adapters.partners.aws.stage import Stage, staged
from tests.adapters.partners.aws.taking import TakingStage, taking_place


@pytest.fixture
def stage(loopback: None) -> Iterator[Stage]:  # noqa: ARG001 - opens the way to the stand-in
    with staged() as stage:
        yield stage


@pytest.fixture
def taking(loopback: None) -> Iterator[TakingStage]:  # noqa: ARG001 - opens the way
    with taking_place() as stage:
        yield stage
