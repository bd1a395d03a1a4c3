"""Whether people see anything of a text."""

from __future__ import annotations

import unicodedata

# Letters and symbols of which nothing is seen: Hangul fillers, the empty Braille cell.
_FILLERS = frozenset("\u115f\u1160\u2800\u3164\uffa0")


def is_blank(text: str) -> bool:
    """Tell whether nothing of it shows: spaces, joiners and other marks without a face."""
    return not any(map(_shows, text))


def _shows(letter: str) -> bool:
    return unicodedata.category(letter)[0] in "LNPS" and letter not in _FILLERS
