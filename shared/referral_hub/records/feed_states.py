"""
How far each partner's feed was read, and how asking it goes.

    FEED          <partner id>   the cursor, and what became of the last polls
    FEED_MISSED   <partner id>   how many news no event told of: a count, which several add to
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
        found = self.table.get_many([_key(partner_id), _missed(partner_id)])
        items = {item["pk"]: item for item in found}
        state = FeedState(partner_id=partner_id)
        if kept := items.get("FEED"):
            state = from_item(FeedState, kept)
        if missed := items.get("FEED_MISSED"):
            state = state.model_copy(update={"missed": int(missed["count"])})
        return state

    def add_missed(self, partner_id: str, count: int) -> None:
        """Count news that no event told of; who polls meanwhile is not disturbed."""
        if count:
            self.table.add(_missed(partner_id), count)

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


def _missed(partner_id: str) -> Key:
    return Key("FEED_MISSED", partner_id)
