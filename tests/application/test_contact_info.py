"""Contact info comes early, late, never, in parts, twice; whoever waits is told (IN-10)."""

from __future__ import annotations

from referral_hub.adapters.memory import MemoryWorkflow
from referral_hub.domain.policies.policy import ContactSyncMode
from referral_hub.domain.referrals.axes import Progress
from referral_hub.hub import Hub
from tests.application.stage import (
    Lantern,
    a_hub_with,
    accepted,
    announce,
    awaiting,
    carry_all,
    carry_out,
    filed,
    publish,
    rejected,
    run,
    tell,
    wait,
)
from tests.builders import NOON, a_contact


def resumed(hub: Hub) -> list[tuple[str, tuple[str, ...]]]:
    assert isinstance(hub.workflow, MemoryWorkflow)
    return hub.workflow.resumed


def started(hub: Hub) -> list[str]:
    assert isinstance(hub.workflow, MemoryWorkflow)
    return list(hub.workflow.started)


def the_wait_is_over(hub: Hub, token: str = "token") -> None:  # noqa: S107 (a task token)
    assert isinstance(hub.workflow, MemoryWorkflow)
    hub.workflow.stale.add(token)


# Arriving


def test_contact_info_is_kept_with_the_moment_and_the_way_it_came(hub: Hub) -> None:
    number = filed(hub).number

    [arrival] = tell(hub, number, a_contact())

    assert hub.contacts.of(number) == [arrival]
    assert (arrival.arrived_at, arrival.via) == (NOON, "api")


def test_contact_info_told_again_is_kept_once(hub: Hub) -> None:
    number = filed(hub).number
    tell(hub, number, a_contact())

    assert tell(hub, number, a_contact()) == []
    assert len(hub.contacts.of(number)) == 1


def test_a_partial_notice_is_completed_in_its_place(hub: Hub) -> None:
    number = filed(hub).number
    [partial] = tell(hub, number, a_contact(email=""))

    tell(hub, number, a_contact())

    [whole] = hub.contacts.of(number)
    assert (whole.key, whole.info) == (partial.key, a_contact())


def test_each_referral_has_contacts_of_its_own(hub: Hub) -> None:
    mine = filed(hub, partner_referral_id="H-1").number
    other = filed(hub, partner_referral_id="H-2").number

    tell(hub, mine, a_contact())

    assert hub.contacts.of(other) == []


# Waiting


def test_whoever_waits_leaves_its_token_where_the_bringer_finds_it(hub: Hub) -> None:
    number = awaiting(hub).number

    waiting = hub.contacts.waiting(number)

    assert waiting.token == "token"
    assert resumed(hub) == []


def test_a_wait_that_begins_after_the_contact_came_ends_at_once(hub: Hub) -> None:
    number = accepted(hub).number
    carry_out(hub, number)
    [arrival] = tell(hub, number, a_contact())

    wait(hub, number)

    assert resumed(hub) == [("token", (arrival.key,))]


def test_a_wait_does_not_end_with_half_a_contact(hub: Hub) -> None:
    number = awaiting(hub).number
    tell(hub, number, a_contact(email=""))

    wait(hub, number, token="second attempt")

    assert resumed(hub) == []


def test_the_newest_token_counts(hub: Hub) -> None:
    number = awaiting(hub).number
    wait(hub, number, token="newest")
    [arrival] = tell(hub, number, a_contact())

    announce(hub, number, arrival.key)

    assert resumed(hub) == [("newest", (arrival.key,))]


def test_a_partner_that_is_asked_for_news_is_asked_once_when_the_wait_begins() -> None:
    hub = a_hub_with(Lantern())

    number = awaiting(hub).number

    hint = {"partner_id": "harbour", "about": "contact_info", "id": number}
    assert hub.queue.hints == [hint]


def test_a_partner_that_pushes_is_not_asked(hub: Hub) -> None:
    awaiting(hub)

    assert hub.queue.hints == []


# Announcing


def test_a_contact_ends_the_wait(hub: Hub) -> None:
    number = awaiting(hub).number
    [arrival] = tell(hub, number, a_contact())

    assert announce(hub, number, arrival.key) == "resumed"
    assert resumed(hub) == [("token", (arrival.key,))]


def test_several_contacts_at_once_end_the_wait_together(hub: Hub) -> None:
    number = awaiting(hub).number
    keeper = a_contact(last_name="Berg", email="berg@fenwick.example")
    arrivals = tell(hub, number, a_contact(), keeper)

    announce(hub, number, arrivals[0].key)

    [(_, keys)] = resumed(hub)
    assert set(keys) == {arrival.key for arrival in arrivals}


def test_a_contact_that_comes_before_acceptance_is_left_for_later(hub: Hub) -> None:
    number = filed(hub).number
    [arrival] = tell(hub, number, a_contact())

    assert announce(hub, number, arrival.key) == "left"
    assert started(hub) == []


def test_a_contact_that_comes_while_the_decision_is_carried_out_is_left_for_it(hub: Hub) -> None:
    number = accepted(hub).number
    [arrival] = tell(hub, number, a_contact())

    assert announce(hub, number, arrival.key) == "left"


def test_a_contact_between_the_last_look_and_the_wait_is_found_by_the_wait(hub: Hub) -> None:
    number = accepted(hub).number
    carry_out(hub, number)
    [arrival] = tell(hub, number, a_contact())

    assert announce(hub, number, arrival.key) == "left"

    wait(hub, number)
    assert resumed(hub) == [("token", (arrival.key,))]


def test_half_a_contact_is_left_until_the_other_half_comes(hub: Hub) -> None:
    number = awaiting(hub).number
    [partial] = tell(hub, number, a_contact(email=""))

    assert announce(hub, number, partial.key) == "left"

    [whole] = tell(hub, number, a_contact())
    assert announce(hub, number, whole.key) == "resumed"


def test_a_contact_that_comes_after_the_wait_ended_starts_a_short_run(hub: Hub) -> None:
    number = awaiting(hub).number
    the_wait_is_over(hub)
    [arrival] = tell(hub, number, a_contact())

    assert announce(hub, number, arrival.key) == "started"
    assert started(hub) == [f"{number}-contact-{arrival.key}"]


def test_a_contact_that_comes_when_it_is_overdue_starts_a_short_run(hub: Hub) -> None:
    number = awaiting(hub).number
    hub.referrals.save(hub.referrals.get(number).overdue())
    [arrival] = tell(hub, number, a_contact())

    assert announce(hub, number, arrival.key) == "started"
    assert run(hub, number).progress is Progress.DONE


def test_another_contact_after_the_first_was_carried_starts_a_short_run(hub: Hub) -> None:
    number = awaiting(hub).number
    [first] = tell(hub, number, a_contact())
    carry_all(hub, number, [first.key])
    keeper = a_contact(last_name="Berg", email="berg@fenwick.example")
    [second] = tell(hub, number, keeper)

    assert announce(hub, number, second.key) == "started"
    assert run(hub, number).progress is Progress.DONE
    assert len(hub.crm.contacts(hub.referrals.get(number).account_id)) == 2


def test_announcing_twice_is_announcing_once(hub: Hub) -> None:
    number = awaiting(hub).number
    the_wait_is_over(hub)
    [arrival] = tell(hub, number, a_contact())

    announce(hub, number, arrival.key)
    announce(hub, number, arrival.key)

    assert len(started(hub)) == 1


def test_a_contact_that_is_carried_already_is_left(hub: Hub) -> None:
    number = awaiting(hub).number
    [arrival] = tell(hub, number, a_contact())
    carry_all(hub, number, [arrival.key])

    assert announce(hub, number, arrival.key) == "left"


def test_a_contact_of_a_failed_referral_waits_for_the_retry(hub: Hub) -> None:
    number = accepted(hub).number
    hub.referrals.save(hub.referrals.get(number).failed("the CRM is closed"))
    [arrival] = tell(hub, number, a_contact())

    assert announce(hub, number, arrival.key) == "left"
    assert started(hub) == []


def test_a_contact_of_a_rejected_referral_goes_nowhere(hub: Hub) -> None:
    number = rejected(hub).number
    [arrival] = tell(hub, number, a_contact())

    assert announce(hub, number, arrival.key) == "left"


def test_where_no_contacts_are_wanted_a_contact_creates_nothing(hub: Hub) -> None:
    publish(hub, contact_sync=ContactSyncMode.NONE)
    number = accepted(hub).number
    run(hub, number)
    tell(hub, number, a_contact())

    run(hub, number)

    referral = hub.referrals.get(number)
    assert hub.crm.contacts(referral.account_id) == []
    assert referral.progress is Progress.DONE
