"""Text that a composite call would take for a reference to one of its parts."""

from __future__ import annotations

import pytest

from referral_hub.adapters.crms.salesforce.door import Door, Step
from referral_hub.adapters.crms.salesforce.errors import Refusal
from referral_hub.adapters.crms.salesforce.session import Session
from referral_hub.adapters.crms.salesforce.wire import Wire
from referral_hub.domain.crm import Part
from referral_hub.domain.effects import Done
from referral_hub.domain.errors import Unavailable
from tests.adapters.crms.salesforce.org import SECRET, Stage
from tests.builders import a_contact
from tests.contracts.crm_words import a_part

OPPORTUNITY = {"Name": "Lamps", "StageName": "Prospecting", "CloseDate": "2027-09-30"}
LIKE_REFERENCES = [
    {"title": "Head of @{lamps.id}"},
    {"title": "@{Contact.id}"},
    {"first_name": "@{"},
    {"last_name": "@{OpportunityContactRole.id}"},
]


@pytest.fixture
def account_id(stage: Stage) -> str:
    return stage.seed("Account", Name="Fenwick Lighthouses")


@pytest.fixture
def part(stage: Stage, account_id: str) -> Part:
    return a_part(stage.seed("Opportunity", AccountId=account_id, **OPPORTUNITY))


@pytest.mark.parametrize("told", LIKE_REFERENCES)
def test_a_person_is_written_as_told(
    stage: Stage, account_id: str, part: Part, told: dict[str, str]
) -> None:
    person = a_contact(**told)

    made = stage.crm.create_contact(account_id, person, token="c-1", part=part)

    [contact] = stage.crm.contacts(account_id)
    assert made == Done(result=contact.contact_id, also=("role",))
    assert {name: getattr(contact, name) for name in told} == told
    assert [role.contact_id for role in stage.crm.roles(part.opportunity_id)] == [made.result]


@pytest.mark.parametrize("lost", ["/sobjects/Contact", "/sobjects/OpportunityContactRole"])
def test_a_lost_answer_makes_nothing_twice(
    stage: Stage, account_id: str, part: Part, lost: str
) -> None:
    person = a_contact(title="@{Contact.id}")
    stage.behave(drop_after_commit={"method": "POST", "path": lost, "times": 1})

    with pytest.raises(Unavailable):
        stage.crm.create_contact(account_id, person, token="c-1", part=part)
    again = stage.crm.create_contact(account_id, person, token="c-1", part=part)

    [contact], [role] = stage.records("Contact"), stage.records("OpportunityContactRole")
    assert isinstance(again, Done)
    assert (contact["Id"], role["ContactId"]) == (again.result, again.result)


def test_a_composite_that_refers_to_nothing_is_refused_in_its_own_words(stage: Stage) -> None:
    wire = Wire()
    door = Door(wire, Session(wire, stage.server.url, lambda: SECRET, stage.clock))
    about = {"LastName": "Holt", "Title": "@{lamps.id}"}
    steps = [Step(name, "POST", "/sobjects/Contact", about) for name in ("one", "other")]

    with pytest.raises(Refusal) as refusal:
        door.together(steps)

    assert "lamps" in refusal.value.problems[0].message
