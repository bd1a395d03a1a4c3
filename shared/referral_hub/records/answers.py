"""
Answers given under a client's Idempotency-Key, so that a repeated request gets the first answer
again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from referral_hub.domain.errors import Conflict, HubError
from referral_hub.domain.shapes import Frozen
from referral_hub.ports import Key, Table

from .items import from_item, to_item

KEPT = timedelta(hours=24)
# Longer than any request may run: API Gateway gives up after 30 seconds.
LEASE = timedelta(seconds=60)


class KeyReused(HubError):
    code = "idempotency_key_reused"
    fix = "Use a new Idempotency-Key for another request."


class StillRunning(HubError):
    code = "request_in_progress"
    fix = "Wait a moment and send the same request again."


class KeptAnswer(Frozen):
    """A request under way (no status yet) or its answer."""

    request_hash: str
    began_at: datetime
    status: int = 0
    headers: Mapping[str, str] = {}
    body: str = ""
    version: int = 0


@dataclass(frozen=True)
class Answers:
    table: Table

    def begin(self, caller: str, key: str, request_hash: str, *, now: datetime) -> KeptAnswer:
        """
        Claim the key, or return the answer that was given under it.

        Raises:
            KeyReused: the key came with another request.
            StillRunning: the first request has not been answered yet.
        """
        place = Key(f"IDEMPOTENCY#{caller}", key)
        item = self.table.get(place)
        known = from_item(KeptAnswer, item) if item else None
        if known is None or known.began_at + KEPT <= now:
            return self._claim(place, known, request_hash, now)
        if known.request_hash != request_hash:
            raise KeyReused("this Idempotency-Key came with another request before")
        if known.status:
            return known
        if now < known.began_at + LEASE:
            raise StillRunning("the first request with this Idempotency-Key is still running")
        return self._claim(place, known, request_hash, now)

    def _claim(
        self, place: Key, known: KeptAnswer | None, request_hash: str, now: datetime
    ) -> KeptAnswer:
        version = known.version if known else 0
        claim = KeptAnswer(request_hash=request_hash, began_at=now, version=version + 1)
        try:
            self._put(place, claim, now)
        except Conflict:
            raise StillRunning("another request claimed this Idempotency-Key just now") from None
        return claim

    def finish(self, caller: str, key: str, answer: KeptAnswer, *, now: datetime) -> None:
        place = Key(f"IDEMPOTENCY#{caller}", key)
        self._put(place, answer.model_copy(update={"version": answer.version + 1}), now)

    def forget(self, caller: str, key: str) -> None:
        """Give the key free after a failure, which must not be answered again for a day."""
        self.table.delete(Key(f"IDEMPOTENCY#{caller}", key))

    def _put(self, place: Key, answer: KeptAnswer, now: datetime) -> None:
        ttl = int((now + KEPT).timestamp())
        item = to_item(place, "IDEMPOTENCY", answer, version=answer.version, ttl=ttl)
        self.table.put(item, version=answer.version - 1)
