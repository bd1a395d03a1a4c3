"""After any writes, a book that followed them equals one that is made of the table anew."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from referral_hub.adapters.book.following import FollowingBook
from referral_hub.domain.book.look import BookLook
from referral_hub.domain.book.row import BookSide
from referral_hub.domain.deals.deal import Deal
from referral_hub.domain.referrals.axes import Stage
from referral_hub.domain.referrals.notes import Notes
from referral_hub.hub import Hub
from tests.adapters.following import a_reader, all_taken_in, filed, time_passes
from tests.builders import NOON, a_contact, a_hub, an_arrival, an_outgoing_referral
from tests.domain.sides import a_deal, edited, retold

_INBOUND = ("R-000001", "R-000002")


def _move(hub: Hub, number: str, text: str) -> None:
    stage = Stage.WON if "a" in text else Stage.NEW
    hub.referrals.save(hub.referrals.get(number).moved_to(stage))


def _note(hub: Hub, number: str, text: str) -> None:
    known = hub.notes.find(number) or Notes(number=number)
    hub.notes.save(known.written(text, by="operator:Ingrid", at=NOON))


def _meet(hub: Hub, number: str, text: str) -> None:
    info = a_contact(last_name=text)
    if info.key not in {arrival.key for arrival in hub.contacts.of(number)}:
        hub.contacts.save(an_arrival(number=number, info=info))


def _retell(hub: Hub, number: str, text: str) -> None:
    hub.deals.save(number, retold(_deal(hub, number), title=text))


def _edit(hub: Hub, number: str, text: str) -> None:
    hub.deals.save(number, edited(_deal(hub, number), title=text))


def _share(hub: Hub, _: str, text: str) -> None:
    known = hub.outgoing.find("R-000007") or an_outgoing_referral()
    shared = known.submitted(by="operator:Ingrid", at=NOON, steps=()) if "b" in text else known
    hub.outgoing.save(shared.edited({"title": text}))


def _wait(hub: Hub, *_: str) -> None:
    time_passes(hub, seconds=40)


def _deal(hub: Hub, number: str) -> Deal:
    return hub.deals.find(number) or a_deal().model_copy(update={"number": number})


_WRITES: Mapping[str, Callable[[Hub, str, str], None]] = {
    write.__name__: write for write in (_move, _note, _meet, _retell, _edit, _share, _wait)
}
_STEP = st.tuples(
    st.sampled_from(sorted(_WRITES)),
    st.sampled_from(_INBOUND),
    st.text("ab", min_size=1, max_size=3),
    st.booleans(),
)


@settings(max_examples=40)
@given(st.lists(_STEP, max_size=25))
def test_a_book_that_followed_equals_one_that_is_made_anew(
    steps: list[tuple[str, str, str, bool]],
) -> None:
    hub = a_hub()
    with tempfile.TemporaryDirectory() as folder:
        followed = a_reader(hub, Path(folder) / "followed")
        for count in range(2):
            filed(hub, count)
        for name, number, text, looked in steps:
            _WRITES[name](hub, number, text)
            if looked:
                followed.page(BookLook(), limit=1)

        made = a_reader(hub, Path(folder) / "made")

        assert all_taken_in(made, hub)
        assert _whole(followed) == _whole(made)


def _whole(book: FollowingBook) -> list[object]:
    pages = (book.page(BookLook(side=side), limit=100) for side in BookSide)
    kept = book._copy().connection
    return [*pages, *kept.execute("SELECT id, sides, shared, host, people FROM entry ORDER BY id")]
