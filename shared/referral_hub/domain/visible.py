"""Whether people see anything of a text, and see it as it is written."""

from __future__ import annotations

import re
import unicodedata

from .patterns import TURNS

# Letters and symbols of which nothing is seen: Hangul fillers, the empty Braille cell.
_FILLERS = frozenset("\u115f\u1160\u2800\u3164\uffa0")

_TURNS = re.compile(f"[{TURNS}]")


def straightened(text: str) -> str:
    """Leave out marks that make people read letters in another order than they are written in."""
    return _TURNS.sub("", text)


def is_blank(text: str) -> bool:
    """Tell whether nothing of it shows: spaces, joiners and other marks without a face."""
    return not any(map(_shows, text))


def _shows(letter: str) -> bool:
    return unicodedata.category(letter)[0] in "LNPS" and letter not in _FILLERS
