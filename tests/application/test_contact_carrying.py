"""Each contact's way into the CRM (IN-11 to IN-15)."""

from __future__ import annotations

import pytest

from referral_hub.application import contact_carrying
from referral_hub.domain.contacts.arrivals import ContactArrival
from referral_hub.domain.contacts.contact import ContactInfo, MatchKind
from referral_hub.domain.crm import Contact
from referral_hub.domain.errors import Conflict
from referral_hub.domain.policies.policy import ContactSyncMode, ExistingContact
from referral_hub.domain.referrals.decision import AccountChoice
from referral_hub.hub import Hub
from tests.application.stage import (
    accept,
    awaiting,
    carry,
    carry_all,
    carry_out,
    filed,
    people,
    publish,
    roles,
    tell,
    wait,
)
from tests.builders import a_contact


def an_account(hub: Hub) -> str:
    return hub.crm.create_account({"name": "Fenwick"}, token="there before").result


def at_an_account_that_knows_maren(hub: Hub, **said: str) -> tuple[str, Contact]:
    """An awaiting referral at an account that has its contact already."""
    account_id = an_account(hub)
    hub.crm.create_contact(account_id, a_contact(**said), token="there before")
    [known] = hub.crm.contacts(account_id)
    return awaiting(hub, account=AccountChoice(existing=account_id)).number, known


def awaiting_another(hub: Hub, account: AccountChoice) -> str:
    number = filed(hub, partner_referral_id="H-78").number
    accept(hub, number, account=account)
    carry_out(hub, number)
    wait(hub, number, token="another")
    return number


# New


def test_a_new_contact_is_created_and_given_its_role_with_nobody_acting(hub: Hub) -> None:
    number = awaiting(hub).number
    [arrival] = tell(hub, number, a_contact())

    carried = carry(hub, number, arrival.key)

    [contact] = people(hub, number)
    [role] = roles(hub, number)
    assert carried.outcome == "created"
    assert (contact.last_name, contact.email) == ("Holt", "maren.holt@fenwick.example")
    assert role.contact_id == contact.contact_id


def test_the_role_is_the_one_of_the_policy_and_so_is_its_association_type(hub: Hub) -> None:
    publish(hub, contact_role="Evaluator", association_type="Decision maker")
    number = awaiting(hub).number
    [arrival] = tell(hub, number, a_contact())

    carry(hub, number, arrival.key)

    [role] = roles(hub, number)
    assert (role.role, role.association_type) == ("Evaluator", "Decision maker")


def test_the_policy_of_the_decision_counts_for_contacts_too(hub: Hub) -> None:
    publish(hub, contact_role="Evaluator")
    number = awaiting(hub).number
    publish(hub, contact_role="Economic Buyer")
    [arrival] = tell(hub, number, a_contact())

    carry(hub, number, arrival.key)

    assert [role.role for role in roles(hub, number)] == ["Evaluator"]


def test_two_people_at_one_mailbox_become_two_contacts_with_two_roles(hub: Hub) -> None:
    number = awaiting(hub).number
    office = "office@fenwick.example"
    arrivals = tell(hub, number, a_contact(email=office), a_contact(last_name="Berg", email=office))

    carry_all(hub, number, [arrival.key for arrival in arrivals])

    assert {contact.last_name for contact in people(hub, number)} == {"Holt", "Berg"}
    assert len(roles(hub, number)) == 2


# Known


def test_a_known_contact_is_skipped_and_the_decision_says_which_record_and_why(hub: Hub) -> None:
    number, known = at_an_account_that_knows_maren(hub)
    [arrival] = tell(hub, number, a_contact(last_name="HOLT "))

    skipped = carry(hub, number, arrival.key)

    assert skipped.outcome == "skipped"
    assert skipped.match.contact_id == known.contact_id
    assert skipped.match.keys == ("last_name", "email")
    assert (people(hub, number), roles(hub, number)) == ([known], [])


def test_the_same_person_at_another_account_is_no_duplicate(hub: Hub) -> None:
    elsewhere = hub.crm.create_account({"name": "Fenwick Ferries"}, token="elsewhere").result
    hub.crm.create_contact(elsewhere, a_contact(), token="elsewhere")
    number = awaiting(hub).number
    [arrival] = tell(hub, number, a_contact())

    carried = carry(hub, number, arrival.key)

    assert carried.match.kind is MatchKind.NEW
    assert carried.outcome == "created"


def test_where_known_contacts_are_linked_they_get_the_role_and_stay_as_they_are(hub: Hub) -> None:
    publish(hub, existing_contact=ExistingContact.LINK)
    number, known = at_an_account_that_knows_maren(hub, title="Keeper")
    [arrival] = tell(hub, number, a_contact(title="Head of Lamps"))

    linked = carry(hub, number, arrival.key)

    assert linked.outcome == "linked"
    assert people(hub, number) == [known]
    assert [role.contact_id for role in roles(hub, number)] == [known.contact_id]


def test_where_contacts_are_updated_the_known_one_learns_what_the_partner_tells(hub: Hub) -> None:
    publish(hub, contact_sync=ContactSyncMode.CREATE_AND_UPDATE)
    number, known = at_an_account_that_knows_maren(hub, title="Keeper", phone="+47 1")
    [arrival] = tell(hub, number, a_contact(title="Head of Lamps", phone=""))

    updated = carry(hub, number, arrival.key)

    [contact] = people(hub, number)
    assert updated.outcome == "updated"
    assert (contact.contact_id, contact.title) == (known.contact_id, "Head of Lamps")
    assert contact.phone == "+47 1"
    assert roles(hub, number) == []


def test_a_known_contact_may_be_updated_and_linked(hub: Hub) -> None:
    publish(
        hub,
        contact_sync=ContactSyncMode.CREATE_AND_UPDATE,
        existing_contact=ExistingContact.LINK,
    )
    number, known = at_an_account_that_knows_maren(hub)
    [arrival] = tell(hub, number, a_contact())

    assert carry(hub, number, arrival.key).outcome == "updated"
    assert [role.contact_id for role in roles(hub, number)] == [known.contact_id]


def test_in_create_mode_nobody_is_ever_edited(hub: Hub) -> None:
    number, known = at_an_account_that_knows_maren(hub, title="Keeper")
    [arrival] = tell(hub, number, a_contact(title="Head of Lamps"))

    carry(hub, number, arrival.key)

    assert people(hub, number) == [known]


def test_somebody_is_skipped_whom_an_earlier_referral_brought(hub: Hub) -> None:
    account = AccountChoice(existing=an_account(hub))
    first = awaiting(hub, account=account).number
    [arrival] = tell(hub, first, a_contact())
    carry(hub, first, arrival.key)

    second = awaiting_another(hub, account)
    [again] = tell(hub, second, a_contact())

    assert carry(hub, second, again.key).outcome == "skipped"
    assert len(people(hub, second)) == 1


def test_what_became_of_a_contact_is_told_in_ids_and_short_words(hub: Hub) -> None:
    number, known = at_an_account_that_knows_maren(hub)
    [arrival] = tell(hub, number, a_contact())

    facts = contact_carrying.facts(carry(hub, number, arrival.key))

    assert facts == {
        "contact_key": arrival.key,
        "match": "existing",
        "matched_on": ["last_name", "email"],
        "crm_contact_id": known.contact_id,
        "outcome": "skipped",
    }


def test_a_partial_contact_never_counts_as_known(hub: Hub) -> None:
    number, _ = at_an_account_that_knows_maren(hub, email="")
    [arrival] = tell(hub, number, ContactInfo(last_name="Holt"))

    assert carry(hub, number, arrival.key).outcome == "created"


# Told again


def carried_one(hub: Hub, number: str, person: ContactInfo) -> ContactArrival:
    [arrival] = tell(hub, number, person)
    return carry(hub, number, arrival.key)


def test_the_late_half_of_a_partial_contact_completes_its_record(hub: Hub) -> None:
    number = awaiting(hub).number
    partial = carried_one(hub, number, a_contact(email=""))

    completed = carried_one(hub, number, a_contact())

    [contact] = people(hub, number)
    assert contact.email == "maren.holt@fenwick.example"
    assert (completed.outcome, completed.match.earlier) == ("updated", partial.key)
    assert (completed.contact_id, len(roles(hub, number))) == (contact.contact_id, 1)


def test_a_completed_contact_is_known_at_its_account_from_then_on(hub: Hub) -> None:
    account = AccountChoice(existing=an_account(hub))
    number = awaiting(hub, account=account).number
    carried_one(hub, number, a_contact(email=""))
    carried_one(hub, number, a_contact())

    again = carried_one(hub, awaiting_another(hub, account), a_contact())

    assert again.outcome == "skipped"
    assert len(people(hub, number)) == 1


def test_a_late_half_overwrites_nothing_in_create_mode(hub: Hub) -> None:
    number = awaiting(hub).number
    carried_one(hub, number, a_contact(email="", phone="+47 1"))

    carried_one(hub, number, a_contact(phone="+47 2"))

    [contact] = people(hub, number)
    assert (contact.email, contact.phone) == ("maren.holt@fenwick.example", "+47 1")


def test_a_person_told_again_with_news_is_updated_where_the_policy_says_so(hub: Hub) -> None:
    publish(hub, contact_sync=ContactSyncMode.CREATE_AND_UPDATE)
    number = awaiting(hub).number
    carried_one(hub, number, a_contact(phone="+47 1", title="Keeper"))

    updated = carried_one(hub, number, a_contact(phone="+47 2", title=""))

    [contact] = people(hub, number)
    assert updated.outcome == "updated"
    assert (contact.phone, contact.title) == ("+47 2", "Keeper")
    assert len(roles(hub, number)) == 1


def test_a_person_told_again_with_news_is_left_alone_in_create_mode(hub: Hub) -> None:
    number = awaiting(hub).number
    carried_one(hub, number, a_contact(phone="+47 1"))

    skipped = carried_one(hub, number, a_contact(phone="+47 2"))

    assert skipped.outcome == "skipped"
    assert people(hub, number)[0].phone == "+47 1"


def test_news_waits_for_the_first_notice_to_reach_the_crm(hub: Hub) -> None:
    number = awaiting(hub).number
    first, news = tell(hub, number, a_contact(phone="+47 1"), a_contact(phone="+47 2"))
    earlier, later = sorted([first, news], key=lambda arrival: arrival.key)

    with pytest.raises(Conflict, match="is being carried"):
        carry(hub, number, later.key)
    carry(hub, number, earlier.key)
    carry(hub, number, later.key)

    assert len(people(hub, number)) == 1
