"""Many opportunities are shared at once, each for itself (OUT-8, OUT-9, OUT-10)."""

from __future__ import annotations

import pytest

from referral_hub.adapters.memory_partner import MemoryPartner
from referral_hub.application.outgoing.batches import asking
from referral_hub.domain.mail import MailIsOff
from referral_hub.domain.outgoing.batch import (
    BatchOutcome,
    PartnerPaused,
    RowOutcome,
    RowProblem,
)
from referral_hub.domain.outgoing.refusals import TakesNoReferrals, UnknownFields
from referral_hub.domain.partners.partner import PartnerNotFound
from referral_hub.domain.referrals.axes import OutgoingStatus
from referral_hub.hub import Hub
from referral_hub.ports import Key
from tests.application.outgoing.batch_stage import (
    INGRID,
    Worker,
    a_bulk_hub,
    begin,
    mails,
    of_nobody,
    sales,
)
from tests.application.outgoing.sharing_stage import create
from tests.builders import Clock, a_hub, a_partner, a_principal

CREATED, EXISTING, FAILED = RowOutcome.CREATED, RowOutcome.EXISTING, RowOutcome.FAILED


@pytest.fixture
def hub(partner: MemoryPartner, clock: Clock) -> Hub:
    return a_bulk_hub(partner, clock=clock)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def worker(hub: Hub) -> Worker:
    return Worker(hub)


def test_each_opportunity_becomes_a_referral_of_its_own(hub: Hub, worker: Worker) -> None:
    ids = sales(hub, 12)

    done = worker.works_off(begin(hub, ids))

    made = [hub.outgoing.get(row.number) for row in done.rows]
    assert [referral.opportunity_id for referral in made] == ids
    assert {referral.fields["title"] for referral in made} == {"Tide gauges"}
    assert all(referral.link_locked for referral in made)
    assert done.tally.outcome is BatchOutcome.FULL_SUCCESS


def test_fields_and_solutions_are_those_of_every_referral(hub: Hub, worker: Worker) -> None:
    asked = begin(hub, sales(hub, 2), fields={"title": "Buoys"}, solutions=("s-1", "s-2"))

    done = worker.works_off(asked)

    made = [hub.outgoing.get(row.number) for row in done.rows]
    assert [(m.fields["title"], m.solutions) for m in made] == [("Buoys", ("s-1", "s-2"))] * 2


def test_what_is_ready_is_submitted_and_what_is_not_is_not_created(
    hub: Hub, worker: Worker
) -> None:
    good = sales(hub, 2)
    nameless = of_nobody(hub)

    done = worker.works_off(begin(hub, [good[0], nameless, good[1]], ready=True))

    assert [row.outcome for row in done.rows] == [CREATED, FAILED, CREATED]
    statuses = {hub.outgoing.get(row.number).status for row in done.rows if row.number}
    assert statuses == {OutgoingStatus.SUBMITTED}
    assert done.tally.outcome is BatchOutcome.PARTIAL


def test_a_row_names_the_field_that_is_unmapped_or_empty(hub: Hub, worker: Worker) -> None:
    nameless = of_nobody(hub)

    done = worker.works_off(begin(hub, [nameless], fields={}, ready=True))

    told = {problem.field: problem.message for problem in done.rows[0].problems}
    assert told["fields.customer.company_name"].endswith(": what fills it is empty")
    assert told["fields.need"].endswith(": no mapping fills it")


def test_a_draft_may_be_incomplete_in_bulk_too(hub: Hub, worker: Worker) -> None:
    done = worker.works_off(begin(hub, sales(hub, 1), fields={}))

    assert hub.outgoing.get(done.rows[0].number).status is OutgoingStatus.PENDING


def test_an_unknown_opportunity_fails_its_row_only(hub: Hub, worker: Worker) -> None:
    (known,) = sales(hub, 1)

    done = worker.works_off(begin(hub, ["opp-nowhere", known]))

    assert [row.outcome for row in done.rows] == [FAILED, CREATED]
    told = RowProblem(field="opportunity_id", message="the CRM has no such opportunity")
    assert done.rows[0].problems == (told,)


def test_a_second_batch_over_the_same_selection_creates_nothing(hub: Hub, worker: Worker) -> None:
    ids = sales(hub, 3)
    first = worker.works_off(begin(hub, ids))

    second = worker.works_off(begin(hub, ids, batch_id="b2"))

    assert [row.outcome for row in second.rows] == [EXISTING] * 3
    assert [row.number for row in second.rows] == [row.number for row in first.rows]
    assert second.tally.outcome is BatchOutcome.FULL_SUCCESS


def test_another_spelling_of_an_id_is_the_same_opportunity(hub: Hub, worker: Worker) -> None:
    (chosen,) = sales(hub, 1)
    by_itself = create(hub, opportunity_id=chosen.upper(), link_locked=True)

    rows = worker.works_off(begin(hub, [chosen.upper(), chosen])).rows

    assert by_itself.opportunity_id == chosen
    assert [(row.opportunity_id, row.number) for row in rows] == [
        (chosen.upper(), by_itself.number),
        (chosen, by_itself.number),
    ]


def test_what_was_created_by_itself_is_found_too(hub: Hub, worker: Worker) -> None:
    (sale,) = sales(hub, 1)
    alone = create(hub, opportunity_id=sale)

    done = worker.works_off(begin(hub, [sale]))

    assert (done.rows[0].outcome, done.rows[0].number) == (EXISTING, alone.number)


def test_what_was_shared_with_another_partner_counts_for_nothing(hub: Hub, worker: Worker) -> None:
    hub.partners.add(a_partner(partner_id="quay", name="Quay"))
    (sale,) = sales(hub, 1)
    worker.works_off(begin(hub, [sale]))

    done = worker.works_off(begin(hub, [sale], batch_id="b2", partner_id="quay"))

    assert done.rows[0].outcome is CREATED
    assert len(hub.outgoing.shared_from(sale)) == 2


@pytest.mark.parametrize("over", [OutgoingStatus.REJECTED, OutgoingStatus.EXPIRED])
def test_after_a_referral_that_is_over_another_is_created(
    hub: Hub, worker: Worker, over: OutgoingStatus
) -> None:
    (sale,) = sales(hub, 1)
    first = worker.works_off(begin(hub, [sale])).rows[0].number
    hub.outgoing.save(hub.outgoing.get(first).model_copy(update={"status": over}))

    done = worker.works_off(begin(hub, [sale], batch_id="b2"))

    assert done.rows[0].outcome is CREATED
    assert done.rows[0].number != first


def test_another_referral_is_created_where_it_is_asked_for_and_once(
    hub: Hub, worker: Worker
) -> None:
    (sale,) = sales(hub, 1)
    worker.works_off(begin(hub, [sale]))
    again = begin(hub, [sale], batch_id="b2", another=True)

    for _ in range(2):
        done = worker.works_off(again)

    assert done.rows[0].outcome is CREATED
    assert len(hub.outgoing.shared_from(sale)) == 2


def test_a_partner_that_is_paused_meanwhile_fails_what_is_left(hub: Hub, worker: Worker) -> None:
    batch = begin(hub, sales(hub, 12), notify=INGRID)
    worker.works_off_part(batch, 0)
    hub.partners.save(hub.partners.get("harbour").paused(hub.clock()))

    done = worker.works_off(batch)

    assert [row.outcome for row in done.rows] == [CREATED] * 10 + [FAILED] * 2
    told = "the partner harbour is paused since 2027-03-01 12:00 UTC"
    assert done.rows[-1].problems == (RowProblem(field="partner_id", message=told),)
    assert mails(hub) == ["Referrals to harbour: 10 of 12 are there, 2 failed"]


def test_a_partner_that_is_removed_meanwhile_fails_what_is_left(hub: Hub, worker: Worker) -> None:
    batch = begin(hub, sales(hub, 2))
    hub.table.delete(Key("PARTNER", "harbour"))

    done = worker.works_off(batch)

    assert [row.outcome for row in done.rows] == [FAILED] * 2
    assert {problem.field for row in done.rows for problem in row.problems} == {"partner_id"}


def test_what_no_row_could_survive_is_refused_at_once(hub: Hub) -> None:
    ids = sales(hub, 1)

    with pytest.raises(PartnerNotFound):
        begin(hub, ids, partner_id="nobody")
    with pytest.raises(UnknownFields) as refused:
        begin(hub, ids, fields={"colour": "blue"})

    assert set(refused.value.fields) == {"fields.colour"}
    assert list(hub.batches.newest()) == []


def test_a_paused_partner_gets_no_batch(hub: Hub) -> None:
    hub.partners.save(hub.partners.get("harbour").paused(hub.clock()))

    with pytest.raises(PartnerPaused):
        begin(hub, sales(hub, 1))


def test_a_partner_that_takes_no_referrals_gets_no_batch() -> None:
    hub = a_hub()

    with pytest.raises(TakesNoReferrals):
        begin(hub, sales(hub, 1))


def test_a_hub_without_a_sender_says_so_before_anything_is_done(partner: MemoryPartner) -> None:
    hub = a_bulk_hub(partner, mail=None)

    with pytest.raises(MailIsOff):
        begin(hub, sales(hub, 1), notify=INGRID)

    assert begin(hub, sales(hub, 1)).notify == ""


def test_the_list_shows_the_newest_first_with_how_far_each_is(
    hub: Hub, worker: Worker, clock: Clock
) -> None:
    ids = sales(hub, 12)
    worker.works_off(begin(hub, ids))
    clock.advance(minutes=1)
    worker.works_off_part(begin(hub, ids, batch_id="b2", another=True), 0)

    page = asking.listed(by=a_principal(), limit=1, before="", batches=hub.batches)
    rest = asking.listed(by=a_principal(), limit=1, before=page.after, batches=hub.batches)

    assert [(p.batch.batch_id, p.tally.done) for p in (*page.found, *rest.found)] == [
        ("b2", 10),
        ("b1", 12),
    ]
    assert rest.after == ""
