"""
How far each partner's feed was read, and how asking it goes.

    FEED   <partner id>   the cursor, and what became of the last polls
"""

from __future__ import annotations

from dataclasses import dataclass

from referral_hub.domain.feed_state import FeedState
from referral_hub.ports import Key, Table

from .items import from_item, to_item


@dataclass(frozen=True)
class FeedStates:
    table: Table

    def of(self, partner_id: str) -> FeedState:
        """Read the state; that of a feed which was never polled is at its beginning."""
        item = self.table.get(_key(partner_id))
        return from_item(FeedState, item) if item else FeedState(partner_id=partner_id)

    def save(self, state: FeedState) -> FeedState:
        """
        Raises:
            Conflict: another poll of the same feed was faster.
        """
        saved = state.model_copy(update={"version": state.version + 1})
        item = to_item(_key(state.partner_id), "FEED", saved, version=saved.version)
        self.table.put(item, version=state.version)
        return saved


def _key(partner_id: str) -> Key:
    return Key("FEED", partner_id)
