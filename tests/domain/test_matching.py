"""Is this person at the account already (IN-12, IN-13)?"""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from referral_hub.domain.contacts.contact import MatchKind, decide_match, normalised
from tests.builders import NOON, a_contact, a_crm_contact


def test_the_same_last_name_and_email_make_the_same_person() -> None:
    known = a_crm_contact(contact_id="con-7")

    match = decide_match(a_contact(), [known])

    assert match.kind is MatchKind.EXISTING
    assert match.contact_id == "con-7"
    assert match.keys == ("last_name", "email")


def test_an_empty_account_has_nobody() -> None:
    match = decide_match(a_contact(), [])

    assert match.kind is MatchKind.NEW


def test_a_different_first_name_phone_or_title_does_not_make_a_different_person() -> None:
    known = a_crm_contact(first_name="M.", phone="1", title="Keeper")

    match = decide_match(a_contact(), [known])

    assert match.kind is MatchKind.EXISTING


@pytest.mark.parametrize(
    ("theirs", "ours"),
    [
        pytest.param("HOLT", "holt", id="case"),
        pytest.param("Straße", "STRASSE", id="sharp s"),
        pytest.param("ΟΔΥΣΣΕΥΣ", "οδυσσευς", id="final sigma"),
        pytest.param("  Holt\t", "Holt", id="blanks around"),
        pytest.param("\u3000Holt", "Holt", id="an ideographic blank"),
        pytest.param("Müller", "Mu\u0308ller", id="composed and decomposed"),
        pytest.param("\uff28\uff4f\uff4c\uff54", "Holt", id="full width"),
        pytest.param("Ho\ufb02t", "Hoflt", id="ligature"),
    ],
)
def test_last_names_are_compared_as_people_read_them(theirs: str, ours: str) -> None:
    known = a_crm_contact(last_name=theirs)

    match = decide_match(a_contact(last_name=ours), [known])

    assert match.kind is MatchKind.EXISTING


def test_emails_are_compared_as_people_read_them() -> None:
    known = a_crm_contact(email="Maren.Holt@FENWICK.example ")

    match = decide_match(a_contact(email="\uff4daren.holt@fenwick.example"), [known])

    assert match.kind is MatchKind.EXISTING


@pytest.mark.parametrize("difference", [{"last_name": "Berg"}, {"email": "m@fenwick.example"}])
def test_one_equal_key_is_not_enough(difference: dict[str, str]) -> None:
    known = a_crm_contact(**difference)

    match = decide_match(a_contact(), [known])

    assert match.kind is MatchKind.NEW


@pytest.mark.parametrize("missing", [{"last_name": ""}, {"email": ""}, {"email": " \t"}])
def test_a_missing_key_never_matches_even_if_it_is_missing_on_both_sides(
    missing: dict[str, str],
) -> None:
    known = a_crm_contact(**missing)

    match = decide_match(a_contact(**missing), [known])

    assert match.kind is MatchKind.NEW


def test_accents_tell_people_apart() -> None:
    known = a_crm_contact(last_name="Müller")

    match = decide_match(a_contact(last_name="Muller"), [known])

    assert match.kind is MatchKind.NEW


def test_of_several_equal_contacts_the_oldest_is_meant_and_the_others_are_named() -> None:
    young = a_crm_contact(contact_id="con-young", created_at=NOON)
    old = a_crm_contact(contact_id="con-old", created_at=NOON - timedelta(days=9))
    middle = a_crm_contact(contact_id="con-middle", created_at=NOON - timedelta(days=1))

    match = decide_match(a_contact(), [young, old, middle])

    assert match.contact_id == "con-old"
    assert match.also == ("con-middle", "con-young")


def test_equally_old_contacts_are_told_apart_by_their_ids() -> None:
    same_moment = [a_crm_contact(contact_id="con-b"), a_crm_contact(contact_id="con-a")]

    match = decide_match(a_contact(), same_moment)

    assert match.contact_id == "con-a"


@given(ages=st.permutations([0, 1, 2, 3]))
def test_the_order_in_which_the_crm_lists_contacts_does_not_matter(ages: list[int]) -> None:
    listed = [
        a_crm_contact(contact_id=f"con-{age}", created_at=NOON - timedelta(days=age))
        for age in ages
    ]

    match = decide_match(a_contact(), listed)

    assert (match.contact_id, *match.also) == ("con-3", "con-2", "con-1", "con-0")


@given(st.text())
def test_normalising_twice_changes_nothing(text: str) -> None:
    once = normalised(text)

    assert normalised(once) == once


@given(st.text())
def test_blanks_around_a_text_do_not_count(text: str) -> None:
    assert normalised(f" \t{text}\n ") == normalised(text)


@given(st.text(alphabet=st.characters(codec="ascii")))
def test_case_does_not_count(text: str) -> None:
    assert normalised(text.upper()) == normalised(text.lower()) == normalised(text)
