"""An engagement: what AWS and a partner know together, under one lock, in contexts."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sandbox.partner_central.state.ids import arn
from sandbox.partner_central.timestamps import nanoseconds_to_wire, to_nanoseconds

Document = dict[str, Any]

AWS = "aws"
MOST_CONTEXTS = 5


@dataclass(frozen=True)
class Context:
    """One subject of an engagement; `payload` is what stands below its type's name."""

    id: str
    type: str
    payload: Document


@dataclass(frozen=True)
class Engagement:
    """
    A room with members.

    `modified` counts nanoseconds since 1970 and is the optimistic lock; `visible_from` None means
    that the partner has not joined.
    """

    id: str
    catalog: str
    title: str
    description: str
    created: int
    modified: int
    contexts: tuple[Context, ...]
    modified_by: str = AWS
    visible_from: datetime | None = None

    @property
    def arn(self) -> str:
        return arn(self.catalog, "engagement", self.id)

    @property
    def created_at(self) -> str:
        return nanoseconds_to_wire(self.created)

    @property
    def modified_at(self) -> str:
        return nanoseconds_to_wire(self.modified)

    @property
    def context_types(self) -> list[str]:
        return sorted({context.type for context in self.contexts})

    def is_visible(self, now: datetime) -> bool:
        return self.visible_from is not None and self.visible_from <= now

    def context(self, context_id: str) -> Context | None:
        return next((c for c in self.contexts if c.id == context_id), None)

    def joined(self, account: str, *, at: datetime, visible_from: datetime) -> "Engagement":
        """Let the partner in; it can read everything from then on."""
        return replace(self._changed(account, at), visible_from=visible_from)

    def with_payload(
        self, context_id: str, payload: Document, *, by: str, at: datetime
    ) -> "Engagement":
        """Put another payload in place of a context's old one."""
        contexts = tuple(
            replace(context, payload=payload) if context.id == context_id else context
            for context in self.contexts
        )
        return replace(self._changed(by, at), contexts=contexts)

    def with_context(
        self, context_type: str, payload: Document, *, by: str, at: datetime
    ) -> "Engagement":
        """Add a context; contexts are numbered from 1."""
        added = Context(str(len(self.contexts) + 1), context_type, payload)
        return replace(self._changed(by, at), contexts=(*self.contexts, added))

    def _changed(self, by: str, at: datetime) -> "Engagement":
        # Two changes within a nanosecond must differ, or the lock would not tell them apart.
        stamp = max(to_nanoseconds(at), self.modified + 1)
        return replace(self, modified=stamp, modified_by=by)
