"""What people of the host change of a deal, on its way to a partner's record through the hub."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

import pytest

from referral_hub.application.deals.crm_telling import Telling
from referral_hub.application.effects import Effects
from referral_hub.domain.deals.deal import Deal
from referral_hub.domain.errors import Unavailable
from referral_hub.domain.referrals.deal_fields import DealField
from referral_hub.domain.referrals.referral import Referral
from referral_hub.hub import Hub
from tests.application.partner_stage import edit, tell
from tests.application.stage import Crash, CrashOnce, publish
from tests.contracts.partner_deals import RemoteHearingStage, Told

VALUE = {"value.amount": "2500.5", "value.currency": "EUR"}
CLOSES = {"target_close_date": "2027-11-30"}


def telling(hub: Hub, *fields: DealField) -> None:
    """Let the newest policy tell partners of these fields."""
    publish(hub, tells_partner=fields)


@dataclass
class Line:
    """
    A hub, its partner, and an accepted referral between them; `reads` lets the hub read what the
    partner has of it now.
    """

    hub: Hub
    stage: RemoteHearingStage
    number: str
    reads: Callable[[], object]
    told_before: int = field(init=False)

    def __post_init__(self) -> None:
        self.told_before = self.stage.times_told()

    @property
    def times_told(self) -> int:
        return self.stage.times_told() - self.told_before

    @property
    def referral(self) -> Referral:
        return self.hub.referrals.get(self.number)

    @property
    def deal(self) -> Deal:
        found = self.hub.deals.find(self.number)
        assert found
        return found

    def edits(self, **told: str) -> None:
        edit(self.hub, self.number, **told)

    def tells(self) -> Telling:
        return tell(self.hub, self.number)

    def known(self, *fields: DealField) -> Told:
        return {f: text for f, text in self.stage.knows(self.referral).items() if f in fields}


class DealsWithTheHub:
    """A test class inherits this and gives a fixture `line`."""

    def test_what_people_of_the_host_change_reaches_the_partners_record(self, line: Line) -> None:
        line.edits(**VALUE, **CLOSES)

        assert line.tells() is Telling.TOLD
        assert line.known(*map(DealField, VALUE | CLOSES)) == VALUE | CLOSES

    @pytest.mark.parametrize("place", ["before partner_update", "after partner_update"])
    def test_a_crash_around_the_call_loses_nothing_and_doubles_nothing(
        self, line: Line, place: str
    ) -> None:
        line.edits(**VALUE)
        sound = line.hub
        line.hub = replace(sound, effects=Effects(sound.clock, CrashOnce(place)))
        with pytest.raises(Crash):
            line.tells()
        line.hub = sound

        line.tells()

        assert line.known(*map(DealField, VALUE)) == VALUE
        assert line.times_told == 1
        assert line.tells() is Telling.NOTHING

    def test_what_changes_while_nobody_answers_is_told_in_one(self, line: Line) -> None:
        line.edits(**VALUE)
        line.stage.fails_next_call()
        with pytest.raises(Unavailable):
            line.tells()
        line.edits(**VALUE | {"value.amount": "7000"})
        line.edits(**CLOSES)

        line.tells()

        assert line.known(*map(DealField, CLOSES)) == CLOSES
        assert line.known(DealField.AMOUNT) == {DealField.AMOUNT: "7000"}
        assert line.times_told == 1

    def test_what_the_partner_was_told_is_no_news_when_it_comes_back(self, line: Line) -> None:
        line.edits(**VALUE, **CLOSES)
        line.tells()
        before = line.deal

        line.reads()

        assert line.deal.changes == before.changes
        assert line.deal.values == before.values
        assert line.tells() is Telling.NOTHING

    def test_a_field_that_the_policy_does_not_name_stays_with_the_host(self, line: Line) -> None:
        telling(line.hub, DealField.STAGE)
        before = line.stage.knows(line.referral)

        line.edits(**VALUE, **CLOSES)

        assert line.tells() is Telling.NOTHING
        assert line.stage.knows(line.referral) == before
