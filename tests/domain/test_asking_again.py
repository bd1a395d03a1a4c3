"""What was refused is asked again: under the token that the other system knows it by, or anew."""

from __future__ import annotations

import pytest

from referral_hub.domain.effects import EMPTY, EffectState, Refused, programme_event
from tests.builders import NOON


@pytest.mark.parametrize(
    ("name", "anew"),
    [("opportunity", False), ("partner_notice", True), (programme_event("close"), True)],
)
def test_a_token_that_stands_for_a_refusal_is_not_used_again(name: str, anew: bool) -> None:
    refused = EMPTY.intend(name, token="t-1", at=NOON).settle(name, Refused(reason="no"), at=NOON)

    again = refused.asked_again(at=NOON).effects[name]

    assert again.state is EffectState.INTENDED
    assert (again.token != "t-1") == anew
