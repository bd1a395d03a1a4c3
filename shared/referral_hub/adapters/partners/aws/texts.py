"""Texts of theirs that may be longer than ours."""

from __future__ import annotations


def cut(text: str | None, limit: int) -> str:
    """Shorten prose and names: the beginning is better than nothing."""
    text = (text or "").strip()
    return text if len(text) <= limit else f"{text[: limit - 1]}…"


def whole(text: str | None, limit: int) -> str:
    """Leave out an address or number that does not fit: half of one is another one."""
    text = (text or "").strip()
    return text if len(text) <= limit else ""
