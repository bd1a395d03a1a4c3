"""The Link header (RFC 8288, section 3): `<target>; rel="next"`, and others beside it by commas."""

from __future__ import annotations

import re
from collections.abc import Iterator

# A target, a quoted text, or anything else up to what divides. Each character is looked at once,
# however the header was made: nothing is given back, and what nobody closes ends with the header.
_PARTS = {mark: re.compile(rf'(?:<[^>]*+>?+|"(?:[^"\\]|\\.)*+"?+|[^{mark}<"])++') for mark in ",;"}


def next_in(header: str) -> str:
    """Find where the header says that the next page is; empty, if it does not. Linear in time."""
    for link in _PARTS[","].findall(header):
        target, *parameters = (part.strip() for part in _PARTS[";"].findall(link))
        if target.startswith("<") and any(map(_is_next, parameters)):
            return str(target.strip("<>"))
    return ""


def _is_next(parameter: str) -> bool:
    """`rel` may hold several words, with quotes around them or, if it is one, without."""
    return "next" in _words_of_rel(parameter)


def _words_of_rel(parameter: str) -> Iterator[str]:
    name, _, value = parameter.partition("=")
    if name.strip().lower() == "rel":
        yield from value.strip().strip('"').lower().split()
