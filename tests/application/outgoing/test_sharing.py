"""Sharing a referral: each step once, refusals shown, corrections sent."""

from __future__ import annotations

import pytest

from referral_hub.adapters.memory_partner import MemoryPartner
from referral_hub.application.effects import Effects
from referral_hub.domain.errors import Unavailable
from referral_hub.domain.integration import IntegrationStatus
from referral_hub.domain.outgoing.partner_referral import Verdict
from referral_hub.domain.outgoing.referral import HUB_RECORD, Step
from referral_hub.domain.outgoing.refusals import NotEditable, NotReady
from referral_hub.domain.outgoing_integration import integrations_of
from referral_hub.hub import Hub
from tests.application.outgoing.sharing_stage import (
    a_sharing_hub,
    create,
    edit,
    is_shared,
    resubmit,
    share,
    submit,
)
from tests.application.stage import Crash, CrashOnce
from tests.builders import Clock

STEPS = (HUB_RECORD, Step.CREATE, Step.ASSOCIATE, Step.SUBMIT)
PLACES = [f"{when} {step}" for step in STEPS for when in ("before", "after")]


def statuses(hub: Hub, number: str) -> dict[str, IntegrationStatus]:
    referral, side = hub.outgoing.get(number), hub.outgoing.partners_side(number)
    told = integrations_of(referral, side, crm="built-in")
    return {name: integration.status for name, integration in told.items()}


def test_a_draft_is_with_the_hub_and_with_nobody_else(hub: Hub, partner: MemoryPartner) -> None:
    number = create(hub).number
    before = statuses(hub, number)["hub"]

    share(hub, number)

    assert before is IntegrationStatus.PENDING
    assert statuses(hub, number) == {"hub": "success", "partner": "not_sent", "crm": "not_sent"}
    assert partner.calls == 0


def test_what_is_submitted_reaches_the_partner_with_its_solutions(
    hub: Hub, partner: MemoryPartner
) -> None:
    number = create(hub, solutions=("S-7",), ready=True).number
    before = statuses(hub, number)["partner"]

    assert share(hub, number) == "shared"

    [record] = partner.records.values()
    assert before is IntegrationStatus.PENDING
    assert statuses(hub, number)["partner"] is IntegrationStatus.SUCCESS
    assert (record.solutions, record.submissions) == (("S-7",), 1)
    assert hub.outgoing.get(number).partner_referral_id == record.id


def test_sharing_again_calls_nobody(hub: Hub, partner: MemoryPartner) -> None:
    number = create(hub, ready=True).number
    share(hub, number)
    calls = partner.calls

    assert share(hub, number) == "nothing"
    assert partner.calls == calls


@pytest.mark.parametrize("place", PLACES)
def test_a_crash_at_any_step_leaves_one_record_submitted_once(
    partner: MemoryPartner, place: str
) -> None:
    clock = Clock()
    hub = a_sharing_hub(partner, clock=clock, effects=Effects(clock, CrashOnce(place)))
    number = create(hub, ready=True).number

    with pytest.raises(Crash):
        share(hub, number)
    share(hub, number)

    [record] = partner.records.values()
    assert record.submissions == 1
    assert is_shared(hub.outgoing.get(number))


def test_a_lost_answer_is_made_good(hub: Hub, partner: MemoryPartner) -> None:
    number = create(hub, ready=True).number
    partner.loses_next = True

    with pytest.raises(Unavailable):
        share(hub, number)
    trying = statuses(hub, number)["partner"]
    share(hub, number)

    assert trying is IntegrationStatus.SENDING
    assert len(partner.records) == 1


def test_a_refusal_shows_the_partners_own_words_by_field(hub: Hub, partner: MemoryPartner) -> None:
    number = create(hub, ready=True).number
    partner.refuses_next = {"title": "is too vague"}

    assert share(hub, number) == "refused"

    side = hub.outgoing.partners_side(number)
    told = integrations_of(hub.outgoing.get(number), side, crm="built-in")["partner"]
    assert told.status is IntegrationStatus.CREATE_FAILED
    assert (told.error, told.fields) == ("title: is too vague", ("title",))


def test_a_resubmission_with_edits_goes_out_with_them(hub: Hub, partner: MemoryPartner) -> None:
    number = create(hub, ready=True).number
    partner.refuses_next = {"title": "is too vague"}
    share(hub, number)

    resubmit(hub, number, title="Ninety tide gauges, automated")
    share(hub, number)

    [record] = partner.records.values()
    assert record.fields["title"] == "Ninety tide gauges, automated"
    assert is_shared(hub.outgoing.get(number))


def test_a_message_that_comes_again_takes_no_step_after_one_that_was_refused(
    hub: Hub, partner: MemoryPartner
) -> None:
    number = create(hub, ready=True).number
    partner.refuses_next = {"title": "is too vague"}
    share(hub, number)
    calls = partner.calls

    again = share(hub, number)

    assert (again, partner.calls) == ("nothing", calls)


def test_a_resubmission_that_is_refused_again_stays_failed_with_the_new_words(
    hub: Hub, partner: MemoryPartner
) -> None:
    number = create(hub, ready=True).number
    partner.refuses_next = {"title": "is too vague"}
    share(hub, number)
    resubmit(hub, number, title="Gauges")
    partner.refuses_next = {"title": "is still too vague"}

    share(hub, number)

    assert statuses(hub, number)["partner"] is IntegrationStatus.CREATE_FAILED
    stuck = hub.outgoing.get(number).ledger.stuck
    assert stuck
    assert stuck[1].problem == "title: is still too vague"


def test_a_resubmission_is_refused_while_its_edits_are_wrong(
    hub: Hub, partner: MemoryPartner
) -> None:
    number = create(hub, ready=True).number
    partner.refuses_next = {"title": "is too vague"}
    share(hub, number)
    before = hub.outgoing.get(number)

    with pytest.raises(NotReady):
        resubmit(hub, number, title=" ")

    assert hub.outgoing.get(number) == before


def test_an_edit_of_what_the_partner_has_is_told(hub: Hub, partner: MemoryPartner) -> None:
    number = create(hub, ready=True).number
    share(hub, number)

    edit(hub, number, {"title": "A hundred tide gauges"})
    share(hub, number)

    [record] = partner.records.values()
    assert record.fields["title"] == "A hundred tide gauges"
    assert (record.changes, record.submissions) == (1, 1)


def test_an_edit_between_submission_and_sharing_is_not_lost(
    hub: Hub, partner: MemoryPartner
) -> None:
    number = create(hub, ready=True).number
    partner.loses_next = True
    with pytest.raises(Unavailable):
        share(hub, number)

    edit(hub, number, {"title": "A hundred tide gauges"})
    share(hub, number)

    [record] = partner.records.values()
    assert record.fields["title"] == "A hundred tide gauges"


def test_edits_of_a_locked_record_are_held_and_sent_as_one(
    hub: Hub, partner: MemoryPartner
) -> None:
    number = create(hub, ready=True).number
    share(hub, number)
    [record] = partner.records.values()
    record.says(Verdict.IN_REVIEW, locked=True)
    for title in ("A hundred tide gauges", "Two hundred tide gauges"):
        edit(hub, number, {"title": title})
        assert share(hub, number) == "held"
    held = record.fields["title"]

    record.says(Verdict.ACCEPTED)
    share(hub, number)

    assert held == "Tide gauges"
    assert (record.fields["title"], record.changes) == ("Two hundred tide gauges", 1)


def test_a_partner_that_takes_no_changes_refuses_edits(partner: MemoryPartner) -> None:
    partner.corrects = False
    hub = a_sharing_hub(partner)
    number = create(hub, ready=True).number
    share(hub, number)

    with pytest.raises(NotEditable):
        edit(hub, number, {"title": "A hundred tide gauges"})


def test_a_submission_is_for_good_and_repeating_it_answers_alike(hub: Hub) -> None:
    number = create(hub).number

    assert submit(hub, number) == submit(hub, number)
