"""What it takes to follow a referral by its code."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

from referral_hub.domain.lifecycles.code import ReferralCode
from referral_hub.domain.lifecycles.lifecycle import Lifecycle
from referral_hub.domain.lifecycles.sales_record import RecordSeen
from referral_hub.domain.lifecycles.shipped import shipped
from referral_hub.domain.lifecycles.tracked import TrackedReferral
from referral_hub.domain.lifecycles.unmatched import UnmatchedRecord, Why
from referral_hub.ports import ChosenCrm, ProcessesReferralEvents, Table
from referral_hub.records.lifecycles import Lifecycles
from referral_hub.records.referral_codes import ReferralCodes
from referral_hub.records.referrers import Referrers
from referral_hub.records.reward_policies import RewardPolicies
from referral_hub.records.rewards import Rewards
from referral_hub.records.tracked import TrackedReferrals
from referral_hub.records.unmatched import UnmatchedRecords


@dataclass(frozen=True)
class LifecycleDesk:
    tracked: TrackedReferrals
    unmatched: UnmatchedRecords
    codes: ReferralCodes
    referrers: Referrers
    lifecycles: Lifecycles
    policies: RewardPolicies
    rewards: Rewards
    crm: ChosenCrm

    @classmethod
    def over(cls, table: Table, *, crm: ChosenCrm) -> Self:
        """Take the records out of the table; `crm` is the one whose words count."""
        return cls(
            tracked=TrackedReferrals(table),
            unmatched=UnmatchedRecords(table),
            codes=ReferralCodes(table),
            referrers=Referrers(table),
            lifecycles=Lifecycles(table, ships=shipped(crm.name)),
            policies=RewardPolicies(table),
            rewards=Rewards(table),
            crm=crm,
        )

    @property
    def table(self) -> Table:
        return self.tracked.table

    def tells(self, lifecycle: Lifecycle) -> bool:
        """Say whether the CRM's own referral programme is told of the events of a lifecycle."""
        return lifecycle.writes_back and self.has_programme

    @property
    def has_programme(self) -> bool:
        return isinstance(self.crm.connection.crm, ProcessesReferralEvents)

    def counts(self, code: ReferralCode) -> bool:
        """Tell whether new referrals may begin by it: neither it nor its referrer is inactive."""
        referrer = self.referrers.find(code.referrer_id)
        return code.active and referrer is not None and referrer.active

    def lifecycle_of(self, referral: TrackedReferral) -> Lifecycle:
        """Read the version of the lifecycle that the referral began under."""
        found = self.lifecycles.pinned(referral.lifecycle)
        assert found, "versions are never deleted"
        return found

    def living(self, numbers: Iterable[str]) -> list[TrackedReferral]:
        """
        Read referrals of one sale, the one first that takes in the others: the one whose reward
        there is already, else the oldest.
        """
        found = self.tracked.living(numbers)
        if not found[1:]:
            return found
        return sorted(found, key=lambda r: (self.rewards.find(r.number) is None, r.number))

    def noted(self, seen: RecordSeen, why: Why, *, number: str = "") -> UnmatchedRecord:
        """
        Keep what was seen of a record that is nobody's.

        Raises:
            Conflict: somebody else looked, too.
        """
        known, after = self._seen_again(seen, why, number)
        return after if after == known else self.unmatched.note(after)

    def news_of(self, seen: RecordSeen, why: Why, number: str) -> UnmatchedRecord | None:
        """Say how the record is to be kept; None where it is kept so already."""
        known, after = self._seen_again(seen, why, number)
        return None if after == known else after

    def _seen_again(
        self, seen: RecordSeen, why: Why, number: str
    ) -> tuple[UnmatchedRecord | None, UnmatchedRecord]:
        known = self.unmatched.of(seen.place)
        if known is None:
            return None, UnmatchedRecord.of(seen, why, number=number)
        return known, known.having(seen, why, number=number)
