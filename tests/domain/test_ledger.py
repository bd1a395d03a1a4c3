"""The ledger of effects: what was meant, what came of it, and nothing twice."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from referral_hub.domain.effects import (
    Done,
    Effect,
    EffectState,
    Ledger,
    Refused,
    effect_token,
    programme_event,
)
from tests.builders import NOON

LATER = NOON + timedelta(minutes=5)


def intended() -> Ledger:
    return Ledger().intend("account", token="t-1", at=NOON)


def test_an_intent_is_written_before_anything_is_known() -> None:
    effect = intended().get("account")

    assert effect == Effect(token="t-1", state=EffectState.INTENDED, at=NOON)
    assert effect.outcome is None


def test_an_effect_intended_again_stays_as_it_is() -> None:
    again = intended().intend("account", token="another", at=LATER)

    assert again == intended()


def test_trouble_is_counted() -> None:
    ledger = (
        intended()
        .note_problem("account", "closed", at=NOON)
        .note_problem("account", "closed", at=LATER)
    )

    assert ledger.get("account").failures == 2


def test_what_is_done_says_what_came_back() -> None:
    ledger = intended().settle("account", Done(result="acc-1"), at=LATER)

    assert ledger.result("account") == "acc-1"
    assert ledger.get("account").outcome == Done(result="acc-1")
    assert ledger.get("account").at == LATER


def test_what_was_adopted_says_by_which_keys_and_what_was_done_with_it_does_not() -> None:
    adopted = Done(result="con-7", adopted_on=("last_name", "email"), also=("role",))
    ledger = intended().intend("role", token="t-2", at=NOON).settle("account", adopted, at=LATER)

    assert ledger.get("account").outcome == Done(result="con-7", adopted_on=("last_name", "email"))
    assert ledger.get("role").outcome == Done(result="con-7")


def test_what_is_only_intended_has_no_result() -> None:
    assert intended().result("account") == ""
    assert Ledger().result("account") == ""


def test_what_was_refused_says_why_and_has_no_result() -> None:
    ledger = intended().settle("account", Refused(reason="name: is required"), at=LATER)

    assert ledger.get("account").outcome == Refused(reason="name: is required")
    assert ledger.result("account") == ""


def test_trouble_is_noted_and_settles_nothing() -> None:
    ledger = intended().note_problem("account", "the CRM is closed", at=LATER)

    assert ledger.get("account").problem == "the CRM is closed"
    assert ledger.get("account").state is EffectState.INTENDED


def test_success_forgets_the_trouble_before_it() -> None:
    troubled = intended().note_problem("account", "the CRM is closed", at=NOON)

    done = troubled.settle("account", Done(result="acc-1"), at=LATER)

    assert done.get("account").problem == ""


def test_effects_are_told_in_the_order_in_which_they_were_intended() -> None:
    ledger = intended().intend("opportunity", token="t-2", at=NOON)

    settled = ledger.settle("account", Done(), at=LATER)

    assert list(settled.effects) == ["account", "opportunity"]


def test_a_partner_that_refused_is_asked_again_under_a_new_token() -> None:
    ledger = Ledger().intend("partner_notice", token="t-3", at=NOON)
    ledger = ledger.settle("partner_notice", Refused(reason="no"), at=NOON)

    again = ledger.asked_again(at=LATER)

    assert again.get("partner_notice") == Effect(
        token=effect_token("t-3"), state=EffectState.INTENDED, at=LATER
    )


def test_a_crm_that_refused_is_asked_again_under_the_same_token_and_the_rest_is_left_alone() -> (
    None
):
    ledger = intended().settle("account", Done(result="acc-1"), at=NOON)
    ledger = ledger.intend("opportunity", token="t-2", at=NOON)
    ledger = ledger.settle("opportunity", Refused(reason="no", fix="Say yes."), at=NOON)

    again = ledger.asked_again(at=LATER)

    assert again.get("opportunity") == Effect(token="t-2", state=EffectState.INTENDED, at=LATER)
    assert again.get("account") == ledger.get("account")


def test_a_refusal_keeps_its_cause_its_fields_and_what_to_do_about_it() -> None:
    refused = Refused(
        reason="no stage", cause="required_field_missing", fields=("StageName",), fix="Map it."
    )

    ledger = intended().settle("account", refused, at=NOON)

    assert ledger.effects["account"].outcome == refused


def test_one_step_may_bring_about_two_effects() -> None:
    ledger = Ledger().intend("contact", token="t-1", at=NOON).intend("role", token="t-2", at=NOON)

    both = ledger.settle("contact", Done(result="con-1", also=("role",)), at=LATER)

    assert both.result("contact") == both.result("role") == "con-1"


NAMES = st.sampled_from(["account", "opportunity", "partner_notice"])
OUTCOMES = st.one_of(
    st.builds(Done, result=st.text(max_size=5)), st.builds(Refused, reason=st.text(max_size=5))
)
DEEDS = st.lists(st.tuples(NAMES, st.one_of(st.none(), OUTCOMES)), max_size=8)


def after(deeds: list[tuple[str, Done | Refused | None]]) -> Ledger:
    """Intend each effect in turn, and settle those that came to something."""
    ledger = Ledger()
    for number, (name, outcome) in enumerate(deeds):
        ledger = ledger.intend(name, token=f"t-{number}", at=NOON)
        ledger = ledger.settle(name, outcome, at=LATER) if outcome else ledger
    return ledger


@given(DEEDS)
def test_a_ledger_written_and_read_is_the_same_ledger(deeds: object) -> None:
    ledger = after(deeds)

    assert Ledger.model_validate_json(ledger.model_dump_json(exclude_defaults=True)) == ledger


@given(DEEDS)
def test_nothing_stays_refused_when_it_is_asked_again(deeds: object) -> None:
    again = after(deeds).asked_again(at=LATER)

    assert {e.state for e in again.effects.values()} <= {EffectState.DONE, EffectState.INTENDED}
    assert again.asked_again(at=LATER) == again


@pytest.mark.parametrize("name", ["partner_notice", programme_event("close")])
def test_a_token_that_stands_for_a_refusal_is_not_used_again(name: str) -> None:
    assert token_of_another_try(name) != "t-1"


def test_a_token_by_which_the_crm_knows_a_record_stays() -> None:
    assert token_of_another_try("opportunity") == "t-1"


def token_of_another_try(name: str) -> str:
    meant = Ledger().intend(name, token="t-1", at=NOON)
    refused = meant.settle(name, Refused(reason="no"), at=NOON)
    return refused.asked_again(at=NOON).effects[name].token


def test_a_token_fits_what_other_systems_take() -> None:
    token = effect_token("harbour", "H-77", "account")

    assert len(token) == 32
    assert token.isalnum()
    assert token == effect_token("harbour", "H-77", "account")


def test_another_referral_or_another_effect_has_another_token() -> None:
    tokens = [
        effect_token("harbour", "H-77", "account"),
        effect_token("harbour", "H-78", "account"),
        effect_token("lantern", "H-77", "account"),
        effect_token("harbour", "H-77", "opportunity"),
    ]

    assert len(set(tokens)) == len(tokens)
