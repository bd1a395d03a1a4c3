"""
How far somebody who is asked for news again and again has been heard.

    WATERMARK   <name>   the moment of the last news, by the clock of whoever told it
"""

from __future__ import annotations

from dataclasses import dataclass

from referral_hub.domain.shapes import Frozen, Moment
from referral_hub.ports import Key, Table

from .items import from_item, to_item


class Watermark(Frozen):
    """
    The moment of the last news, and what was `seen` so shortly before it that it will be told
    again: a name for each, with its own moment in it.
    """

    at: Moment
    seen: tuple[str, ...] = ()
    version: int = 0


@dataclass(frozen=True)
class Watermarks:
    table: Table

    def find(self, name: str) -> Watermark | None:
        item = self.table.get(_key(name))
        return from_item(Watermark, item) if item else None

    def save(self, name: str, mark: Watermark) -> Watermark:
        """
        Raises:
            Conflict: somebody else moved it in between.
        """
        moved = mark.model_copy(update={"version": mark.version + 1})
        item = to_item(_key(name), "WATERMARK", moved, version=moved.version)
        self.table.put(item, version=mark.version)
        return moved


def _key(name: str) -> Key:
    return Key("WATERMARK", name)
