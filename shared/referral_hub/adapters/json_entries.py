"""An entry of a partner's list as JSON: it makes a referral, or is told to be unreadable."""

from __future__ import annotations

from collections.abc import Callable, Container
from datetime import datetime, timedelta
from typing import Any, TypeVar

from referral_hub.domain.partners.news import Unreadable, told
from referral_hub.domain.strict_json import TooDeep, cleaned, written

# Clocks differ; what claims to be of the day after tomorrow would hide all that comes before it.
_AHEAD = timedelta(days=1)
_MOST_FLAWS = 5
LONGEST_ID = 255
_UNREADABLE = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError)

News = TypeVar("News")


class Flaw(ValueError):
    """What is wrong with an entry, in words that name its part and none of its content."""


def news_or_flaw(
    loose: Any,
    read: Callable[[dict[str, Any]], News],
    *,
    partner_id: str,
    entry_id: Any,
    raw: str = "",
    names: Container[str] | None = None,
) -> News | Unreadable:
    """
    Read an entry, as `loosely` left it; one that cannot be read is told as such.

    Args:
        read: Makes news of the sound entry, or raises as code does that meets what it did not
            expect.
        entry_id: What stands where the partner's id should be, whatever that is.
        raw: The entry as text, where somebody has written it already.
        names: Which names of members are ours to repeat, where others may stand in the entry.
    """
    try:
        return read(sound(loose, names))
    except _UNREADABLE as flaw:
        why = str(flaw) if isinstance(flaw, Flaw | TooDeep) else told(flaw)
    whose = {"partner_id": partner_id, "entry_id": id_in(entry_id)}
    return Unreadable(**whose, raw=raw or written(loose), why=why)


def sound(loose: Any, names: Container[str] | None = None) -> dict[str, Any]:
    """
    Take an entry that is as JSON should be.

    Raises:
        Flaw: it is no object, or JSON of a kind that nothing can be made of.
        TooDeep: it is nested too deeply.
    """
    entry, flaws = cleaned(loose)
    if flaws:
        shown = list(flaws.items())[:_MOST_FLAWS]
        raise Flaw("; ".join(f"{_shown(place, names)}: {why}" for place, why in shown))
    if not isinstance(entry, dict):
        raise Flaw("the entry is no object")
    return entry


def refuse_the_future(changed: datetime, path: str, *, now: datetime) -> None:
    """
    Raises:
        Flaw: the entry says that it changed on a day to come.
    """
    if changed > now + _AHEAD:
        raise Flaw(f"{path}: is in the future")


def _shown(place: str, names: Container[str] | None) -> str:
    """Name a place without repeating what the partner put where a name should be."""
    parts = place.lstrip("/").split("/")
    return "/".join(part if names is None or part in names else "*" for part in parts) or "it"


def id_in(found: Any) -> str:
    """The partner's id, where at least that is one."""
    fits = isinstance(found, str) and 0 < len(found) <= LONGEST_ID
    return found.encode(errors="replace").decode() if fits else ""
