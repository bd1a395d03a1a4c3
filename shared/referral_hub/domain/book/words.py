"""
How texts are compared in a search: without case, accents, and the ways to write the same letter.
"""

from __future__ import annotations

import unicodedata


def comparable(text: str) -> str:
    """
    Take a text to the form in which it is searched; words are apart by one space.

    Marks are taken off after case is folded, too: a folded letter may bring one of its own.
    """
    if text.isascii():
        # As below, and what most texts are: a book of a million is read in half the time.
        return " ".join(text.replace("\0", " ").lower().split())
    folded = _bare(_bare(text.replace("\0", " ")).casefold())
    return " ".join(unicodedata.normalize("NFC", folded).split())


def words_in(text: str) -> tuple[str, ...]:
    """List the words of a search, each once, the longest first: it is the rarest."""
    words = dict.fromkeys(comparable(text).split())
    return tuple(sorted(words, key=lambda word: (-len(word), word)))


def _bare(text: str) -> str:
    """Take letters apart as NFKD does, and leave out their marks."""
    parts = unicodedata.normalize("NFKD", text)
    return "".join(part for part in parts if unicodedata.category(part) != "Mn")
