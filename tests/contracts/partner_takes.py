"""What the hub asks of every partner that takes referrals."""

from __future__ import annotations

from datetime import date

import pytest

from referral_hub.domain.effects import Done, Refused
from referral_hub.domain.errors import Unavailable
from referral_hub.domain.forms import field_problems
from referral_hub.domain.outgoing.form import SHARED
from referral_hub.domain.outgoing.referral import Step
from tests.builders import NOON
from tests.contracts.taking_stage import (
    CorrectedStage,
    LockingStage,
    RemoteTakingStage,
    TakingStage,
    known,
    settled,
    shared,
    token_of,
    with_taken,
)

TODAY = NOON.date()


class TakesReferralsContract:
    """A test class inherits this and gives a fixture `stage`."""

    def test_its_form_begins_with_what_is_shared_with_everybody(self, stage: TakingStage) -> None:
        names = [field.name for field in stage.takes.form()]

        assert names[: len(SHARED)] == [field.name for field in SHARED]
        assert len(set(names)) == len(names)

    def test_a_whole_referral_has_nothing_wrong(self, stage: TakingStage) -> None:
        referral = stage.whole()

        assert field_problems(stage.takes.form(), referral.fields) == {}
        assert stage.takes.misfits(referral, today=TODAY) == {}

    def test_what_is_wrong_is_said_by_the_names_of_the_form(self, stage: TakingStage) -> None:
        names = {field.name for field in stage.takes.form()} | {"solutions"}
        empty = stage.whole().model_copy(update={"fields": {}, "solutions": ()})

        misfits = stage.takes.misfits(empty, today=date(2100, 1, 1))

        assert names >= set(misfits)
        assert all(misfits.values())

    def test_neither_its_form_nor_its_misfits_call_the_partner(self, stage: TakingStage) -> None:
        referral, before = stage.whole(), stage.calls()

        stage.takes.form()
        stage.takes.misfits(referral, today=TODAY)

        assert stage.calls() == before

    def test_the_first_step_creates_the_partners_record(self, stage: TakingStage) -> None:
        assert stage.takes.steps[0] is Step.CREATE
        assert Step.CORRECT not in stage.takes.steps

    def test_what_is_shared_arrives(self, stage: TakingStage) -> None:
        referral = shared(stage, stage.whole())

        assert referral.partner_referral_id
        assert stage.records() == 1
        assert known(stage, referral, stage.edits)
        assert stage.knows(referral).items() <= referral.fields.items()

    def test_however_often_a_step_is_taken_the_partner_has_one_record(
        self, stage: TakingStage
    ) -> None:
        referral = stage.whole()

        for step in stage.takes.steps:
            first, *others = (settled(stage, step, referral) for _ in range(3))
            assert others == [first, first]
            referral = with_taken(referral, step, first)

        assert stage.records() == 1

    def test_two_referrals_that_say_the_same_are_two(self, stage: TakingStage) -> None:
        first = shared(stage, stage.whole())
        other = stage.whole().model_copy(update={"fields": first.fields})

        second = shared(stage, other)

        assert stage.records() == 2
        assert first.partner_referral_id != second.partner_referral_id

    def test_nothing_is_read_of_a_referral_that_was_not_shared(self, stage: TakingStage) -> None:
        assert stage.takes.read(stage.whole()) is None

    def test_what_is_read_is_about_the_partners_record(self, stage: TakingStage) -> None:
        referral = shared(stage, stage.whole())

        word = stage.takes.read(referral)

        assert word is not None
        assert word.partner_referral_id == referral.partner_referral_id


class RemoteTakesReferralsContract(TakesReferralsContract):
    """For a connector that calls the partner."""

    @pytest.mark.parametrize("trouble", ["fails_next_call", "loses_next_answer"])
    def test_an_outage_or_a_lost_answer_at_any_step_is_made_good(
        self, stage: RemoteTakingStage, trouble: str
    ) -> None:
        referral = stage.whole()

        for step in stage.takes.steps:
            getattr(stage, trouble)()
            with pytest.raises(Unavailable):
                stage.takes.take(step, referral, token=token_of(step, referral))
            referral = with_taken(referral, step, settled(stage, step, referral))

        assert stage.records() == 1
        assert stage.knows(referral).items() <= referral.fields.items()

    def test_a_refusal_names_fields_of_the_form(self, stage: RemoteTakingStage) -> None:
        at_fault = stage.refuses_next()

        outcome = settled(stage, Step.CREATE, stage.whole())

        assert isinstance(outcome, Refused)
        assert outcome.reason
        assert set(outcome.fields) == at_fault
        assert at_fault <= {field.name for field in stage.takes.form()}
        assert stage.records() == 0

    def test_what_was_refused_is_taken_under_a_new_token(self, stage: RemoteTakingStage) -> None:
        referral = stage.whole()
        stage.refuses_next()
        settled(stage, Step.CREATE, referral)

        outcome = settled(stage, Step.CREATE, referral, turn=2)

        assert isinstance(outcome, Done)
        assert stage.records() == 1


class CorrectsReferralsContract:
    """For a partner that `corrects`."""

    def test_what_was_edited_arrives(self, stage: CorrectedStage) -> None:
        referral = shared(stage, stage.whole())
        stage.opens(referral)

        outcome = settled(stage, Step.CORRECT, referral.edited(stage.edits))

        assert stage.takes.corrects
        assert outcome == Done()
        assert known(stage, referral, stage.edits) == stage.edits
        assert stage.records() == 1

    def test_correcting_leaves_what_else_is_there(self, stage: CorrectedStage) -> None:
        referral = shared(stage, stage.whole())
        stage.opens(referral)
        stage.meddles(referral)

        settled(stage, Step.CORRECT, referral.edited(stage.edits))

        assert stage.meddled(referral)
        assert known(stage, referral, stage.edits) == stage.edits

    def test_the_same_correction_twice_is_one(self, stage: CorrectedStage) -> None:
        referral = shared(stage, stage.whole())
        stage.opens(referral)
        before = stage.changes(referral)

        for turn in (1, 1, 2):
            settled(stage, Step.CORRECT, referral.edited(stage.edits), turn)

        assert stage.changes(referral) == before + 1


class LocksReferralsContract(CorrectsReferralsContract):
    """For a partner that takes no changes while it looks at a referral."""

    def test_a_locked_record_is_left_alone_and_the_edit_goes_later(
        self, stage: LockingStage
    ) -> None:
        referral = shared(stage, stage.whole())
        edited = referral.edited(stage.edits)
        stage.locks(referral)
        before = stage.knows(referral)

        with pytest.raises(Unavailable) as told:
            stage.takes.take(Step.CORRECT, edited, token=token_of(Step.CORRECT, edited))

        assert told.value.reason
        assert stage.knows(referral) == before
        stage.opens(referral)
        assert settled(stage, Step.CORRECT, edited) == Done()
        assert known(stage, referral, stage.edits) == stage.edits

    def test_a_locked_record_says_so(self, stage: LockingStage) -> None:
        referral = shared(stage, stage.whole())
        stage.locks(referral)

        word = stage.takes.read(referral)

        assert word is not None
        assert word.locked
