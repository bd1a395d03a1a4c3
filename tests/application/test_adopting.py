"""A person whom the CRM turns out to have while the contact is created: adopted, and said so."""

from __future__ import annotations

from typing import Any

import pytest

from referral_hub.adapters.memory import MemoryTable
from referral_hub.application import contact_carrying
from referral_hub.domain.contacts.arrivals import ContactArrival
from referral_hub.domain.contacts.contact import IDENTIFYING, MatchKind
from referral_hub.domain.effects import Done
from referral_hub.domain.errors import Unavailable
from referral_hub.domain.referrals.decision import AccountChoice
from referral_hub.hub import Hub
from tests.application.stage import (
    MoodyCrm,
    accept,
    awaiting,
    carry,
    carry_out,
    filed,
    people,
    roles,
    story,
    tell,
)
from tests.builders import Clock, a_contact, a_hub, ask


def looked(hub: Hub, account: AccountChoice, theirs: str) -> str:
    """A referral that has found nobody in the account; its number."""
    number = filed(hub, partner_referral_id=theirs).number
    accept(hub, number, account=account)
    carry_out(hub, number)
    [arrival] = tell(hub, number, a_contact())
    ask(hub, contact_carrying.match, number=number, contact_key=arrival.key)
    return number


def create(hub: Hub, number: str) -> ContactArrival:
    return ask(hub, contact_carrying.create, number=number, contact_key=a_contact().key)


class ClosingCrm(MoodyCrm):
    """It closes behind the first contact."""

    def create_contact(self, *said: Any, **more: Any) -> Any:
        made = super().create_contact(*said, **more)
        self.closed = not self.contacts_made
        self.contacts_made += 1
        return made

    contacts_made = 0


def adopting(kind: type[MoodyCrm] = MoodyCrm) -> tuple[Hub, MoodyCrm, str]:
    """A CRM that finds out only while it creates: somebody has the same last name and e-mail."""
    clock, table = Clock(), MemoryTable()
    crm = kind(table, clock)
    hub = a_hub(clock=clock, table=table, crm=crm)
    number = awaiting(hub).number
    tell(hub, number, a_contact())
    crm.dislikes = Done(result="con-7", adopted_on=IDENTIFYING)
    return hub, crm, number


def test_whoever_comes_second_adopts_the_contact_and_the_decision_says_which_and_why(
    hub: Hub,
) -> None:
    account_id = hub.crm.create_account({"name": "Fenwick"}, token="there before").result
    first, second = (looked(hub, AccountChoice(existing=account_id), t) for t in ("H-1", "H-2"))

    made, adopted = create(hub, first), create(hub, second)

    [contact] = people(hub, second)
    assert (made.outcome, made.match.kind) == ("created", MatchKind.NEW)
    assert (adopted.outcome, adopted.match.kind) == ("adopted", MatchKind.EXISTING)
    assert (adopted.match.contact_id, adopted.match.keys) == (contact.contact_id, IDENTIFYING)
    assert [role.contact_id for role in roles(hub, second)] == [contact.contact_id]


def test_an_adoption_is_told_in_ids_and_short_words() -> None:
    hub, _, number = adopting()

    facts = contact_carrying.facts(carry(hub, number, a_contact().key))

    assert facts == {
        "contact_key": a_contact().key,
        "match": "existing",
        "matched_on": ["last_name", "email"],
        "crm_contact_id": "con-7",
        "outcome": "adopted",
    }


def test_the_story_says_that_the_contact_was_adopted_and_never_that_it_was_created() -> None:
    hub, _, number = adopting()

    carry(hub, number, a_contact().key)

    told = {entry.what: entry.why for entry in story(hub, number)}
    why = f"contact {a_contact().key} is con-7: same last_name and email"
    assert told["contact.adopted"] == why
    assert "contact.created" not in told


def test_an_adoption_whose_role_has_to_wait_stays_an_adoption() -> None:
    hub, crm, number = adopting(ClosingCrm)
    with pytest.raises(Unavailable):
        carry(hub, number, a_contact().key)
    crm.closed, crm.dislikes = False, Done(result="another")

    adopted = carry(hub, number, a_contact().key)

    assert (adopted.outcome, adopted.contact_id) == ("adopted", "con-7")
    assert adopted.match.keys == IDENTIFYING


def test_carrying_an_adopted_contact_twice_changes_nothing_more() -> None:
    hub, _, number = adopting()
    first = carry(hub, number, a_contact().key)

    assert carry(hub, number, a_contact().key) == first
    assert len(roles(hub, number)) == 1
