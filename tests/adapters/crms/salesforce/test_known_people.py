"""Who counts as known at an account, however somebody wrote the name."""

from __future__ import annotations

import unicodedata

import pytest

from referral_hub.domain.contacts.contact import ContactInfo, MatchKind, decide_match
from tests.adapters.crms.salesforce.org import Stage
from tests.builders import a_contact

EMAIL = "maren.holt@fenwick.example"


def at_fenwick(stage: Stage, **person: str) -> tuple[str, str]:
    account_id = stage.seed("Account", Name="Fenwick Lighthouses")
    told = {"LastName": "Holt", "Email": EMAIL} | person
    return account_id, stage.seed("Contact", AccountId=account_id, **told)


def found(stage: Stage, account_id: str, person: ContactInfo) -> str:
    return decide_match(person, stage.crm.contacts_like(account_id, person)).contact_id


@pytest.mark.parametrize(
    ("in_salesforce", "told"),
    [
        ("Holt", "HOLT"),
        ("Holt", "  Holt "),
        ("ＨＯＬＴ", "Holt"),  # noqa: RUF001 - full-width, as East Asian keyboards write
        ("Holt", "Ｈｏｌｔ"),  # noqa: RUF001 - the same
        ("Weiß", "WEISS"),
        ("Weiss", "Weiß"),
        (unicodedata.normalize("NFD", "Åström"), "Åström"),
        ("Åström", unicodedata.normalize("NFD", "ÅSTRÖM")),
        ("O'Brien", "o'brien"),
        ("O'Brien \"x%_", "O'Brien \"x%_"),
        ("back\\slash", "BACK\\SLASH"),
        ("%", "%"),
    ],
)
def test_a_last_name_is_the_same_in_every_writing(
    stage: Stage, in_salesforce: str, told: str
) -> None:
    account_id, contact_id = at_fenwick(stage, LastName=in_salesforce)

    assert found(stage, account_id, a_contact(last_name=told, email=EMAIL)) == contact_id


@pytest.mark.parametrize("told", ["Maren.Holt@FENWICK.example", f" {EMAIL}"])
def test_an_email_is_the_same_in_every_writing(stage: Stage, told: str) -> None:
    account_id, contact_id = at_fenwick(stage)

    assert found(stage, account_id, a_contact(last_name="Holt", email=told)) == contact_id


def test_a_name_of_signs_finds_nobody_else(stage: Stage) -> None:
    account_id, _ = at_fenwick(stage)
    signs = a_contact(last_name="O'Brien \"x%_", email=EMAIL)

    match = decide_match(signs, stage.crm.contacts_like(account_id, signs))

    assert match.kind is MatchKind.NEW


@pytest.mark.parametrize("missing", ["last_name", "email"])
def test_a_missing_key_matches_nobody_and_asks_nobody(stage: Stage, missing: str) -> None:
    account_id, _ = at_fenwick(stage)

    like = stage.crm.contacts_like(account_id, a_contact(**{missing: " "}))

    assert (like, stage.calls()) == ([], [])


def test_a_namesake_at_another_account_is_not_listed(stage: Stage) -> None:
    at_fenwick(stage)
    elsewhere = stage.seed("Account", Name="Molde Ferries")

    assert stage.crm.contacts_like(elsewhere, a_contact(email=EMAIL)) == []


def test_of_several_the_oldest_is_the_one(stage: Stage) -> None:
    account_id, oldest = at_fenwick(stage)
    stage.clock.advance(days=1)
    younger = stage.seed("Contact", AccountId=account_id, LastName="Holt", Email=EMAIL)

    person = a_contact(email=EMAIL)
    match = decide_match(person, stage.crm.contacts_like(account_id, person))

    assert (match.contact_id, match.also) == (oldest, (younger,))


def test_all_people_of_a_large_account_are_listed(stage: Stage) -> None:
    account_id = stage.seed("Account", Name="Fenwick Lighthouses")
    for number in range(7):
        stage.seed("Contact", AccountId=account_id, LastName=f"Keeper {number}")
    stage.behave(query_batch_size=3)

    assert len(stage.crm.contacts(account_id)) == 7


def test_somebody_who_left_is_not_listed(stage: Stage) -> None:
    account_id, contact_id = at_fenwick(stage)

    stage.org.person(delete=contact_id)

    assert stage.crm.contacts(account_id) == []
    assert stage.crm.contact(account_id, contact_id) is None
