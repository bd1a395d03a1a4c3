"""Accounts by how their words begin, whatever signs the text or the name has."""

from __future__ import annotations

import pytest

from tests.adapters.crms.salesforce.org import Stage


def found(stage: Stage, text: str, *, limit: int = 20) -> list[str]:
    return [account.name for account in stage.crm.search_accounts(text, limit=limit)]


@pytest.mark.parametrize(
    "name",
    [
        "Fenwick-Lamps",
        "Molde (Lamps)",
        "A&Lamps",
        'The "Lamps"',
        "L'Lamps",
        "Sea/Lamps Ltd.",
        "Nord.Lamps",
        "Oil,Lamps",
        "Gas+Lamps",
    ],
)
def test_a_word_begins_after_any_sign(stage: Stage, name: str) -> None:
    stage.seed("Account", Name=name)

    assert found(stage, "lamps") == [name]


def test_a_word_inside_another_is_not_found(stage: Stage) -> None:
    stage.seed("Account", Name="Streetlamps")

    assert found(stage, "lamps") == []


@pytest.mark.parametrize("text", ["O'Brien \"x%_", "o'brien"])
def test_signs_of_the_language_are_signs_of_a_name(stage: Stage, text: str) -> None:
    stage.seed("Account", Name="O'Brien \"x%_")
    stage.seed("Account", Name="Fenwick")

    assert found(stage, text) == ["O'Brien \"x%_"]


def test_an_underscore_is_no_wildcard(stage: Stage) -> None:
    stage.seed("Account", Name="fen_wick")
    stage.seed("Account", Name="fenawick")

    assert found(stage, "fen_w") == ["fen_wick"]


def test_accounts_come_in_alphabetical_order(stage: Stage) -> None:
    for port in ("narvik", "Bergen", "Molde"):
        stage.seed("Account", Name=f"{port} Harbour")

    assert found(stage, "harbour") == ["Bergen Harbour", "Molde Harbour", "narvik Harbour"]


def test_a_search_of_many_words_is_one_call(stage: Stage) -> None:
    stage.seed("Account", Name="One two three four five six seven eight")
    stage.crm.search_accounts("anything")
    before = len(stage.calls())

    assert found(stage, "eight seven six five four three two one")
    assert found(stage, "eight seven six five four three two won") == []
    assert len(stage.calls()) == before + 2


def test_what_tells_accounts_of_one_name_apart_is_shown(stage: Stage) -> None:
    told = {
        "Website": "https://fenwick.example",
        "BillingCity": "Bergen",
        "BillingCountry": "Norway",
    }
    stage.seed("Account", Name="Fenwick", **told)

    [account] = stage.crm.search_accounts("fenwick")

    assert told.items() <= account.fields.items()


def test_a_field_that_the_hub_may_not_see_is_not_asked_for(stage: Stage) -> None:
    stage.behave(schema={"hide": ["Account.BillingCity", "Account.Website"]})
    stage.seed("Account", Name="Fenwick")

    assert found(stage, "fenwick") == ["Fenwick"]
