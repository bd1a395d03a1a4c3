"""Crashes, outages and refusals while a decision is carried out (IN-7, IN-20, N-2)."""

from __future__ import annotations

import pytest

from referral_hub.application.carrying_out import FAIL, FINISH, WAIT, NextStep
from referral_hub.application.effects import Effects
from referral_hub.domain.effects import Pending, Refused
from referral_hub.domain.errors import Unavailable
from referral_hub.domain.policies.policy import FieldMapping
from referral_hub.domain.referrals.axes import Progress
from referral_hub.hub import Hub
from tests.application.stage import (
    Crash,
    CrashOnce,
    Lantern,
    a_hub_with,
    a_moody_hub,
    accepted,
    carry_out,
    publish,
    records,
    rejected,
    retry,
    tell,
)
from tests.builders import Clock, a_contact

BAD_DATE = FieldMapping(target="close_date", template="soon")


# Crashes


@pytest.mark.parametrize("moment", ["before", "after"])
@pytest.mark.parametrize("effect", ["account", "opportunity", "partner_notice", "partner_crm_id"])
def test_a_crash_loses_nothing_and_doubles_nothing(moment: str, effect: str) -> None:
    lantern, clock = Lantern(), Clock()
    faults = CrashOnce(f"{moment} {effect}")
    hub = a_hub_with(lantern, clock=clock, effects=Effects(clock, faults))
    number = accepted(hub).number
    with pytest.raises(Crash):
        carry_out(hub, number)

    assert carry_out(hub, number) == NextStep(WAIT)

    assert len(records(hub, "CRM_ACCOUNT")) == 1
    assert len(records(hub, "CRM_OPPORTUNITY")) == 1
    assert {question for question, _ in lantern.asked} == {"accept", "tell_opportunity"}
    assert len(set(lantern.asked)) == 2


@pytest.mark.parametrize("place", ["before partner_rejection", "after partner_rejection"])
def test_a_crash_while_rejecting_tells_the_partner_once(place: str) -> None:
    lantern, clock = Lantern(), Clock()
    hub = a_hub_with(lantern, clock=clock, effects=Effects(clock, CrashOnce(place)))
    number = rejected(hub).number
    with pytest.raises(Crash):
        carry_out(hub, number)

    assert carry_out(hub, number) == NextStep(FINISH)

    assert len(set(lantern.asked)) == 1
    assert hub.referrals.get(number).progress is Progress.DONE


# Outages and refusals


@pytest.mark.parametrize("what", ["account", "opportunity"])
def test_a_form_whose_mapping_fails_is_refused_and_nothing_less_is_created(
    hub: Hub, what: str
) -> None:
    referral = accepted(hub)
    failing = FieldMapping(target="name", expression="number(title)")
    version = publish(hub, **{f"{what}_mapping": (failing,)}).version
    assert referral.acceptance
    pinned = referral.acceptance.model_copy(update={"policy_version": version})
    hub.referrals.save(referral.model_copy(update={"decision": pinned}))

    step = carry_out(hub, referral.number)

    assert step == NextStep(FAIL)
    assert records(hub, f"CRM_{what.upper()}") == []
    _, effect = hub.referrals.get(referral.number).ledger.stuck or ("", None)
    assert effect
    assert effect.problem == "name: the expression number() wants digits such as 12.50 (at 1)"
    assert (effect.cause, effect.fields) == ("invalid_fields", ("name",))
    assert "mappings" in effect.fix


def test_an_outage_of_the_crm_leaves_the_referral_visibly_waiting_until_it_completes() -> None:
    hub, crm = a_moody_hub()
    number = accepted(hub).number
    crm.closed = True
    with pytest.raises(Unavailable):
        carry_out(hub, number)

    waiting = hub.referrals.get(number)
    assert waiting.progress is Progress.CARRYING_OUT
    assert waiting.ledger.get("account").problem == "the CRM is closed"

    crm.closed = False
    assert carry_out(hub, number) == NextStep(WAIT)


def test_an_outage_of_the_partner_keeps_the_opportunity_and_comes_back_to_the_notice() -> None:
    lantern = Lantern(answers={"accept": Unavailable("Lantern", "is closed")})
    hub = a_hub_with(lantern)
    number = accepted(hub).number
    with pytest.raises(Unavailable):
        carry_out(hub, number)

    lantern.answers.clear()
    carry_out(hub, number)

    assert len(records(hub, "CRM_OPPORTUNITY")) == 1
    assert lantern.questions == ["accept", "accept", "tell_opportunity"]


def test_a_partner_that_has_only_begun_is_asked_again_under_the_same_token() -> None:
    lantern = Lantern(answers={"accept": Pending(reason="accepting")})
    hub = a_hub_with(lantern)
    number = accepted(hub).number
    with pytest.raises(Unavailable):
        carry_out(hub, number)

    lantern.answers.clear()
    carry_out(hub, number)

    assert len({token for question, token in lantern.asked if question == "accept"}) == 1


def test_a_refusal_of_the_crm_fails_the_referral_before_the_partner_hears_anything() -> None:
    lantern = Lantern()
    hub = a_hub_with(lantern)
    number = accepted(hub).number
    spoil(hub, number)

    assert carry_out(hub, number) == NextStep(FAIL)

    referral = hub.referrals.get(number)
    assert referral.progress is Progress.FAILED
    assert referral.problem.startswith("opportunity: ")
    assert "close_date: must be a date such as 2027-03-31" in referral.problem
    assert lantern.asked == []


def test_a_refusal_of_the_partner_fails_the_referral_in_the_partners_words() -> None:
    hub = a_hub_with(Lantern(answers={"accept": Refused(reason="the invitation is withdrawn")}))
    number = accepted(hub).number

    assert carry_out(hub, number) == NextStep(FAIL)

    assert hub.referrals.get(number).problem == "partner_notice: the invitation is withdrawn"


def test_a_failed_referral_is_not_carried_further_by_a_repeated_call() -> None:
    lantern = Lantern(answers={"accept": Refused(reason="no")})
    hub = a_hub_with(lantern)
    number = accepted(hub).number
    carry_out(hub, number)
    tell(hub, number, a_contact())

    assert carry_out(hub, number) == NextStep(FAIL)

    assert hub.referrals.get(number).progress is Progress.FAILED
    assert lantern.questions == ["accept"]


def test_a_retry_asks_again_for_what_was_refused_and_only_for_that() -> None:
    lantern = Lantern(answers={"accept": Refused(reason="not today")})
    hub = a_hub_with(lantern)
    number = accepted(hub).number
    carry_out(hub, number)
    lantern.answers.clear()

    retry(hub, number)
    step = carry_out(hub, number)

    assert step == NextStep(WAIT)
    assert len(records(hub, "CRM_OPPORTUNITY")) == 1
    assert [q for q in lantern.questions if q == "accept"] == ["accept", "accept"]


def test_a_retry_asks_under_another_token_as_the_old_one_stands_for_the_refusal() -> None:
    lantern = Lantern(answers={"accept": Refused(reason="not today")})
    hub = a_hub_with(lantern)
    number = accepted(hub).number
    carry_out(hub, number)
    retry(hub, number)
    carry_out(hub, number)

    first, second = (token for question, token in lantern.asked if question == "accept")

    assert first != second


def test_a_rejection_that_the_partner_refuses_is_a_visible_failure_and_stays_a_rejection() -> None:
    hub = a_hub_with(Lantern(answers={"reject": Refused(reason="too late")}))
    number = rejected(hub).number

    carry_out(hub, number)

    referral = hub.referrals.get(number)
    assert (referral.progress, referral.problem) == (
        Progress.FAILED,
        "partner_rejection: too late",
    )
    assert referral.rejection


def spoil(hub: Hub, number: str) -> None:
    """Let the CRM refuse the opportunity: what was valid when it was decided no longer is."""
    spoilt = publish(hub, opportunity_mapping=[BAD_DATE])
    referral = hub.referrals.get(number)
    decision = referral.decision.model_copy(update={"policy_version": spoilt.version})
    hub.referrals.save(referral.model_copy(update={"decision": decision}))
