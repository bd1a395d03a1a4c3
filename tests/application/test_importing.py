"""Many referrals come in at once, from a file: each row for itself, and none twice."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count
from typing import Any

from referral_hub.adapters.memory import MemoryTable
from referral_hub.application import importing
from referral_hub.application.importing import ImportedRow, ImportRow, RowOutcome
from referral_hub.domain.contacts.contact import ContactInfo
from referral_hub.domain.errors import Unavailable
from referral_hub.hub import Hub
from referral_hub.ports import Item, Key
from tests.application.stage import snapshot
from tests.builders import a_contact, a_hub, an_invitation, ask


def always() -> bool:
    return True


def row(line: int, *people: ContactInfo, **told: Any) -> ImportRow:
    said = {"partner_referral_id": f"H-{line}", "via": "csv"} | told
    return ImportRow(line, an_invitation(**said), people)


def imported(hub: Hub, *rows: ImportRow, in_time: Callable[[], bool] = always) -> list[ImportedRow]:
    found = ask(hub, importing.import_rows, rows=rows, in_time=in_time)
    return sorted(found, key=lambda row: row.line)


def rehearsed(hub: Hub, *rows: ImportRow) -> list[ImportedRow]:
    found = ask(hub, importing.rehearse, rows=rows, in_time=always)
    return sorted(found, key=lambda row: row.line)


def outcomes(rows: list[ImportedRow]) -> list[str]:
    return [row.outcome.value for row in rows]


def test_each_row_becomes_a_referral_with_its_people(hub: Hub) -> None:
    first, second = imported(hub, row(2, a_contact()), row(3))

    assert outcomes([first, second]) == ["created", "created"]
    assert hub.referrals.get(first.number).partner_referral_id == "H-2"
    assert [arrival.info for arrival in hub.contacts.of(first.number)] == [a_contact()]
    assert hub.contacts.of(second.number) == []


def test_importing_the_same_rows_again_changes_nothing(hub: Hub) -> None:
    first = imported(hub, row(2, a_contact()), row(3))
    before = snapshot(hub)

    again = imported(hub, row(2, a_contact()), row(3))

    assert outcomes(again) == ["repeated", "repeated"]
    assert [r.number for r in again] == [r.number for r in first]
    assert snapshot(hub) == before


def test_a_row_with_another_person_adds_them_to_the_same_referral(hub: Hub) -> None:
    same, berg = {"partner_referral_id": "H-77"}, a_contact(last_name="Berg", email="b@f.example")

    first, second = imported(hub, row(2, a_contact(), **same), row(3, berg, **same))

    assert outcomes([first, second]) == ["created", "repeated"]
    assert first.number == second.number
    assert len(hub.contacts.of(first.number)) == 2


def test_an_id_that_says_something_else_is_refused_and_the_other_rows_go_on(hub: Hub) -> None:
    rows = [row(2), row(3, partner_referral_id="H-2", title="Fog horns"), row(4)]

    found = imported(hub, *rows)

    assert outcomes(found) == ["created", "refused", "created"]
    assert found[1].wrong == {"title": "is not what was told before"}
    assert found[1].number == ""


def test_a_rehearsal_tells_what_an_import_would_do_and_writes_nothing(hub: Hub) -> None:
    imported(hub, row(2))
    same, other = row(4, partner_referral_id="H-3"), {"title": "Fog horns"}
    rows = [row(2), row(3), same, row(5, partner_referral_id="H-3", **other)]
    before = snapshot(hub)

    told = rehearsed(hub, *rows)
    unchanged = snapshot(hub) == before
    done = imported(hub, *rows)

    assert unchanged
    assert outcomes(told) == outcomes(done) == ["repeated", "created", "repeated", "refused"]
    assert [r.wrong for r in told] == [r.wrong for r in done]


def test_rows_that_nobody_got_to_in_time_are_left_for_the_next_import(hub: Hub) -> None:
    asked = count(1)
    rows = [row(line) for line in range(2, 12)]

    found = imported(hub, *rows, in_time=lambda: next(asked) <= 4)
    again = imported(hub, *rows)

    assert sorted(outcomes(found)) == ["created"] * 4 + ["left"] * 6
    assert sorted(outcomes(again)) == ["created"] * 6 + ["repeated"] * 4


def test_a_row_that_the_table_does_not_take_is_left_and_the_others_go_on() -> None:
    class Torn(MemoryTable):
        def get(self, key: Key) -> Item | None:
            if key.pk.endswith("H-3"):
                raise Unavailable("the table", "it does not answer")
            return super().get(key)

    hub = a_hub(table=Torn())

    found = imported(hub, row(2), row(3), row(4))

    assert [r.outcome for r in found] == [
        RowOutcome.CREATED,
        RowOutcome.LEFT,
        RowOutcome.CREATED,
    ]


def test_rows_of_one_referral_are_taken_one_after_the_other(hub: Hub) -> None:
    rows = [row(line, partner_referral_id=f"H-{line % 5}") for line in range(2, 42)]

    found = imported(hub, *rows)

    assert len(list(hub.referrals.newest())) == 5
    assert outcomes(found).count("created") == 5
