"""What clients send and are shown about what partners sent and nobody could read."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from referral_hub.domain.bodies import PartnerId
from referral_hub.domain.partners.news import Quarantined, QuarantineState
from referral_hub.domain.shapes import Frozen, Moment

from .shapes import Cursor, Limit


class QuarantineQuery(Frozen):
    """Of one partner in any state, or of all in one; with neither, what is open."""

    partner_id: PartnerId | Literal[""] = ""
    state: QuarantineState | Literal[""] = ""
    limit: Limit = 25
    cursor: Cursor = ""


class QuarantinedView(Frozen):
    """An entry that could not be read; `why` names fields and repeats nothing of their content."""

    partner_id: str
    key: str
    entry_id: str = Field(default="", description="The partner's id of it; empty if it has none.")
    why: str
    state: QuarantineState
    first_at: Moment
    last_at: Moment
    times: int = Field(description="How often it was met.")
    number: str = Field(default="", description="The referral that came of it.")
    tried_at: Moment | None = Field(
        default=None, description="When it was read again in vain; why says what was wrong then."
    )
    settled_at: Moment | None = None
    settled_by: str = Field(
        default="", description="Empty when a later content of the same entry could be read."
    )


class QuarantinedDetail(QuarantinedView):
    """An entry with what the partner sent; of more than 300 KB the end is missing."""

    raw: str = Field(repr=False)


class QuarantinePage(Frozen):
    items: tuple[QuarantinedView, ...]
    next_cursor: str = Field(default="", description="Empty on the last page.")


def quarantined_view(known: Quarantined) -> QuarantinedView:
    return QuarantinedView(**known.model_dump(exclude={"version"}))


def quarantined_detail(known: Quarantined, raw: str) -> QuarantinedDetail:
    return QuarantinedDetail(**known.model_dump(exclude={"version"}), raw=raw)
