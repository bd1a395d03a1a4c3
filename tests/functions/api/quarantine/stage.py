"""Entries that nobody could read, and feeds that perhaps can by now."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

from referral_hub.adapters.memory import MemoryTable
from referral_hub.adapters.partners.feed.connector import FeedConnector
from referral_hub.adapters.partners.feed.door import Door
from referral_hub.domain.partners.news import PartnerNews, Unreadable
from referral_hub.hub import Hub
from referral_hub.ports import PartnerConnection
from tests.adapters.partners.feed.stage import settings_for
from tests.builders import NOON
from tests.connected import Connected

ENTRY = {
    "ref": "F-7",
    "name": "Lamps",
    "state": "teleported",
    "schema": "1",
    "updated": "2027-03-01T11:00:00Z",
    "company": {"name": "Fenwick Lighthouses"},
}


def feed_of(**settings: Any) -> FeedConnector:
    read_by = settings_for("https://harbour.example/feed", **settings)
    door = Door(read_by.url, system="s", secret=dict)
    return FeedConnector(door, read_by, partner_id="harbour")


class Counting(MemoryTable):
    """Adds up how many characters of documents are read."""

    read = 0

    def get_many(self, keys: Any) -> Any:
        found = super().get_many(keys)
        self.read += sum(len(str(item)) for item in found)
        return found


def poisoned(
    hub: Hub, *, partner_id: str = "harbour", raw: str = "", entry_id: str = "F-7", minutes: int = 0
) -> str:
    """Put an entry into quarantine, and return its key."""
    told = raw or json.dumps(ENTRY)
    entry = Unreadable(partner_id=partner_id, entry_id=entry_id, raw=told, why="state: is unknown")
    hub.quarantine.keep(entry, at=NOON + timedelta(minutes=minutes))
    return entry.key


def connect(connected: Connected, feed: Any) -> None:
    connected._connect = lambda _: PartnerConnection(feed, feed)


def at(key: str, word: str = "") -> str:
    return f"/v1/quarantine/harbour/{key}{word}"


def keys(listed: Any) -> list[str]:
    return [item["key"] for item in listed.said["items"]]


def news_in(feed: FeedConnector, *, amount: int = 0) -> PartnerNews:
    """The entry as the feed reads it now, of this amount if any."""
    told = ENTRY | ({"deal": {"amount": amount, "currency": "EUR"}} if amount else {})
    entry = Unreadable(partner_id="harbour", entry_id="F-7", raw=json.dumps(told), why="")
    read = feed.read_again(entry, at=NOON)
    assert isinstance(read, PartnerNews)
    return read


def lapsing(hub: Hub, key: str) -> list[int | None]:
    """When the entry, and what the partner sent, are forgotten."""
    assert isinstance(hub.table, MemoryTable)
    items = [item for item in hub.table._items.values() if key in (item["sk"], item["pk"][-24:])]
    return [item.get("ttl") for item in items]
