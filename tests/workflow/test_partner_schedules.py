"""
Whatever a partner says on its platform and the host in the hub, in whatever order it is polled,
told, and lost on the way: both come to rest, nothing is lost unseen, and no echo is news.

`PARTNER_SCHEDULES` plays another number of them, `PARTNER_SEED` others.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

import pytest

from referral_hub.application.deals import partner_telling
from referral_hub.domain.deals.deal import Deal
from referral_hub.domain.deals.partner_update import PartnerUpdate
from tests.workflow.partner_schedules import Play, generated

AMOUNT = int(os.environ.get("PARTNER_SCHEDULES", "1000"))
SEED = int(os.environ.get("PARTNER_SEED", "20270302"))
OF_A_MUTANT = 500


def test_every_schedule_ends_at_rest_and_with_nothing_lost_unseen() -> None:
    ends = ((schedule, Play(schedule).play()) for schedule in generated(AMOUNT, seed=SEED))

    assert [(schedule, wrong) for schedule, wrong in ends if wrong][:3] == []


# Hubs that do it wrong, which the schedules must catch: what is replaced, and by what.
telling = PartnerUpdate.telling
Mutant = tuple[object, str, Callable[..., Any]]
MUTANTS: dict[str, Mutant] = {
    "an echo before the answer is news": (Deal, "_echoed", lambda self, _: dict(self.values)),
    "an echo after the answer is news": (Deal, "shown", lambda self, _: self),
    "overwriting without a look": (
        partner_telling._Teller,
        "_merged",
        lambda self, referral, _: self._side(referral),
    ),
    "no intent before the call": (
        PartnerUpdate,
        "telling",
        lambda self, due, **k: telling(self, due, **k).model_copy(update={"sending": {}}),
    ),
}


@pytest.mark.parametrize("mutant", MUTANTS)
def test_a_hub_that_does_it_wrong_is_caught(mutant: str, monkeypatch: pytest.MonkeyPatch) -> None:
    owner, name, wrong = MUTANTS[mutant]
    monkeypatch.setattr(owner, name, wrong)

    assert any(Play(schedule).play() for schedule in generated(OF_A_MUTANT, seed=SEED))
