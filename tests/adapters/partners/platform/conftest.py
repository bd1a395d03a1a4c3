import pytest

from tests.adapters.partners.platform.stage import PlatformStage


@pytest.fixture
def stage() -> PlatformStage:
    return PlatformStage()
