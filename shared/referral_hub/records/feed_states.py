"""
How far each partner's feed was read, and how asking it goes.

    FEED          <partner id>   the cursor, and what became of the last polls
    FEED_MISSED   <partner id>   how many news no event told of: a count, which several add to
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from referral_hub.domain.partners.feed_state import FeedState
from referral_hub.ports import Item, Key, Table

from .items import from_item, to_item

# Two items each, and a hundred are read in one go.
_AT_ONCE = 50


@dataclass(frozen=True)
class FeedStates:
    table: Table

    def of(self, partner_id: str) -> FeedState:
        """Read the state; that of a feed which was never polled is at its beginning."""
        return self.of_each([partner_id])[partner_id]

    def of_each(self, partner_ids: Sequence[str]) -> dict[str, FeedState]:
        """Read the states of several partners."""
        states: dict[str, FeedState] = {}
        for start in range(0, len(partner_ids), _AT_ONCE):
            some = partner_ids[start : start + _AT_ONCE]
            keys = [key(partner_id) for partner_id in some for key in (_key, _missed)]
            found = {(item["pk"], item["sk"]): item for item in self.table.get_many(keys)}
            states |= {partner_id: _state(partner_id, found) for partner_id in some}
        return states

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


def _state(partner_id: str, items: Mapping[tuple[str, str], Item]) -> FeedState:
    state = FeedState(partner_id=partner_id)
    if kept := items.get(("FEED", partner_id)):
        state = from_item(FeedState, kept)
    if missed := items.get(("FEED_MISSED", partner_id)):
        state = state.model_copy(update={"missed": int(missed["count"])})
    return state


def _key(partner_id: str) -> Key:
    return Key("FEED", partner_id)


def _missed(partner_id: str) -> Key:
    return Key("FEED_MISSED", partner_id)
