"""Look whether the feed can be read as it is set. Nothing is kept of what it shows."""

from __future__ import annotations

from datetime import datetime

from referral_hub.domain.crm import Check
from referral_hub.domain.errors import Unavailable
from referral_hub.domain.partner_news import Unreadable
from referral_hub.ports import FeedPage

from .connector import FeedConnector

_MEND = "Change the settings or the secret, or tell the partner; docs/feeds.md explains each."


def check(feed: FeedConnector, now: datetime) -> tuple[Check, ...]:
    """Ask for the feed's first page, as the first poll does."""
    try:
        page = next(feed.pages("", at=now))
    except Unavailable as trouble:
        return (Check(name="feed", problem=trouble.reason, fix=_MEND),)
    return (Check(name="feed", note=f"{len(page.entries)} entries on the first page."), _read(page))


def _read(page: FeedPage) -> Check:
    broken = [entry.what for entry in page.entries if isinstance(entry.what, Unreadable)]
    if not broken:
        return Check(name="entries", note="All of them can be read.")
    problem = f"{len(broken)} of {len(page.entries)} cannot be read; the first: {broken[0].why}"
    return Check(name="entries", problem=problem, fix=_MEND)
