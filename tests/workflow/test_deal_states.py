"""
Whatever is said of a deal while it is accepted, created, heard, told and refused: in the end the
CRM has what the hub has, or there is a problem that says why it has not.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from referral_hub.domain.deals.sides import CrmSide
from referral_hub.domain.problem import state_of
from referral_hub.domain.referrals.deal_fields import ConflictRule
from referral_hub.domain.referrals.decision import OpportunityChoice
from referral_hub.domain.referrals.refusals import NotFailed
from tests.application.crm_stage import look
from tests.application.deal_stage import amount, mapped, retell, there
from tests.application.deal_troubles import (
    CLOSED,
    a_stubborn_hub,
    edit,
    fields_of,
    tell,
)
from tests.application.stage import accepted, publish, retry, run

AMOUNTS = ("9000.00", "11000.00", "12500.00", "14000.00")
Act = Callable[["Play"], object]


class Play:
    """One deal from its acceptance on; before there is an opportunity nobody hears of one."""

    def __init__(self, rule: str, typed: str, *, told_the_currency: bool) -> None:
        self.hub, self.crm = a_stubborn_hub()
        left_out = "" if told_the_currency else "currency"
        mapping = [each for each in mapped(conflict=rule) if each["target"] != left_out]
        publish(self.hub, opportunity_mapping=mapping)
        choice = OpportunityChoice(fields={"amount": typed} if typed else {})
        self.number = accepted(self.hub, opportunity=choice).number
        self.opportunity_id = ""

    def create(self) -> None:
        run(self.hub, self.number)
        self.opportunity_id = there(self.hub, self.number).opportunity_id

    def sell(self, **fields: str) -> None:
        if self.opportunity_id:
            self.crm.edit(self.opportunity_id, **fields)

    def hear(self) -> None:
        if self.opportunity_id:
            look(self.hub, self.opportunity_id)

    def retry(self) -> None:
        with suppress(NotFailed):
            retry(self.hub, self.number)

    def bring(self) -> None:
        """Bring every message that is on its way, until there is none."""
        for _ in range(5):
            tell(self.hub, self.number)
            self.hear()

    @property
    def apart(self) -> set[str]:
        """The fields of which the CRM has something else than the hub would give it."""
        referral = self.hub.referrals.get(self.number)
        has, gives = fields_of(self.hub, referral), self.hub.desk.open(referral).given
        return {n for n, text in gives.items() if _number(has.get(n, "")) != _number(text)}


def _number(text: str) -> str:
    return text.removesuffix(".00")


def _refuses(play: Play) -> None:
    play.crm.refuses = None if play.crm.refuses else CLOSED


def _says(value: str, currency: str) -> Act:
    return lambda play: retell(play.hub, play.number, **amount(value, currency))


def _edits(value: str) -> Act:
    return lambda play: edit(play.hub, play.number, **amount(value))


def _sells(value: str) -> Act:
    return lambda play: play.sell(amount=value)


ACTS: Mapping[str, Act] = {
    "hear": Play.hear,
    "tell": lambda play: tell(play.hub, play.number),
    "create": lambda play: None if play.opportunity_id else play.create(),
    "refuse, or no more": _refuses,
    "a date in the CRM": lambda play: play.sell(close_date="2029-01-01"),
    "a date in the hub": lambda p: edit(p.hub, p.number, target_close_date="2028-01-01"),
    "a title": lambda play: edit(play.hub, play.number, title="Lanterns"),
    **{f"the partner says {v} {c}": _says(v, c) for v in AMOUNTS for c in ("EUR", "USD")},
    **{f"a person says {value}": _edits(value) for value in AMOUNTS},
    **{f"a seller says {value}": _sells(value) for value in (*AMOUNTS, "-5")},
    "a person retries": lambda play: play.retry(),
}


def played(rule: str, typed: str, acts: Sequence[str], *, told_the_currency: bool) -> Play:
    play = Play(rule, typed, told_the_currency=told_the_currency)
    for act in (*acts, "create", "hear"):
        play.hub.clock.advance(seconds=30)  # type: ignore[attr-defined]
        ACTS[act](play)
    play.bring()
    return play


@settings(max_examples=150)
@given(
    rule=st.sampled_from([rule.value for rule in ConflictRule]),
    typed=st.sampled_from(["", "11000.00"]),
    acts=st.lists(st.sampled_from(list(ACTS)), max_size=12),
    told_the_currency=st.booleans(),
)
def test_the_crm_has_what_the_hub_has_or_a_problem_is_listed(
    *, rule: str, typed: str, acts: Sequence[str], told_the_currency: bool
) -> None:
    play = played(rule, typed, acts, told_the_currency=told_the_currency)

    deal = play.hub.deals.find(play.number)
    listed = deal is not None and state_of(CrmSide(deal)) is not None
    assert not play.apart or listed
    assert deal is None or not deal.update.untold
    assert deal is None or not deal.update.sending


@pytest.mark.parametrize("told_the_currency", [True, False])
def test_a_deal_of_which_nobody_said_anything_is_as_it_was_created(
    *, told_the_currency: bool
) -> None:
    play = played("crm_wins", "", (), told_the_currency=told_the_currency)

    assert play.apart == set()
    assert play.crm.written == []
