"""Which accounts people find by what they type."""

from __future__ import annotations

import pytest

from referral_hub.domain.account_search import named, words_of
from referral_hub.domain.crm import Account


def found(text: str, *names: str, limit: int = 20) -> list[str]:
    accounts = [Account(account_id=name, name=name, fields={}) for name in names]
    return [account.name for account in named(accounts, words_of(text), limit=limit)]


@pytest.mark.parametrize(
    "text", ["fen", "LIGHT", "light fen", "Fenwick-Lighthouses", "\uff26\uff25\uff2e"]
)
def test_each_word_begins_a_word_of_the_name_in_any_order_and_writing(text: str) -> None:
    assert found(text, "Fenwick Lighthouses") == ["Fenwick Lighthouses"]


@pytest.mark.parametrize("text", ["wick", "fen tower", "houses"])
def test_a_word_from_the_middle_finds_nothing(text: str) -> None:
    assert found(text, "Fenwick Lighthouses") == []


def test_strasse_is_found_however_it_is_written() -> None:
    assert found("strass", "Straßenbau Nord") == ["Straßenbau Nord"]


def test_accounts_are_listed_by_name_and_no_more_than_asked_for() -> None:
    assert found("nord", "nordwind", "Nordkapp", "Nordlys", limit=2) == ["Nordkapp", "Nordlys"]


def test_a_text_without_a_word_has_no_words_to_look_for() -> None:
    assert words_of(" -- & ") == ()
