"""A problem that a person lets be is in nobody's way, until it comes anew (X-3)."""

from __future__ import annotations

from typing import Any

import pytest

from referral_hub.application import closing, dismissing
from referral_hub.domain.effects import Refused
from referral_hub.domain.referrals.refusals import NothingToDismiss
from referral_hub.hub import Hub
from tests.application.stage import (
    a_moody_hub,
    awaiting,
    carry_all,
    end,
    retry,
    story,
    tell,
    words,
)
from tests.application.troubles import a_closed_hub, attempt, numbers, shut_out
from tests.builders import a_contact, a_hub, a_principal, ask


def dismiss(hub: Hub, number: str, reason: str = "Entered by hand") -> Any:
    return ask(hub, dismissing.dismiss, number=number, reason=reason)


def test_a_dismissed_problem_leaves_the_list_and_the_timeline_says_who_and_why() -> None:
    hub, _ = a_closed_hub()
    [number] = shut_out(hub, 1)
    hub.clock.advance(minutes=1)  # type: ignore[attr-defined]

    dismiss(hub, number)

    assert (numbers(hub), numbers(hub, "dismissed")) == ([], [number])
    entry = story(hub, number)[-1]
    assert (entry.what, entry.why) == ("problem.dismissed", "Entered by hand")
    assert entry.who == a_principal().actor


def test_dismissing_twice_answers_alike() -> None:
    hub, _ = a_closed_hub()
    [number] = shut_out(hub, 1)
    first = dismiss(hub, number)

    assert dismiss(hub, number, "Another reason") == first
    assert words(hub, number).count("problem.dismissed") == 1


def test_the_contacts_of_a_dismissed_referral_leave_the_list_with_it() -> None:
    hub, crm = a_moody_hub()
    number = awaiting(hub).number
    [arrival] = tell(hub, number, a_contact())
    crm.dislikes = Refused(reason="No", cause="rule")
    carry_all(hub, number, [arrival.key])

    dismiss(hub, number)

    assert (numbers(hub), numbers(hub, "dismissed")) == ([], [number])


def test_what_fails_anew_comes_back_to_the_list() -> None:
    hub, _ = a_closed_hub()
    [number] = shut_out(hub, 1)
    dismiss(hub, number)

    retry(hub, number)
    attempt(hub, number)
    end(hub, closing.record_failure, number)

    assert (numbers(hub), numbers(hub, "dismissed")) == ([number], [])


def test_what_has_not_failed_cannot_be_dismissed() -> None:
    hub = a_hub()

    with pytest.raises(NothingToDismiss):
        dismiss(hub, awaiting(hub).number)
