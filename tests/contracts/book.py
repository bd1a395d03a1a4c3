"""What a referral book owes whoever looks into it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from referral_hub.domain.book.look import BookLook, Place, SortColumn
from referral_hub.domain.book.row import BookEntry, BookRow, BookSide
from referral_hub.domain.referrals.axes import Direction, Stage
from referral_hub.domain.shapes import Money
from referral_hub.ports import Book

Filled = Callable[[Iterable[BookEntry]], Book]
BEGAN = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)


def row(count: int, **told: Any) -> BookRow:
    """The row of R-000001 and so on, each received an hour after the one before."""
    at = BEGAN + timedelta(hours=count)
    usual: dict[str, Any] = {
        "number": f"R-{count:06d}",
        "direction": Direction.INBOUND,
        "partner_id": "nordlys",
        "status": "accepted",
        "received_at": at,
        "changed_at": at,
    }
    return BookRow(**usual | told)


def entry(count: int, *, people: tuple[str, ...] = (), **told: Any) -> BookEntry:
    """An entry of which host and partner know the same."""
    mine = row(count, **told)
    return BookEntry(host=mine, partner=mine, people=people)


def numbers(book: Book, look: BookLook, *, limit: int = 100) -> list[int]:
    """The counts of all rows that the look finds, page by page."""
    found: list[int] = []
    after: Place | None = None
    while True:
        page = book.page(look, limit=limit, after=after)
        found += [int(row.number.removeprefix("R-")) for row in page.rows]
        after = page.after
        if after is None:
            return found


class BookContract(ABC):
    @abstractmethod
    @pytest.fixture
    def filled(self) -> Filled:
        """Make a book of these entries."""

    def test_it_lists_what_came_last_first(self, filled: Filled) -> None:
        book = filled([entry(1), entry(3), entry(2)])

        assert numbers(book, BookLook()) == [3, 2, 1]

    def test_an_empty_book_has_one_empty_page(self, filled: Filled) -> None:
        page = filled([]).page(BookLook(), limit=10)

        assert page.rows == ()
        assert page.after is None

    @pytest.mark.parametrize("descending", [False, True])
    def test_pages_of_any_size_list_each_row_once(
        self, filled: Filled, *, descending: bool
    ) -> None:
        book = filled(entry(count, title=f"Deal {count % 3}") for count in range(1, 12))
        look = BookLook(sort=SortColumn.TITLE, descending=descending)

        whole = numbers(book, look)

        assert sorted(whole) == list(range(1, 12))
        assert [numbers(book, look, limit=limit) for limit in (1, 2, 5)] == [whole] * 3

    def test_rows_that_sort_alike_follow_by_number(self, filled: Filled) -> None:
        book = filled(entry(count, title="Same") for count in (10, 9, 11))

        assert numbers(book, BookLook(sort=SortColumn.TITLE, descending=False)) == [9, 10, 11]
        assert numbers(book, BookLook(sort=SortColumn.TITLE)) == [11, 10, 9]

    @pytest.mark.parametrize("column", list(SortColumn))
    def test_a_blank_comes_before_all_else(self, filled: Filled, column: SortColumn) -> None:
        book = filled([entry(1), _full(2)])

        assert numbers(book, BookLook(sort=column, descending=False)) == [1, 2]

    def test_amounts_sort_by_what_they_are_worth(self, filled: Filled) -> None:
        worth = {1: ("9.00", "USD"), 2: ("10.00", "USD"), 3: ("100", "JPY"), 4: ("9.5", "USD")}
        book = filled(entry(n, value=Money.of(*money)) for n, money in worth.items())

        look = BookLook(sort=SortColumn.VALUE, descending=False)

        assert numbers(book, look) == [3, 1, 4, 2]

    @pytest.mark.parametrize("column", [c for c in SortColumn if not c.endswith("_at")])
    def test_a_search_finds_any_field(self, filled: Filled, column: SortColumn) -> None:
        book = filled([entry(1, title="Other"), _full(2)])
        said = getattr(_full(2).host, column)
        text = said.amount if isinstance(said, Money) else str(said)

        found = numbers(book, BookLook(text=text))

        assert 2 in found

    def test_the_day_of_receipt_is_nothing_to_search(self, filled: Filled) -> None:
        book = filled([entry(1)])

        assert numbers(book, BookLook(text=f"{BEGAN:%Y-%m-%d}")) == []

    @pytest.mark.parametrize(
        "text",
        [
            "straße",
            "STRASSE",
            "åtte",
            "ATTE",
            "\uff21\uff34\uff34\uff25",
            "lykt",
            "te lyk str",
            "  lykter ",
            "kt",
        ],
    )
    def test_a_search_minds_no_case_accent_or_place(self, filled: Filled, text: str) -> None:
        book = filled([entry(1, title="Åtte Lykter, Straße 9"), entry(2, title="Nine lamps")])

        assert 1 in numbers(book, BookLook(text=text))
        assert 2 not in numbers(book, BookLook(text="lykter"))

    def test_every_word_must_be_found_be_it_in_different_fields(self, filled: Filled) -> None:
        book = filled(
            [
                entry(1, title="Lamps", company_name="Fjord Kraft"),
                entry(2, title="Lamps", company_name="Other"),
            ]
        )

        assert numbers(book, BookLook(text="kraft lamps")) == [1]

    @pytest.mark.parametrize(
        "text",
        [
            "%",
            "____",
            "***",
            '"',
            '"""',
            "lamps*",
            "lamps OR nine",
            "NEAR(lamps nine)",
            "shared:lamps",
            "^lamps",
            "lamps -nine",
            "{host} : lamps",
            "a\0b",
            "'; drop table entry; --",
            "*" * 200,
            "% " * 100,
        ],
    )
    def test_what_is_no_letter_stands_for_itself(self, filled: Filled, text: str) -> None:
        plain = entry(1, title="Lamps, nine of them")
        book = filled([plain])

        assert numbers(book, BookLook(text=text)) == (
            [1] if BookLook(text=text).finds(plain) else []
        )

    def test_marks_alone_restrict_nothing(self, filled: Filled) -> None:
        book = filled([entry(1)])

        assert numbers(book, BookLook(text=" \u0301 ")) == [1]

    def test_it_shows_the_partners_that_were_asked_for_only(self, filled: Filled) -> None:
        book = filled([entry(1), entry(2, partner_id="fjord"), entry(3, partner_id="kyst")])

        asked = BookLook(partner_ids=frozenset(["nordlys", "kyst"]))

        assert numbers(book, asked) == [3, 1]
        assert numbers(book, BookLook(partner_ids=frozenset())) == []
        assert numbers(book, BookLook(partner_ids=frozenset(["nobody"]))) == []

    def test_filters_go_together(self, filled: Filled) -> None:
        book = filled(
            [
                entry(1, stage=Stage.WON, owner="eva@host.example"),
                entry(2, stage=Stage.WON, direction=Direction.OUTGOING),
                entry(3, purpose="plan_choice", stage=Stage.WON),
                entry(4),
            ]
        )
        won = frozenset([Stage.WON])

        assert numbers(book, BookLook(stages=won)) == [3, 2, 1]
        assert numbers(book, BookLook(stages=won, purposes=frozenset(["plan_choice"]))) == [3]
        assert numbers(book, BookLook(stages=won, owners=frozenset(["eva@host.example"]))) == [1]
        assert numbers(book, BookLook(directions=frozenset([Direction.OUTGOING]))) == [2]
        assert numbers(book, BookLook(statuses=frozenset(["rejected", "expired"]))) == []

    def test_two_owners_whose_addresses_look_alike_are_two(self, filled: Filled) -> None:
        long = "the-sales-team-for-harbours-and-lighthouses-of-the-north"
        owners = [f"{long}@a.example", f"{long}@b.example", "zoe@a.example", "zo\u00e9@a.example"]
        book = filled([entry(n, owner=owner) for n, owner in enumerate(owners, start=1)])

        found = [numbers(book, BookLook(owners=frozenset([owner]))) for owner in owners]

        assert found == [[1], [2], [3], [4]]

    def test_each_side_sees_searches_and_sorts_what_it_knows(self, filled: Filled) -> None:
        shared = row(1, title="As the partner said", value=Money.of("10", "USD"))
        counts = shared.model_copy(
            update={"title": "As the host changed it", "value": Money.of("90", "USD")}
        )
        book = filled([BookEntry(host=counts, partner=shared), entry(2, title="Between")])
        partner = BookLook(side=BookSide.PARTNER)

        assert book.page(partner, limit=1, after=None).rows[0].title == "Between"
        assert [r.title for r in book.page(partner, limit=9).rows][1] == "As the partner said"
        assert [r.title for r in book.page(BookLook(), limit=9).rows][1] == "As the host changed it"
        assert numbers(book, partner.model_copy(update={"text": "host changed"})) == []
        assert numbers(book, BookLook(text="partner said")) == []

    def test_what_a_partner_does_not_have_yet_is_in_the_book_of_the_host_only(
        self, filled: Filled
    ) -> None:
        book = filled([BookEntry(host=row(1), partner=None, host_words=("A draft",))])

        assert numbers(book, BookLook(text="draft")) == [1]
        assert numbers(book, BookLook(side=BookSide.PARTNER)) == []

    def test_a_partner_finds_nothing_by_who_owns_it(self, filled: Filled) -> None:
        book = filled([entry(1, owner="eva@host.example", partner_manager="odd@host.example")])

        found = [
            numbers(book, BookLook(side=side, text=text))
            for side in (BookSide.PARTNER, BookSide.HOST)
            for text in ("eva@host", "odd@", "va")
        ]

        assert found == [[], [], [], [1], [1], [1]]

    def test_a_contact_is_found_by_whoever_may_see_contacts(self, filled: Filled) -> None:
        book = filled([entry(1, people=("Kari Nordmann", "kari@kraft.example"))])

        assert numbers(book, BookLook(text="nordmann")) == []
        assert numbers(book, BookLook(text="nordmann", people=True)) == [1]
        assert numbers(book, BookLook(text="kari@", people=True, side=BookSide.PARTNER)) == [1]
        assert numbers(book, BookLook(text="ka", people=True)) == [1]
        assert numbers(book, BookLook(text="ka")) == []

    def test_what_an_entry_says_besides_its_row_is_searched_too(self, filled: Filled) -> None:
        mine = row(1)
        book = filled([BookEntry(host=mine, partner=mine, words=("Wants nine lamps by May",))])

        assert numbers(book, BookLook(text="lamps", side=BookSide.PARTNER)) == [1]


def _full(count: int) -> BookEntry:
    """An entry with every field, each later than that of any other."""
    later = BEGAN + timedelta(days=90)
    return entry(
        count,
        direction=Direction.OUTGOING,
        partner_id="zeta",
        partner_referral_id="Z-77",
        status="zurueck",
        stage=Stage.WON,
        workflow="zebra",
        workflow_stage="zenith",
        title="Zwei Lampen",
        company_name="Zirkel",
        country_code="ZM",
        value=Money.of("12500", "ZMW"),
        purpose="zweck",
        owner="zoe@host.example",
        partner_manager="zed@host.example",
        notes="Zuletzt besprochen",
        target_close_date=date(2027, 5, 30),
        received_at=later,
        changed_at=later,
    )
