from collections.abc import Iterator

import pytest

from tests.adapters.partners.google.stage import Stage, staged


@pytest.fixture
def stage(loopback: None) -> Iterator[Stage]:  # noqa: ARG001 - opens the way to the stand-in
    with staged() as stage:
        yield stage
