"""What a referral by code is due in the CRM is done there once, and says so when it is not."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from referral_hub.adapters.crms.builtin import BuiltInCrm
from referral_hub.application.lifecycles.managing import publish_lifecycle
from referral_hub.application.lifecycles.outside import CameOfIt
from referral_hub.domain.effects import Outcome, Refused
from referral_hub.domain.errors import Unavailable
from referral_hub.domain.forms import Fields
from referral_hub.domain.lifecycles.lifecycle import LifecycleDoesNotFit
from referral_hub.domain.lifecycles.tracked import NothingWasRefused
from referral_hub.domain.lifecycles.unmatched import Why
from tests.application.lifecycles.outside_stage import Outside
from tests.builders import a_principal
from tests.lifecycle_records import CODE, a_lead, after


@pytest.fixture
def outside() -> Outside:
    return Outside(writes_back=False)


@pytest.fixture
def telling() -> Outside:
    return Outside()


# The code


def test_the_code_of_a_lead_is_carried_to_the_opportunity_that_it_became(outside: Outside) -> None:
    outside.hear(a_lead(), outside.qualified(), outside.opportunity())

    assert outside.go_on() is CameOfIt.DONE

    assert outside.code == CODE
    assert outside.mark == ""


def test_it_is_meant_to_be_in_the_write_that_keeps_the_referral(outside: Outside) -> None:
    outside.hear(a_lead(), outside.qualified())
    assert outside.mark == ""

    outside.hear(outside.opportunity())

    assert outside.mark == "1"


def test_it_is_carried_once_and_not_again_when_somebody_takes_it_off(outside: Outside) -> None:
    outside.hear(a_lead(), outside.qualified(), outside.opportunity())
    outside.go_on()
    outside.hear(outside.opportunity(3, code=CODE), outside.opportunity(4))
    outside.crm.update_opportunity(outside.opportunity_id, {"referral_code": ""})

    assert outside.go_on() is CameOfIt.NOTHING

    assert outside.code == ""


@pytest.mark.parametrize("there", [CODE, "OTHER-CODE"])
def test_an_opportunity_that_has_a_code_is_left_as_it_is(outside: Outside, there: str) -> None:
    outside.hear(a_lead(), outside.qualified(), outside.opportunity(code=there))

    assert outside.mark == ""
    unmatched = [record.why for record in outside.hub.lifecycle_desk.unmatched.newest()]
    assert unmatched == ([] if there == CODE else [Why.OTHER_CODE])


def test_another_code_that_was_typed_meanwhile_stays_and_is_shown(outside: Outside) -> None:
    outside.hear(a_lead(), outside.qualified(), outside.opportunity())
    outside.crm.update_opportunity(outside.opportunity_id, {"referral_code": "OTHER-CODE"})

    assert outside.go_on() is CameOfIt.REFUSED

    assert outside.code == "OTHER-CODE"
    assert outside.referral.problem
    assert "OTHER-CODE" in outside.referral.problem.problem


def test_a_code_that_somebody_takes_off_an_opportunity_stays_off(outside: Outside) -> None:
    outside.hear(a_lead(), outside.qualified(), outside.opportunity(code=CODE))

    outside.hear(outside.opportunity(3))

    assert outside.mark == ""


class StrictCrm(BuiltInCrm):
    """A CRM whose rules refuse every change, until an admin mends them."""

    mended = False

    def update_opportunity(self, opportunity_id: str, fields: Fields) -> Outcome:
        if self.mended:
            return super().update_opportunity(opportunity_id, fields)
        return Refused(reason="the code is locked")


def test_a_refusal_is_shown_and_holds_nothing_up_until_somebody_retries() -> None:
    outside = Outside(crm=StrictCrm, writes_back=False)
    outside.hear(a_lead(), outside.qualified(), outside.opportunity())

    assert outside.go_on() is CameOfIt.REFUSED
    assert (outside.go_on(), outside.mark) == (CameOfIt.NOTHING, "")
    assert outside.referral.problem
    assert outside.referral.problem.problem == "the code is locked"

    outside.crm.mended = True  # type: ignore[attr-defined]
    outside.retry()
    assert outside.mark == "2"
    assert outside.go_on() is CameOfIt.DONE
    assert (outside.code, outside.referral.problem) == (CODE, None)


def test_what_nobody_refused_is_not_retried(outside: Outside) -> None:
    outside.hear(a_lead(), outside.qualified(), outside.opportunity())

    with pytest.raises(NothingWasRefused):
        outside.retry()


# The programme


def test_each_event_is_told_in_order_and_once(telling: Outside) -> None:
    for seen in (a_lead(), telling.qualified(), telling.opportunity(), telling.win()):
        telling.hear(seen)
        telling.go_on()
        telling.hear(seen)
        telling.go_on()

    assert telling.told == ["Refer", "Qualify", "Closure"]


def test_an_event_says_what_it_is_about_and_only_the_last_what_it_is_worth(
    telling: Outside,
) -> None:
    telling.hear(a_lead(), telling.qualified(), telling.opportunity(), telling.win())
    telling.go_on()

    refer, _, close = telling.programme.journal
    assert (refer.code, refer.at, refer.lead_id, refer.amount) == (CODE, after(0), "00Q1", "")
    assert (close.at, close.account_id, close.amount) == (after(3), "acc-1", "12500.00")
    assert close.opportunity_id == telling.opportunity_id


def test_what_was_passed_over_is_told_before_what_came_of_it(telling: Outside) -> None:
    """The programme knows a referral by its first event; the moment is that of the later one."""
    telling.hear(telling.win(code=CODE))
    telling.go_on()
    telling.hear(telling.qualified())
    telling.go_on()

    assert telling.told == ["Refer", "Qualify", "Closure"]
    assert {event.at for event in telling.programme.journal} == {after(3)}


def test_what_is_opened_again_or_changes_its_amount_is_told_nothing_more(telling: Outside) -> None:
    telling.hear(a_lead(), telling.qualified(), telling.win())
    telling.go_on()
    telling.hear(telling.opportunity(4), telling.win(5, amount="1.00"))

    assert telling.go_on() is CameOfIt.NOTHING

    assert telling.told == ["Refer", "Qualify", "Closure"]


def test_after_a_refusal_nothing_is_told_until_somebody_retries_and_then_in_order(
    telling: Outside,
) -> None:
    telling.programme.event_types.remove("Refer")
    telling.hear(a_lead(), telling.qualified(), telling.win())
    assert telling.go_on() is CameOfIt.REFUSED
    assert (telling.told, telling.mark) == ([], "")

    telling.programme.event_types.add("Refer")
    telling.retry()
    telling.go_on()

    assert telling.told == ["Refer", "Qualify", "Closure"]


def test_a_programme_that_is_closed_is_told_later_and_the_referral_says_why(
    telling: Outside,
) -> None:
    telling.programme.closed_for = 1
    telling.hear(a_lead())
    with pytest.raises(Unavailable):
        telling.go_on()
    assert telling.referral.problem
    assert (telling.referral.problem.problem, telling.mark) == ("it is closed", "1")

    telling.go_on()

    assert (telling.told, telling.referral.problem) == (["Refer"], None)


def test_an_answer_that_got_lost_tells_nothing_twice(telling: Outside) -> None:
    telling.programme.loses_answers = 1
    telling.hear(a_lead())
    with pytest.raises(Unavailable):
        telling.go_on()

    telling.go_on()

    assert telling.told == ["Refer"]


def test_what_is_heard_while_an_event_is_told_is_kept_with_what_came_of_it() -> None:
    telling = Outside(faults=(meanwhile := Meanwhile()))
    telling.hear(a_lead())
    meanwhile.happens = lambda: telling.hear(telling.qualified())

    telling.go_on()

    assert telling.told == ["Refer", "Qualify"]
    assert telling.referral.event == "qualify"
    assert telling.mark == ""


class Meanwhile:
    """Lets something happen once, after a call and before its outcome is kept."""

    def __init__(self) -> None:
        self.happens: Callable[[], object] = lambda: None

    def before(self, effect: str) -> None:
        """Nothing happens before a call."""

    def after(self, effect: str) -> None:  # noqa: ARG002 - after whichever comes first
        happens, self.happens = self.happens, lambda: None
        happens()


def test_two_referrals_that_turn_out_to_be_one_sale_are_one_to_the_programme(
    telling: Outside,
) -> None:
    telling.hear(telling.opportunity(code=CODE), a_lead(1))
    assert telling.go_on("T-000002") is CameOfIt.DONE

    telling.hear(telling.qualified(2))
    assert telling.referral.event == "qualify"
    for number in ("T-000001", "T-000002"):
        telling.go_on(number)

    assert telling.told == ["Refer", "Qualify"]


def test_a_lifecycle_that_writes_nothing_back_tells_nothing(outside: Outside) -> None:
    outside.hear(a_lead(), outside.qualified(), outside.win())
    outside.go_on()

    assert outside.told == []


def test_a_crm_without_a_programme_is_told_nothing_and_a_lifecycle_may_not_ask_for_it() -> None:
    outside = Outside(crm=BuiltInCrm)
    outside.hear(a_lead())
    assert outside.mark == ""

    desk = outside.hub.lifecycle_desk
    known = desk.lifecycles.get("lead-to-close")
    with pytest.raises(LifecycleDoesNotFit) as refused:
        publish_lifecycle(
            lifecycle=known, before=known, by=a_principal(), now=outside.clock(), desk=desk
        )
    assert set(refused.value.fields) == {"writes_back"}
