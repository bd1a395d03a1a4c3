"""One thing that somebody said of a deal, as the timeline tells it."""

from __future__ import annotations

from referral_hub.domain.referrals.deal_fields import DealField
from referral_hub.domain.shapes import Frozen, Moment, spelled
from referral_hub.domain.timeline_entry import TimelineEntry

# Free text may name people, whom the timeline must not: it stands once, in the value.
_UNTOLD = (DealField.TITLE, DealField.DESCRIPTION)


class DealChange(Frozen):
    """One value that somebody said, and whether it was taken or the other was kept."""

    at: Moment
    who: str
    field: DealField
    told: str
    ours: str
    kept: bool = False

    @classmethod
    def of(
        cls, field: DealField, told: str, ours: str, *, at: Moment, who: str, kept: bool = False
    ) -> DealChange:
        shown = ("", "") if field in _UNTOLD else (told, ours)
        return cls(at=at, who=who, field=field, told=shown[0], ours=shown[1], kept=kept)

    def overruled_by(self, other: DealChange) -> DealChange:
        """The same word once the other has taken its place: said, and not counted."""
        at = max(self.at, other.at)
        return self.model_copy(update={"at": at, "ours": other.told, "kept": True})

    def entry(self, currency: str = "") -> TimelineEntry:
        """Tell it in the spelling of the currency that the deal is in."""
        what = "deal.kept" if self.kept else "deal.changed"
        return TimelineEntry(at=self.at, who=self.who, what=what, why=self._why(currency))

    def _why(self, currency: str) -> str:
        if self.field in _UNTOLD:
            return f"{self.field}: the policy keeps the other" if self.kept else f"{self.field}"
        told, ours = self.told, self.ours
        if self.field is DealField.AMOUNT:
            told, ours = spelled(told, currency), spelled(ours, currency)
        if self.kept:
            return f"{self.field}: {self.who} says {told}, the policy keeps {ours}"
        return f"{self.field}: {told}, was {ours or 'empty'}"
