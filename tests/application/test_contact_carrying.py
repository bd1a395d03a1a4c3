"""Each contact's way into the CRM (IN-11 to IN-15)."""

from __future__ import annotations

import pytest

from referral_hub.application import contact_carrying
from referral_hub.application.effects import Effects
from referral_hub.bootstrap import Hub
from referral_hub.domain.contacts import ContactInfo, MatchKind
from referral_hub.domain.crm import Contact, ContactRole
from referral_hub.domain.decision import AccountChoice
from referral_hub.domain.effects import Refused
from referral_hub.domain.errors import Unavailable
from referral_hub.domain.policy import ContactSyncMode, ExistingContact
from referral_hub.domain.referral import Progress
from tests.application.stage import (
    a_moody_hub,
    accept,
    awaiting,
    carry,
    carry_all,
    carry_out,
    filed,
    publish,
    retry,
    run,
    tell,
    wait,
)
from tests.builders import Clock, a_contact, a_hub, ask


class Crash(BaseException):
    """The process is gone."""


class CrashOnce:
    """Crashes at one place, the first time that it is reached."""

    def __init__(self, place: str) -> None:
        self.place = place

    def before(self, effect: str) -> None:
        self._reach(f"before {effect}")

    def after(self, effect: str) -> None:
        self._reach(f"after {effect}")

    def _reach(self, place: str) -> None:
        if place == self.place:
            self.place = ""
            raise Crash(place)


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


def people(hub: Hub, number: str) -> list[Contact]:
    return hub.crm.contacts(hub.referrals.get(number).account_id)


def roles(hub: Hub, number: str) -> list[ContactRole]:
    return hub.crm.roles(hub.referrals.get(number).opportunity_id)


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


# Again


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


# Trouble


def test_an_outage_is_noted_on_the_contact_and_ends_by_itself() -> None:
    hub, crm = a_moody_hub()
    number = awaiting(hub).number
    [arrival] = tell(hub, number, a_contact())
    ask(hub, contact_carrying.match, number=number, contact_key=arrival.key)
    crm.closed = True
    with pytest.raises(Unavailable):
        ask(hub, contact_carrying.create, number=number, contact_key=arrival.key)

    assert "the CRM is closed" in hub.contacts.get(number, arrival.key).trouble

    crm.closed = False
    assert carry(hub, number, arrival.key).outcome == "created"
    assert hub.contacts.get(number, arrival.key).trouble == ""


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

    noted = hub.contacts.get(number, arrival.key).trouble
    assert "timed out" in noted
    assert "holt" not in (noted + str(outage.value)).casefold()


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
