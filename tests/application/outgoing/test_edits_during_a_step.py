"""Somebody edits a referral in the moment in which its partner is being told of it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from referral_hub.adapters.memory_partner import MemoryPartner
from referral_hub.domain.cause import Cause
from referral_hub.domain.effects import Outcome
from referral_hub.domain.errors import Conflict
from referral_hub.domain.outgoing.referral import OutgoingReferral, Step
from referral_hub.hub import Hub
from tests.application.outgoing.sharing_stage import a_sharing_hub, create, edit, is_shared, share

EDIT = {"title": "Ninety gauges"}


class Interrupted(MemoryPartner):
    """A partner at whose next step somebody edits the referral; `steps_taken` counts its work."""

    def __init__(self) -> None:
        super().__init__()
        self.taken: list[Step] = []
        self.meanwhile: Callable[[str], object] | None = None

    def take(self, step: Step, referral: OutgoingReferral, *, token: str) -> Outcome:
        self.taken.append(step)
        if meanwhile := self.meanwhile:
            self.meanwhile = None
            meanwhile(referral.number)
        return super().take(step, referral, token=token)


@pytest.fixture
def partner() -> Interrupted:
    return Interrupted()


@pytest.fixture
def hub(partner: Interrupted) -> Hub:
    made = a_sharing_hub(partner)
    partner.meanwhile = lambda number: edit(made, number, EDIT)
    return made


def test_what_the_partner_has_done_is_kept_and_not_asked_again(
    hub: Hub, partner: Interrupted
) -> None:
    number = create(hub, ready=True).number

    with pytest.raises(Conflict):
        share(hub, number)
    share(hub, number)

    shared = hub.outgoing.get(number)
    assert partner.taken.count(Step.CREATE) == 1
    assert partner.record_of(shared).fields["title"] == "Ninety gauges"
    assert is_shared(shared)


def test_that_nobody_knows_what_became_of_it_is_kept_too(hub: Hub, partner: Interrupted) -> None:
    number = create(hub, ready=True).number
    partner.loses_next = True

    with pytest.raises(Conflict):
        share(hub, number)

    begun = hub.outgoing.get(number)
    creation = begun.ledger.get(Step.CREATE)
    assert creation
    assert (creation.cause, creation.failures) == (Cause.UNREACHABLE, 1)
    assert begun.fields["title"] == "Ninety gauges"


def test_a_correction_that_was_asked_for_anew_is_told_anew(hub: Hub, partner: Interrupted) -> None:
    partner.meanwhile = None
    number = create(hub, ready=True).number
    share(hub, number)
    partner.record_of(hub.outgoing.get(number)).word = partner.record_of(
        hub.outgoing.get(number)
    ).word.model_copy(update={"locked": False})
    edit(hub, number, {"title": "Eighty gauges"})
    partner.meanwhile = lambda number: edit(hub, number, EDIT)

    with pytest.raises(Conflict):
        share(hub, number)
    share(hub, number)

    assert partner.taken.count(Step.CORRECT) == 2
    assert partner.record_of(hub.outgoing.get(number)).fields["title"] == "Ninety gauges"
