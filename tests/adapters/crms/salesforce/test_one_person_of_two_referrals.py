"""One new person of whom two referrals tell in the same seconds: one contact, two roles."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from referral_hub.domain.contacts.contact import IDENTIFYING, ContactInfo
from referral_hub.domain.crm import Part
from referral_hub.domain.effects import Done, Outcome
from referral_hub.ports import Crm
from tests.adapters.crms.salesforce.org import Stage
from tests.adapters.crms.salesforce.test_creating_once import FAULTS, planned, until_answered
from tests.builders import a_contact
from tests.contracts.crm_words import a_part

OPPORTUNITY = {"Name": "Lamps", "StageName": "Prospecting", "CloseDate": "2027-09-30"}


@pytest.fixture
def account_id(stage: Stage) -> str:
    return stage.seed("Account", Name="Fenwick Lighthouses")


@pytest.fixture
def parts(stage: Stage, account_id: str) -> list[Part]:
    """The part that the person is to have on the opportunity of each referral."""
    return [a_part(stage.seed("Opportunity", AccountId=account_id, **OPPORTUNITY)) for _ in "12"]


def told_by(
    number: int, crm: Crm, account_id: str, parts: list[Part], person: ContactInfo | None = None
) -> Outcome:
    token, part = f"c-{number}", parts[number - 1]
    return crm.create_contact(account_id, person or a_contact(), token=token, part=part)


def contacts(stage: Stage) -> list[str]:
    return [row["Id"] for row in stage.records("Contact")]


def roles(stage: Stage) -> list[tuple[str, str]]:
    rows = stage.records("OpportunityContactRole")
    return [(row["OpportunityId"], row["ContactId"]) for row in rows]


def one_each(parts: list[Part], contact_id: str) -> list[tuple[str, str]]:
    return [(part.opportunity_id, contact_id) for part in parts]


@pytest.mark.parametrize("rule", ["off", "alert", "block"])
@pytest.mark.parametrize("told", [{}, {"last_name": " HOLT", "first_name": "M.", "phone": "+1"}])
def test_the_second_referral_takes_the_contact_as_the_first_made_it(
    stage: Stage, account_id: str, parts: list[Part], rule: str, told: dict[str, str]
) -> None:
    stage.behave(contact_duplicate_rule=rule)

    first = told_by(1, stage.crm, account_id, parts)
    second = told_by(2, stage.crm, account_id, parts, a_contact(**told))

    [contact_id] = contacts(stage)
    assert first == Done(result=contact_id, also=("role",))
    assert second == Done(result=contact_id, also=("role",), adopted_on=IDENTIFYING)
    assert roles(stage) == one_each(parts, contact_id)
    assert stage.record(contact_id)["FirstName"] == a_contact().first_name


def test_both_at_once_make_one_contact(stage: Stage, account_id: str, parts: list[Part]) -> None:
    crms = [stage.crm, stage.connect().crm]

    def tell(number: int) -> Outcome:
        crm = crms[number - 1]
        return until_answered(crm, lambda crm: told_by(number, crm, account_id, parts))

    with ThreadPoolExecutor(2) as pool:
        outcomes = list(pool.map(tell, (1, 2)))

    [contact_id] = contacts(stage)
    assert {outcome.result for outcome in outcomes} == {contact_id}
    assert sorted(roles(stage)) == sorted(one_each(parts, contact_id))


# Every call of the second referral, when the first was just here.
CALLS = (
    "POST .*/composite$",
    "GET .*/OpportunityContactRole/Referral_Hub_Id__c/",
    "GET .*/Contact/Referral_Hub_Id__c/",
    "GET .*/query$",
    "POST .*/OpportunityContactRole$",
)


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("call", CALLS)
def test_whatever_breaks_for_the_second_one_it_is_one_contact(
    stage: Stage, account_id: str, parts: list[Part], call: str, fault: str
) -> None:
    first = told_by(1, stage.crm, account_id, parts)
    stage.behave(**{fault: planned(call, 1)})

    second = until_answered(stage.crm, lambda crm: told_by(2, crm, account_id, parts))

    assert second == first.model_copy(update={"adopted_on": IDENTIFYING})
    assert contacts(stage) == [first.result]
    assert roles(stage) == one_each(parts, first.result)
    assert stage.org.behave()["planned_faults"] == []


def test_the_second_one_takes_five_calls(stage: Stage, account_id: str, parts: list[Part]) -> None:
    told_by(1, stage.crm, account_id, parts)
    stage.org.calls.clear()

    told_by(2, stage.crm, account_id, parts)

    assert len(stage.calls()) == len(CALLS)


@pytest.mark.parametrize("edit", [{"LastName": "Berg"}, {"Email": "berg@fenwick.example"}])
def test_a_contact_who_is_somebody_else_by_now_is_left_alone(
    stage: Stage, account_id: str, parts: list[Part], edit: dict[str, str]
) -> None:
    first = told_by(1, stage.crm, account_id, parts)
    stage.org.person(edit=first.result, fields=edit)

    second = told_by(2, stage.crm, account_id, parts)
    again = told_by(2, stage.crm, account_id, parts)

    assert second == again
    assert second.result != first.result
    assert set(contacts(stage)) == {first.result, second.result}
    assert len(roles(stage)) == 2


def test_a_contact_who_moved_to_another_account_is_nobody_here(
    stage: Stage, account_id: str
) -> None:
    first = stage.crm.create_contact(account_id, a_contact(), token="c-1")
    elsewhere = stage.seed("Account", Name="Molde Ferries")
    stage.org.person(edit=first.result, fields={"AccountId": elsewhere})

    second = stage.crm.create_contact(account_id, a_contact(), token="c-2")
    again = stage.crm.create_contact(account_id, a_contact(), token="c-2")

    assert second == again != first
    assert len(contacts(stage)) == 2


def test_a_contact_who_left_is_created_anew(
    stage: Stage, account_id: str, parts: list[Part]
) -> None:
    first = told_by(1, stage.crm, account_id, parts)
    stage.org.person(delete=first.result)

    second = told_by(2, stage.crm, account_id, parts)

    assert contacts(stage) == [second.result]


def test_the_short_id_of_an_account_names_the_same_account(stage: Stage, account_id: str) -> None:
    by_long_id = stage.crm.create_contact(account_id, a_contact(), token="c-1")
    by_short_id = stage.crm.create_contact(account_id[:15], a_contact(), token="c-2")

    assert by_long_id == by_short_id


def test_the_same_person_at_two_accounts_is_two_contacts(stage: Stage, account_id: str) -> None:
    elsewhere = stage.seed("Account", Name="Molde Ferries")

    here = stage.crm.create_contact(account_id, a_contact(), token="c-1")
    there = stage.crm.create_contact(elsewhere, a_contact(), token="c-2")

    assert {here.result, there.result} == set(contacts(stage))
    assert here != there


def test_halves_of_people_are_as_many_as_tell_of_them(stage: Stage, account_id: str) -> None:
    """Nobody can say whether they are one."""
    half = a_contact(email="")

    for token in ("c-1", "c-2"):
        stage.crm.create_contact(account_id, half, token=token)

    assert len(contacts(stage)) == 2
