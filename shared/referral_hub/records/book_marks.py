"""
Marks by which copies of the book follow the table: `changed` says when what the book shows of an
item changed last, and is what the index `by_change` is sorted by.

A mark is `<time>.<face>.<version>`: the face is a digest of what is shown, so that a save which
leaves that alone leaves the mark alone, and costs nothing in the index. With the version no two
marks of an item are alike, though it goes to and fro within a second.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Protocol, Self, TypeVar

from referral_hub.ports import Item

BY_CHANGE = "by_change"
CHANGED = "changed"
# All in one partition, as they are one list: what changes a thousand times a second must be split.
BOOK = "book"

Clock = Callable[[], datetime]


class Marked(Protocol):
    """A model that keeps its mark beside what it says, as its version."""

    @property
    def book_mark(self) -> str: ...

    @property
    def version(self) -> int: ...

    def model_copy(self, *, update: dict[str, object]) -> Self: ...


M = TypeVar("M", bound=Marked)


def utc_now() -> datetime:
    return datetime.now(UTC)


def marked(saved: M, face: str, clock: Clock) -> M:
    """Give what is about to be saved the mark of its face; one without a face has none."""
    if not face or _face_of(saved.book_mark) == face:
        return saved
    mark = f"{moment_mark(clock())}.{face}.{saved.version}"
    return saved.model_copy(update={"book_mark": mark})


def attributes_of(saved: Marked) -> dict[str, str]:
    """What puts an item into the index."""
    return {BY_CHANGE: BOOK, CHANGED: saved.book_mark} if saved.book_mark else {}


def moment_mark(at: datetime) -> str:
    """What marks of a moment and of those after it sort behind."""
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def changed_at(item: Item) -> datetime | None:
    mark = str(item.get(CHANGED, ""))
    return datetime.strptime(mark.split(".", maxsplit=1)[0], "%Y%m%dT%H%M%S%z") if mark else None


def _face_of(mark: str) -> str:
    return mark.split(".")[1] if mark else ""
