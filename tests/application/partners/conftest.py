"""A hub whose partner hears of deals."""

from __future__ import annotations

import pytest

from referral_hub.bootstrap import Hub
from tests.application.partner_stage import Listening, a_listened_hub


@pytest.fixture
def partner() -> Listening:
    return Listening()


@pytest.fixture
def hub(partner: Listening) -> Hub:
    return a_listened_hub(partner)
