"""One contact that the CRM refuses holds up nobody else, dismissed or not (IN-10, X-3)."""

from __future__ import annotations

import pytest

from referral_hub.application import carrying_out, dismissing
from referral_hub.domain.cause import Cause
from referral_hub.domain.effects import Refused
from referral_hub.domain.referrals.axes import Progress
from referral_hub.hub import Hub
from tests.application.stage import (
    MoodyCrm,
    a_moody_hub,
    announce,
    awaiting,
    carry_all,
    carry_out,
    people,
    retry,
    run,
    tell,
)
from tests.builders import a_contact, ask

BERG = a_contact(last_name="Berg")
TAKEN = Refused(
    reason="contact 301 has this address, without the same last name",
    cause=Cause.DUPLICATE,
    fields=("email",),
    fix="Say who it is.",
)


def one_left_behind(*, dismissed: bool) -> tuple[Hub, MoodyCrm, str]:
    """A referral whose first contact was refused."""
    hub, crm = a_moody_hub()
    number = awaiting(hub).number
    [holt] = tell(hub, number, a_contact())
    crm.dislikes = TAKEN
    carry_all(hub, number, [holt.key])
    crm.dislikes = None
    if dismissed:
        ask(hub, dismissing.dismiss, number=number, reason="Linked by hand")
    return hub, crm, number


@pytest.mark.parametrize("dismissed", [True, False])
def test_whoever_comes_later_is_carried_and_the_refused_one_stays_as_it_is(
    *, dismissed: bool
) -> None:
    hub, _, number = one_left_behind(dismissed=dismissed)

    [berg] = tell(hub, number, BERG)
    done = announce(hub, number, berg.key)
    step = carry_out(hub, number)
    referral = carry_all(hub, number, step.contacts)

    assert (done, step.next, step.contacts) == ("started", carrying_out.CARRY, (berg.key,))
    assert [contact.last_name for contact in people(hub, number)] == ["Berg"]
    assert referral.progress is Progress.FAILED
    assert bool(referral.dismissed_at) == dismissed


def test_a_late_run_that_finds_nobody_new_ends_and_says_nothing_else() -> None:
    hub, _, number = one_left_behind(dismissed=True)
    before = hub.referrals.get(number)

    step = carry_out(hub, number)

    assert step.next == carrying_out.FINISH
    assert hub.referrals.get(number) == before


def test_a_later_one_that_is_refused_too_brings_the_problem_back() -> None:
    hub, crm, number = one_left_behind(dismissed=True)
    crm.dislikes = TAKEN

    [berg] = tell(hub, number, BERG)
    referral = carry_all(hub, number, [berg.key])

    assert referral.dismissed_at is None
    assert berg.key in referral.problem


def test_a_retry_takes_up_all_that_were_left() -> None:
    hub, _, number = one_left_behind(dismissed=True)
    tell(hub, number, BERG)

    retry(hub, number)
    referral = run(hub, number)

    assert referral.progress is Progress.DONE
    assert {contact.last_name for contact in people(hub, number)} == {"Holt", "Berg"}
