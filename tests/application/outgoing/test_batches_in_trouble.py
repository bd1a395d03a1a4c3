"""Crashes, repeats, races, silence: each opportunity is shared once, and somebody hears of it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from referral_hub.adapters.mail_memory import MemoryMail
from referral_hub.adapters.memory_partner import MemoryPartner
from referral_hub.domain.effects import Done, EffectState, Refused
from referral_hub.domain.errors import TryAgain, Unavailable
from referral_hub.domain.mail import Mail
from referral_hub.domain.outgoing.batch import MAIL, BatchNotFound, RowOutcome
from referral_hub.domain.referrals.axes import OutgoingStatus
from referral_hub.hub import Hub
from tests.application.outgoing.batch_stage import (
    INGRID,
    Crash,
    CrashingTable,
    MoodyCrm,
    Worker,
    a_bulk_hub,
    begin,
    mails,
    sales,
    seen,
)
from tests.builders import Clock

CREATED, EXISTING, FAILED, WAITING = (
    RowOutcome.CREATED,
    RowOutcome.EXISTING,
    RowOutcome.FAILED,
    RowOutcome.WAITING,
)
# The writes of a batch of two rows that is begun and worked off, as the next test counts them.
WRITES = 12


class MoodyMail(MemoryMail):
    """Is not reached as often as `silences` says."""

    silences = 0

    def send(self, mail: Mail, *, token: str) -> Done | Refused:
        if self.silences:
            self.silences -= 1
            raise Unavailable("mail", "SES could not be reached")
        return super().send(mail, token=token)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def table() -> CrashingTable:
    return CrashingTable()


@pytest.fixture
def crm(table: CrashingTable, clock: Clock) -> MoodyCrm:
    return MoodyCrm(table, clock)


@pytest.fixture
def hub(partner: MemoryPartner, table: CrashingTable, crm: MoodyCrm, clock: Clock) -> Hub:
    return a_bulk_hub(partner, table=table, crm=crm, clock=clock, mail=MoodyMail())


@pytest.fixture
def worker(hub: Hub) -> Worker:
    return Worker(hub)


def test_the_writes_of_two_rows_are_known(hub: Hub, table: CrashingTable, worker: Worker) -> None:
    ids = sales(hub, 2)
    before = table.writes

    worker.works_off(begin(hub, ids, notify=INGRID))

    assert table.writes - before == WRITES


@pytest.mark.parametrize("when", ["crash_before", "crash_after"])
@pytest.mark.parametrize("write", range(1, WRITES + 1))
def test_wherever_it_crashes_each_row_is_created_once_and_one_mail_is_sent(
    hub: Hub, table: CrashingTable, worker: Worker, when: str, write: int
) -> None:
    ids = sales(hub, 2)
    setattr(table, when, table.writes + write)
    with pytest.raises(Crash):
        worker.works_off(begin(hub, ids, notify=INGRID))

    done = worker.works_off(begin(hub, ids, notify=INGRID))

    assert [row.outcome for row in done.rows] == [CREATED, CREATED]
    assert [len(hub.outgoing.shared_from(each)) for each in ids] == [1, 1]
    assert len(list(hub.outgoing.newest())) == 2
    assert mails(hub) == ["Referrals to harbour: 2 of 2 are there"]


def test_a_part_that_is_brought_twice_changes_nothing(
    hub: Hub, table: CrashingTable, worker: Worker
) -> None:
    batch = begin(hub, sales(hub, 3), notify=INGRID)
    worker.works_off(batch)
    before = table.writes

    worker.works_off(batch)

    assert table.writes == before
    assert len(mails(hub)) == 1


def test_a_row_that_ended_before_it_was_noted_is_still_this_batchs(
    hub: Hub, table: CrashingTable, worker: Worker
) -> None:
    (sale,) = sales(hub, 1)
    batch = begin(hub, [sale])
    table.crash_before = table.writes + 5
    with pytest.raises(Crash):
        worker.works_off(batch)
    (made,) = hub.outgoing.shared_from(sale)
    hub.outgoing.save(made.model_copy(update={"status": OutgoingStatus.REJECTED}))

    done = worker.works_off(batch)

    assert [row.number for row in done.rows] == [made.number]
    assert done.rows[0].outcome is CREATED


def test_what_a_crashed_batch_had_claimed_is_shared_once_by_the_next(
    hub: Hub, table: CrashingTable, worker: Worker
) -> None:
    (sale,) = sales(hub, 1)
    first, second = begin(hub, [sale]), begin(hub, [sale], batch_id="b2")
    # The first has its number, and has not filed the referral when the second looks.
    table.crash_before = table.writes + 2
    with pytest.raises(Crash):
        worker.works_off(first)

    done = [worker.works_off(batch).rows[0] for batch in (second, first)]

    assert [row.outcome for row in done] == [CREATED, EXISTING]
    assert done[0].number == done[1].number
    assert len(list(hub.outgoing.newest())) == 1


def test_a_crm_that_does_not_answer_holds_up_what_is_left_and_says_why(
    hub: Hub, crm: MoodyCrm, worker: Worker
) -> None:
    ids = sales(hub, 3)
    crm.moods = {ids[1]: Unavailable("Salesforce", "did not answer")}
    batch = begin(hub, ids, notify=INGRID)
    with pytest.raises(TryAgain):
        worker.works_off(batch)

    waiting = seen(hub, batch)

    assert [row.outcome for row in waiting.rows] == [CREATED, WAITING, WAITING]
    assert waiting.held_up == "Salesforce: did not answer"
    assert mails(hub) == []


def test_it_goes_on_when_the_crm_answers_again(hub: Hub, crm: MoodyCrm, worker: Worker) -> None:
    ids = sales(hub, 3)
    crm.moods = {ids[1]: Unavailable("Salesforce", "did not answer")}
    batch = begin(hub, ids)
    with pytest.raises(TryAgain):
        worker.works_off(batch)
    crm.moods = {}

    done = worker.works_off(batch)

    assert [row.outcome for row in done.rows] == [CREATED] * 3
    assert done.held_up == ""


def test_a_crm_that_is_silent_for_an_hour_fails_what_is_left(
    hub: Hub, crm: MoodyCrm, worker: Worker, clock: Clock
) -> None:
    ids = sales(hub, 2)
    crm.moods = {ids[0]: Unavailable("Salesforce", "did not answer")}
    batch = begin(hub, ids, notify=INGRID)
    clock.advance(hours=1)

    done = worker.works_off(batch)

    assert [row.outcome for row in done.rows] == [FAILED, CREATED]
    assert "Salesforce: did not answer" in done.rows[0].problems[0].message
    assert mails(hub) == ["Referrals to harbour: 1 of 2 are there, 1 failed"]


def test_what_nobody_foresaw_fails_its_row_alone_and_is_noted(
    hub: Hub, crm: MoodyCrm, worker: Worker
) -> None:
    ids = sales(hub, 2)
    crm.moods = {ids[0]: ZeroDivisionError("Maren Holt")}

    done = worker.works_off(begin(hub, ids))

    assert [row.outcome for row in done.rows] == [FAILED, CREATED]
    assert [type(error) for error in worker.stumbles] == [ZeroDivisionError]
    assert "Maren" not in done.rows[0].problems[0].message


def test_a_turn_ends_in_time_and_another_goes_on(hub: Hub, worker: Worker) -> None:
    batch = begin(hub, sales(hub, 2))

    with pytest.raises(Unavailable, match="time of one turn"):
        worker.works_off_part(batch, 0, seconds=0)

    assert [row.outcome for row in worker.works_off(batch).rows] == [CREATED] * 2


def test_mail_that_cannot_be_sent_now_is_sent_later_and_once(hub: Hub, worker: Worker) -> None:
    assert isinstance(hub.mail, MoodyMail)
    hub.mail.silences = 1
    batch = begin(hub, sales(hub, 1), notify=INGRID)
    with pytest.raises(Unavailable):
        worker.works_off(batch)

    for _ in range(2):
        done = worker.works_off(batch)

    assert done.batch.ledger.is_done(MAIL)
    assert len(mails(hub)) == 1


def test_mail_that_is_refused_is_no_trouble_of_the_batch(hub: Hub, worker: Worker) -> None:
    assert isinstance(hub.mail, MoodyMail)
    hub.mail.refusal = Refused(reason="SES refused it: MessageRejected", fix="Verify the sender.")

    done = worker.works_off(begin(hub, sales(hub, 1), notify=INGRID))

    told = done.batch.ledger.effects[MAIL]
    assert (told.state, told.fix) == (EffectState.REFUSED, "Verify the sender.")
    assert done.batch.finished_at


def test_a_sender_that_was_taken_away_meanwhile_is_told_of(hub: Hub) -> None:
    batch = begin(hub, sales(hub, 1), notify=INGRID)

    done = Worker(replace(hub, mail=None)).works_off(batch)

    assert done.batch.ledger.effects[MAIL].problem.startswith("mail is off")


def test_a_batch_that_has_lapsed_is_not_worked_off(hub: Hub, worker: Worker) -> None:
    batch = begin(hub, sales(hub, 1)).model_copy(update={"batch_id": "b9"})

    with pytest.raises(BatchNotFound):
        worker.works_off(batch)
