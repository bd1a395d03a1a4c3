"""A contact is carried once, whatever crashes, is closed or refused (IN-20, N-2)."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from referral_hub.application import contact_carrying
from referral_hub.application.effects import Effects
from referral_hub.domain.contacts.contact import MatchKind
from referral_hub.domain.effects import Refused
from referral_hub.domain.errors import Conflict, Unavailable
from referral_hub.domain.referrals.axes import Progress
from referral_hub.hub import Hub
from tests.application.stage import (
    Crash,
    CrashOnce,
    a_moody_hub,
    awaiting,
    carry,
    carry_all,
    people,
    retry,
    roles,
    run,
    tell,
)
from tests.builders import Clock, a_contact, a_hub, ask


def test_carrying_twice_changes_nothing_more(hub: Hub) -> None:
    number = awaiting(hub).number
    [arrival] = tell(hub, number, a_contact())
    first = carry(hub, number, arrival.key)

    again = carry(hub, number, arrival.key)

    assert again == first
    assert len(people(hub, number)) == len(roles(hub, number)) == 1


@pytest.mark.parametrize("moment", ["before", "after"])
@pytest.mark.parametrize("effect", ["contact", "role"])
def test_a_crash_leaves_one_contact_and_one_role(moment: str, effect: str) -> None:
    clock = Clock()
    hub = a_hub(clock=clock, effects=Effects(clock, CrashOnce(f"{moment} {effect}")))
    number = awaiting(hub).number
    [arrival] = tell(hub, number, a_contact())
    with pytest.raises(Crash):
        carry(hub, number, arrival.key)

    assert carry(hub, number, arrival.key).outcome == "created"

    assert len(people(hub, number)) == len(roles(hub, number)) == 1


@pytest.mark.parametrize("moment", ["before", "after"])
def test_a_crash_leaves_one_contact_even_if_only_half_of_it_is_known(moment: str) -> None:
    clock = Clock()
    hub = a_hub(clock=clock, effects=Effects(clock, CrashOnce(f"{moment} contact")))
    number = awaiting(hub).number
    [arrival] = tell(hub, number, a_contact(email=""))
    with pytest.raises(Crash):
        carry(hub, number, arrival.key)

    carry(hub, number, arrival.key)

    assert len(people(hub, number)) == len(roles(hub, number)) == 1


def test_what_the_hub_has_just_created_is_not_taken_for_a_duplicate() -> None:
    clock = Clock()
    hub = a_hub(clock=clock, effects=Effects(clock, CrashOnce("after contact")))
    number = awaiting(hub).number
    [arrival] = tell(hub, number, a_contact())
    with pytest.raises(Crash):
        carry(hub, number, arrival.key)

    carried = carry(hub, number, arrival.key)

    assert carried.match.kind is MatchKind.NEW
    assert carried.outcome == "created"


@pytest.mark.parametrize("_attempt", range(5))
def test_two_runs_at_once_carry_a_contact_once(_attempt: int) -> None:
    hub, runs = a_hub(), 3
    number = awaiting(hub).number
    [arrival] = tell(hub, number, a_contact())
    together = Barrier(runs)

    def carry_on(_: int) -> str:
        together.wait()
        while True:
            try:
                return carry(hub, number, arrival.key).outcome
            except Conflict:
                continue

    with ThreadPoolExecutor(runs) as pool:
        outcomes = set(pool.map(carry_on, range(runs)))

    assert outcomes == {"created"}
    assert len(people(hub, number)) == len(roles(hub, number)) == 1


# Trouble


def test_an_outage_is_noted_on_the_contact_and_ends_by_itself() -> None:
    hub, crm = a_moody_hub()
    number = awaiting(hub).number
    [arrival] = tell(hub, number, a_contact())
    ask(hub, contact_carrying.match, number=number, contact_key=arrival.key)
    crm.closed = True
    with pytest.raises(Unavailable):
        ask(hub, contact_carrying.create, number=number, contact_key=arrival.key)

    assert "the CRM is closed" in hub.contacts.get(number, arrival.key).problem

    crm.closed = False
    assert carry(hub, number, arrival.key).outcome == "created"
    assert hub.contacts.get(number, arrival.key).problem == ""


def test_while_the_crm_cannot_be_asked_nothing_is_decided() -> None:
    hub, crm = a_moody_hub()
    number = awaiting(hub).number
    [arrival] = tell(hub, number, a_contact())
    crm.closed = True

    with pytest.raises(Unavailable):
        carry(hub, number, arrival.key)

    assert hub.contacts.get(number, arrival.key).untouched


def test_a_contact_that_the_crm_refuses_fails_the_referral_with_the_reason() -> None:
    hub, crm = a_moody_hub()
    crm.dislikes = Refused(reason="the e-mail domain is blocked")
    number = awaiting(hub).number
    [arrival] = tell(hub, number, a_contact())

    referral = carry_all(hub, number, [arrival.key])

    assert referral.progress is Progress.FAILED
    assert referral.problem == f"contact {arrival.key}: the e-mail domain is blocked"


def test_one_refused_contact_does_not_hold_up_the_others() -> None:
    hub, crm = a_moody_hub()
    number = awaiting(hub).number
    keeper = a_contact(last_name="Berg", email="berg@fenwick.example")
    disliked, liked = tell(hub, number, a_contact(), keeper)
    crm.dislikes = Refused(reason="no")
    carry(hub, number, disliked.key)
    crm.dislikes = None

    referral = carry_all(hub, number, [disliked.key, liked.key])

    assert [contact.last_name for contact in people(hub, number)] == ["Berg"]
    assert referral.progress is Progress.FAILED


def test_a_retry_asks_again_for_the_refused_contact_and_completes() -> None:
    hub, crm = a_moody_hub()
    crm.dislikes = Refused(reason="no")
    number = awaiting(hub).number
    [arrival] = tell(hub, number, a_contact())
    carry_all(hub, number, [arrival.key])
    crm.dislikes = None

    retry(hub, number)
    referral = run(hub, number)

    assert referral.progress is Progress.DONE
    assert len(people(hub, number)) == len(roles(hub, number)) == 1


def test_the_words_of_a_crm_never_carry_a_person_onto_the_timeline() -> None:
    hub, crm = a_moody_hub()
    crm.dislikes = Refused(reason="'Maren.Holt@fenwick.example' of Mr Holt is on the block list")
    number = awaiting(hub).number
    [arrival] = tell(hub, number, a_contact())

    referral = carry_all(hub, number, [arrival.key])

    assert "block list" in referral.problem
    assert "holt" not in referral.problem.casefold()


def test_an_outage_report_never_carries_a_person_either() -> None:
    hub, crm = a_moody_hub()
    crm.dislikes = Unavailable(crm.name, "timed out on POST /contacts/maren.holt@fenwick.example")
    number = awaiting(hub).number
    [arrival] = tell(hub, number, a_contact())

    with pytest.raises(Unavailable) as outage:
        carry(hub, number, arrival.key)

    noted = hub.contacts.get(number, arrival.key).problem
    assert "timed out" in noted
    assert "holt" not in (noted + str(outage.value)).casefold()
