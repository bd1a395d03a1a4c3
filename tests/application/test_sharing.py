"""A partner platform shares referrals, and tells of the customer's people when it likes."""

from __future__ import annotations

from typing import Any

import pytest

from referral_hub.application import sharing
from referral_hub.application.sharing import ContactsNotWanted
from referral_hub.domain.referrals.referral import Referral
from referral_hub.hub import Hub
from referral_hub.records.referrals import Filed
from tests.application.stage import accepted, awaiting, filed, rejected, snapshot
from tests.builders import a_contact, a_hub, an_invitation, ask


def share(hub: Hub, *people: Any, **told: Any) -> Filed:
    return ask(hub, sharing.share, invitation=an_invitation(**told), people=people)


def add(hub: Hub, referral: Referral, *people: Any) -> Any:
    return ask(hub, sharing.add_contacts, referral=referral, people=people, via="api")


def test_a_referral_may_come_with_its_people(hub: Hub) -> None:
    shared = share(hub, a_contact())

    [arrival] = hub.contacts.of(shared.referral.number)
    assert arrival.info == a_contact()


def test_sharing_it_again_changes_nothing(hub: Hub) -> None:
    share(hub, a_contact())
    before = snapshot(hub)

    assert not share(hub, a_contact()).new
    assert snapshot(hub) == before


def test_sharing_it_again_completes_what_a_crash_left_undone(hub: Hub) -> None:
    shared = share(hub)

    share(hub, a_contact())

    assert len(hub.contacts.of(shared.referral.number)) == 1


def test_people_of_what_came_to_nothing_are_not_kept(hub: Hub) -> None:
    number = rejected(hub).number

    share(hub, a_contact())

    assert hub.contacts.of(number) == []


def test_contacts_are_taken_before_and_after_acceptance(hub: Hub) -> None:
    add(hub, filed(hub), a_contact())
    keeper = a_contact(last_name="Berg", email="berg@fenwick.example")

    [later] = add(hub, awaiting(hub), keeper)

    assert later.info == keeper
    assert len(hub.contacts.of(later.number)) == 2


def test_contacts_of_a_rejected_referral_are_refused_and_not_kept(hub: Hub) -> None:
    referral = rejected(hub)

    with pytest.raises(ContactsNotWanted):
        add(hub, referral, a_contact())

    assert hub.contacts.of(referral.number) == []


def test_contacts_of_an_expired_referral_are_refused() -> None:
    hub = a_hub()
    referral = filed(hub)
    hub.clock.advance(days=14)

    with pytest.raises(ContactsNotWanted):
        add(hub, referral, a_contact())


def test_contacts_of_a_finished_referral_are_still_taken(hub: Hub) -> None:
    referral = hub.referrals.save(accepted(hub).done())

    assert len(add(hub, referral, a_contact())) == 1
