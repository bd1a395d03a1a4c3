"""A referral that is followed by its code: what was seen of its records, and what came of it."""

from __future__ import annotations

from collections.abc import Mapping

from referral_hub.domain.effects import EMPTY, Ledger
from referral_hub.domain.errors import HubError
from referral_hub.domain.rewards.decision import Decision
from referral_hub.domain.shapes import Frozen, Moment

from .sales_record import RecordSeen


class TrackedReferralNotFound(HubError):
    code = "tracked_referral_not_found"
    fix = "GET /v1/tracked-referrals lists those that you may see."


class Story(Frozen):
    """
    What was seen of one record, as far as it matters: how it looked first and last, by its own
    clock, and when it first met the condition of each event.

    It comes out the same in whatever order, and however often, the record is seen.
    """

    first: RecordSeen
    latest: RecordSeen
    held: Mapping[str, Moment] = {}


class Reached(Frozen):
    """
    When a stage was reached, and by which record. One that was passed over is `back_filled` from
    the stage behind it, until its own event comes late.
    """

    event: str
    label: str
    at: Moment
    place: str = ""
    back_filled: bool = False


class TrackedReferral(Frozen):
    """
    One referral along its lifecycle, of which the version that it began under counts.

    `stories` are by the place of the record. `event` is the furthest that was reached. What became
    part of another referral, because a lead turned out to be that one's, names it in `joined_to`.
    """

    number: str
    code: str
    referrer_id: str
    partner_id: str = ""
    lifecycle: str
    created_at: Moment
    stories: Mapping[str, Story] = {}
    reached: tuple[Reached, ...] = ()
    event: str = ""
    open_again: bool = False
    decision: Decision | None = None
    joined_to: str = ""
    ledger: Ledger = EMPTY
    version: int = 0

    def with_ledger(self, ledger: Ledger) -> TrackedReferral:
        return self.model_copy(update={"ledger": ledger})

    @property
    def opportunity_id(self) -> str:
        """The opportunity of the sale; empty before there is one."""
        told = (s.latest for s in self.stories.values())
        return next((seen.opportunity_id for seen in told if seen.opportunity_id), "")
