"""
Whatever the partner, people of the host and people in the CRM say of a deal, in whatever order it
is heard, told, repeated and lost: both sides agree in the end, and nobody's word is lost unseen.

`DEAL_SCHEDULES` plays another number of them, `DEAL_SEED` others; they take about 20 ms each.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from referral_hub.adapters.crms.builtin import BuiltInCrm
from referral_hub.application.deals import crm_telling
from referral_hub.application.deals.open_deal import OpenDeal
from referral_hub.domain.deals import deal
from referral_hub.domain.deals import news as deal_news
from referral_hub.domain.deals.crm_update import CrmUpdate
from referral_hub.domain.deals.value import DealValue
from tests.builders import Clock
from tests.workflow.crms import OPENED
from tests.workflow.deal_plays import AMOUNT, CLOSES, CURRENCY, DealPlay, Schedule, Words
from tests.workflow.deal_schedules import generated, wrongs

AMOUNT_OF_SCHEDULES = int(os.environ.get("DEAL_SCHEDULES", "1000"))
SEED = int(os.environ.get("DEAL_SEED", "20270301"))
# Over HTTP, where each takes longer.
OF_A_SANDBOX = max(AMOUNT_OF_SCHEDULES // 40, 10)
OF_A_MUTANT = 500

BUILT_IN = Words("name", {AMOUNT: "amount", CURRENCY: "currency", CLOSES: "close_date"})
OF_SANDBOXES = {
    "salesforce": Words(
        "Name", {AMOUNT: "Amount", CLOSES: "CloseDate"}, {"StageName": "Prospecting"}
    ),
    "hubspot": Words(
        "dealname",
        {AMOUNT: "amount", CLOSES: "closedate"},
        {"dealstage": "appointmentscheduled"},
    ),
}


def played(schedule: Schedule) -> list[str]:
    clock = Clock()
    play = DealPlay(schedule, clock, lambda table: BuiltInCrm(table, clock), BUILT_IN)
    return _outcome(play)


def _outcome(play: DealPlay) -> list[str]:
    try:
        play.play()
    except AssertionError as wrong:
        return [str(wrong)]
    return wrongs(play)


def schedules(amount: int) -> Iterator[Schedule]:
    return generated(amount, seed=SEED, fields=BUILT_IN.synced)


def test_every_schedule_ends_in_agreement_and_at_rest_and_with_nothing_lost_unseen() -> None:
    ends = ((schedule, played(schedule)) for schedule in schedules(AMOUNT_OF_SCHEDULES))

    assert [(schedule, why) for schedule, why in ends if why][:3] == []


@pytest.mark.usefixtures("loopback")
@pytest.mark.parametrize("crm", OF_SANDBOXES)
def test_and_so_it_is_with_a_crm_over_http(crm: str) -> None:
    clock, words = Clock(), OF_SANDBOXES[crm]
    with OPENED[crm](clock) as place:
        for schedule in generated(OF_A_SANDBOX, seed=SEED, fields=words.synced):
            place.begin_anew()
            play = DealPlay(schedule, clock, lambda _: place.connect(), words)

            assert (schedule, _outcome(play)) == (schedule, [])


def test_the_same_seed_draws_the_same_schedules() -> None:
    assert list(schedules(50)) == list(schedules(50))


# Hubs that do it wrong, which the schedules must catch: what is replaced, and by what.
telling = CrmUpdate.telling
Mutant = tuple[object, str, Callable[..., Any]]
MUTANTS: dict[str, Mutant] = {
    "no intent before the write": (
        CrmUpdate,
        "telling",
        lambda self, wanted, **k: telling(self, wanted, **k).model_copy(update={"sending": {}}),
    ),
    "overwriting without a look": (
        crm_telling._Teller,
        "_merged",
        lambda self, referral: self.desk.open(referral, ()),
    ),
    "what was sent is not forgotten": (CrmUpdate, "without", lambda self, _: self),
    "a doubtful write counts as sent": (
        CrmUpdate,
        "wanting",
        lambda self, filled, told: {
            name: text
            for name, text in filled.items()
            if text and name not in told and text != self.sent.get(name)
        },
    ),
    "an amount without its currency": (deal_news, "as_one_value", lambda fields: fields),
    "every echo is news": (
        DealValue,
        "is_new",
        lambda self, remote, sync, _: sync.theirs(remote) != self.seen,
    ),
    "what follows from the CRM's word is not told": (
        OpenDeal,
        "passing_on",
        lambda self: self.deal,
    ),
    "no creation is remembered": (deal.Deal, "created_with", lambda self, *_: self),
}


@pytest.mark.parametrize("mutant", MUTANTS)
def test_a_hub_that_does_it_wrong_is_caught(mutant: str, monkeypatch: pytest.MonkeyPatch) -> None:
    owner, name, wrong = MUTANTS[mutant]
    monkeypatch.setattr(owner, name, wrong)

    assert next(filter(None, map(played, schedules(OF_A_MUTANT))), None)
