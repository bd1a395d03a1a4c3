"""No text can become part of a query: what Salesforce reads is what was told, and one literal."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from referral_hub.adapters.crms.salesforce import soql
from referral_hub.domain.account_search import words_of
from referral_hub.domain.contacts.contact import ContactInfo, normalised
from sandbox.salesforce.soql.parser import parse
from sandbox.salesforce.soql.syntax import Comparison, Condition, Junction

ACCOUNT_ID = "001Wu00000Aa1Bb"
# Letters that are part of the language come often.
TEXTS = st.text(st.one_of(st.sampled_from("\\'\"%_\n\r\t\f \u00a0()ßsS*?"), st.characters()))


def comparisons(condition: Condition | None) -> list[Comparison]:
    if isinstance(condition, Junction):
        return [each for inner in condition.conditions for each in comparisons(inner)]
    assert condition
    return [condition]


def storable(text: str) -> str:
    """Leave out what neither a field keeps nor a call can send."""
    return "".join(
        c for c in text if c in "\n\r\t\f" or unicodedata.category(c) not in ("Cc", "Cs")
    )


@given(TEXTS)
def test_a_text_is_one_literal_with_the_text_in_it(text: str) -> None:
    query = parse(f"{'SELECT'} Id FROM Contact WHERE LastName = {soql.quoted(text)}")

    [comparison] = comparisons(query.where)
    assert comparison.values == (storable(text),)


@given(TEXTS, TEXTS)
def test_a_query_for_a_person_has_its_form_whatever_the_person_is_called(
    last_name: str, email: str
) -> None:
    person = ContactInfo.model_construct(last_name=last_name, email=email)

    query = parse(soql.contacts_like(ACCOUNT_ID, person))

    assert isinstance(query.where, Junction)
    account, either = query.where.conditions
    assert isinstance(account, Comparison)
    assert (str(account.path), account.values) == ("AccountId", (ACCOUNT_ID,))
    assert {str(each.path) for each in comparisons(either)} == {"Email", "LastName"}
    assert {each.operator for each in comparisons(either)} <= {"in", "like"}


@given(TEXTS)
def test_a_search_has_its_form_whatever_is_typed(text: str) -> None:
    words = [word for word in words_of(text) if word.strip("_")]
    if not words:
        return

    query = parse(soql.accounts_named(words, ("Id", "Name")))

    assert {str(each.path) for each in comparisons(query.where)} == {"Name"}
    assert (query.sobject, query.limit) == ("Account", 200)


@given(TEXTS)
def test_every_spelling_is_the_same_name_to_the_rule_of_dedupe(text: str) -> None:
    assert {normalised(each) for each in soql.spellings(text)} == {normalised(text)}


@pytest.mark.parametrize("strange", ["", "'", "001' OR Id != '", "a" * 16, "001Wu00000Aa1B\n"])
def test_what_is_no_id_gets_into_no_query(strange: str) -> None:
    for make in (soql.contacts_of, soql.roles_of):
        with pytest.raises(ValueError, match="no record id"):
            make(strange)
    with pytest.raises(ValueError, match="no record id"):
        soql.role_of(ACCOUNT_ID, strange)
