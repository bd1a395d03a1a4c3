"""
Looking for what an earlier call may have created: Partner Center knows no token of a repeated one.

So the hub's own id of a deal is in `externalReferenceId`, and the list is read before anything is
created. It can be filtered by engagement, direction and change (Microsoft Learn, "Get the list of
leads and opportunities"), not by that id: what was shared meanwhile is walked through. The list is
ordered by creation, because nothing moves then: a row may come twice, and none slips through.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from referral_hub.adapters.partners.microsoft.door import Door
from referral_hub.adapters.partners.microsoft.listing import listed_at
from referral_hub.adapters.partners.microsoft.reading import member
from referral_hub.adapters.partners.microsoft.wire import unreadable

# Clocks differ.
_EARLIER = timedelta(hours=1)
# As many as 20,000 deals; a list without an end is none.
_MOST_PAGES = 200
_OURS = "direction eq 'Outgoing'"


@dataclass(frozen=True)
class Lookup:
    """`reference` is the hub's own id of the deal."""

    door: Door
    reference: str

    def own(self, *, since: datetime) -> Any:
        """
        Find the deal among those that changed since then; None when there is none.

        Raises:
            Unavailable: nobody knows.
        """
        begin = f"{(since - _EARLIER).astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
        found = self._listed(f"{_OURS} and updatedDateTime ge {begin}")
        return next((row for row in found if not member(row, "target")), None)

    def invitation(self, engagement_id: str, *, beside: str) -> Any:
        """Find what asks Microsoft into the engagement, beside the deal. Raises so, too."""
        quoted = engagement_id.replace("'", "''")
        found = self._listed(f"engagementId eq '{quoted}'")
        return next((row for row in found if member(row, "id") != beside), None)

    def _listed(self, condition: str) -> Iterator[Any]:
        url, pages = self.door.first_page(filter=condition, orderby="createdDateTime asc"), 0
        while url:
            if pages == _MOST_PAGES:
                raise unreadable("lists more than anybody shares")
            rows, url = listed_at(self.door, url)
            pages += 1
            yield from (row for row in rows if self._is_ours(row))

    def _is_ours(self, row: Any) -> bool:
        return bool(member(row, "externalReferenceId") == self.reference)
