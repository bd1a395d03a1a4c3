"""Every effect happens once, whatever crashes, gets lost or is refused (N-2)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from referral_hub.application.effects import Effects, Faults
from referral_hub.domain.contacts.arrivals import ContactArrival
from referral_hub.domain.effects import Done, EffectState, Outcome, Pending, Refused
from referral_hub.domain.errors import Conflict, Unavailable
from tests.application.stage import Crash
from tests.builders import NOON, Clock, an_arrival


class CrashBefore:
    def before(self, effect: str) -> None:
        raise Crash(effect)

    def after(self, effect: str) -> None:
        """Never reached."""


class CrashAfter:
    def before(self, effect: str) -> None:
        """Let the call go ahead."""

    def after(self, effect: str) -> None:
        raise Crash(effect)


class Shelf:
    """Where the record is kept; what is not saved here is lost in a crash."""

    def __init__(self, *effects: str) -> None:
        ledger = an_arrival().ledger
        for name in effects or ("contact",):
            ledger = ledger.intend(name, token=f"token of {name}", at=NOON)
        self.stored = an_arrival().with_ledger(ledger)
        self.saves = 0

    def save(self, record: ContactArrival) -> ContactArrival:
        self.stored = record
        self.saves += 1
        return record


class OtherSystem:
    """Does each thing once per token, and remembers every call."""

    def __init__(self, *answers: Outcome | Exception) -> None:
        self.answers = list(answers)
        self.tokens: list[str] = []

    def __call__(self, token: str) -> Outcome:
        self.tokens.append(token)
        answer = self.answers.pop(0) if self.answers else Done(result="con-1")
        if isinstance(answer, Exception):
            raise answer
        return answer


def perform(
    shelf: Shelf,
    call: Callable[[str], Outcome],
    *,
    faults: Faults | None = None,
    name: str = "contact",
) -> tuple[ContactArrival, Outcome]:
    clock = Clock(NOON + timedelta(minutes=1))
    effects = Effects(clock, faults) if faults else Effects(clock)
    return effects.perform(shelf.stored, name, call, save=shelf.save)


def test_an_effect_is_brought_about_under_the_token_that_was_written_down_before() -> None:
    shelf, system = Shelf(), OtherSystem()

    record, outcome = perform(shelf, system)

    assert system.tokens == ["token of contact"]
    assert outcome == Done(result="con-1")
    assert record.ledger.result("contact") == "con-1"


def test_the_outcome_travels_with_the_next_save() -> None:
    shelf = Shelf()

    record, _ = perform(shelf, OtherSystem())

    assert shelf.saves == 0
    assert record.ledger.get("contact").state is EffectState.DONE


def test_what_is_done_is_not_done_again() -> None:
    shelf, system = Shelf(), OtherSystem()
    shelf.save(perform(shelf, system)[0])

    _, outcome = perform(shelf, system)

    assert outcome == Done(result="con-1")
    assert len(system.tokens) == 1


def test_what_was_refused_is_settled_and_not_asked_again() -> None:
    shelf, system = Shelf(), OtherSystem(Refused(reason="no such person"))
    shelf.save(perform(shelf, system)[0])

    _, outcome = perform(shelf, system)

    assert outcome == Refused(reason="no such person")
    assert len(system.tokens) == 1


def test_what_was_refused_is_asked_again_after_a_retry() -> None:
    shelf, system = Shelf(), OtherSystem(Refused(reason="no such person"))
    record, _ = perform(shelf, system)
    shelf.save(record.with_ledger(record.ledger.asked_again(at=NOON)))

    _, outcome = perform(shelf, system)

    assert outcome == Done(result="con-1")
    assert len(system.tokens) == 2


def test_nothing_is_done_that_nobody_intended() -> None:
    system = OtherSystem()

    with pytest.raises(KeyError):
        perform(Shelf(), system, name="role")

    assert system.tokens == []


def test_an_outage_is_noted_with_its_reason_and_raised() -> None:
    shelf = Shelf()

    with pytest.raises(Unavailable):
        perform(shelf, OtherSystem(Unavailable("the CRM", "is closed")))

    effect = shelf.stored.ledger.get("contact")
    assert (effect.state, effect.problem) == (EffectState.INTENDED, "is closed")
    assert effect.failures == 1


def test_after_an_outage_the_same_call_is_made_again_under_the_same_token() -> None:
    shelf, system = Shelf(), OtherSystem(Unavailable("the CRM", "is closed"))
    with pytest.raises(Unavailable):
        perform(shelf, system)

    record, _ = perform(shelf, system)

    assert system.tokens == ["token of contact"] * 2
    assert record.ledger.get("contact").problem == ""


def test_what_has_only_begun_over_there_is_asked_for_again() -> None:
    shelf, system = Shelf(), OtherSystem(Pending(reason="accepting"))

    with pytest.raises(Unavailable, match="accepting"):
        perform(shelf, system)

    assert shelf.stored.ledger.get("contact").problem == "accepting"
    assert perform(shelf, system)[1] == Done(result="con-1")


def test_a_crash_before_the_call_leaves_only_the_intent() -> None:
    shelf, system = Shelf(), OtherSystem()

    with pytest.raises(Crash):
        perform(shelf, system, faults=CrashBefore())

    assert system.tokens == []
    assert shelf.stored.ledger.get("contact").outcome is None


def test_a_crash_after_the_call_is_a_lost_answer_and_the_call_is_repeated() -> None:
    shelf, system = Shelf(), OtherSystem()
    with pytest.raises(Crash):
        perform(shelf, system, faults=CrashAfter())

    _, outcome = perform(shelf, system)

    assert outcome == Done(result="con-1")
    assert system.tokens == ["token of contact"] * 2


def test_whoever_works_on_the_same_record_is_noticed() -> None:
    shelf = Shelf()

    def moved_on(_: ContactArrival) -> ContactArrival:
        raise Conflict("somebody else was here")

    with pytest.raises(Conflict):
        Effects(Clock()).perform(
            shelf.stored,
            "contact",
            OtherSystem(Unavailable("the CRM", "is closed")),
            save=moved_on,
        )


def test_what_is_unexpected_is_neither_noted_nor_hidden() -> None:
    shelf = Shelf()

    with pytest.raises(ZeroDivisionError):
        perform(shelf, OtherSystem(ZeroDivisionError()))

    assert shelf.saves == 0


def test_an_outcome_is_dated_when_it_came() -> None:
    record, _ = perform(Shelf(), OtherSystem())

    assert record.ledger.get("contact").at == NOON + timedelta(minutes=1)
