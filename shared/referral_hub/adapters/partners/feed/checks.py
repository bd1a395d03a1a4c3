"""Look whether the feed can be read as it is set. Nothing is kept of what it shows."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from referral_hub.domain.cause import Cause
from referral_hub.domain.crm import Check
from referral_hub.domain.errors import Unavailable
from referral_hub.domain.partners.news import Unreadable
from referral_hub.ports import FeedPage

from .connector import FeedConnector

_FIXES: Mapping[Cause, str] = {
    Cause.BUSY: "Test again in some minutes; a greater `poll_seconds` asks the partner less often.",
    Cause.SIGNED_OUT: "Put the secret that the partner gave; `authentication` says how it is sent.",
    Cause.UNREACHABLE: (
        "Look whether `url` is right; if it is, tell the partner, and test again when it answers."
    ),
}
_TAKES = "Change the settings, or tell the partner; docs/feeds.md says what the hub takes."
_PATHS = "Change the paths in `fields`, or tell the partner; docs/feeds.md explains each."


def check(feed: FeedConnector, now: datetime) -> tuple[Check, ...]:
    """Ask for the feed's first page, as the first poll does."""
    try:
        page = next(feed.pages("", at=now))
    except Unavailable as trouble:
        fix = _FIXES.get(trouble.cause, _TAKES)
        return (Check(name="feed", problem=trouble.reason, fix=fix),)
    return (Check(name="feed", note=f"{len(page.entries)} entries on the first page."), _read(page))


def _read(page: FeedPage) -> Check:
    broken = [entry.what for entry in page.entries if isinstance(entry.what, Unreadable)]
    if not broken:
        return Check(name="entries", note="All of them can be read.")
    problem = f"{len(broken)} of {len(page.entries)} cannot be read; the first: {broken[0].why}"
    return Check(name="entries", problem=problem, fix=_PATHS)
