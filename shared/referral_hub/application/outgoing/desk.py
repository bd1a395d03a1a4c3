"""Where an outgoing referral is drafted: what is known of its customer, its CRM, and the policy."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from referral_hub.domain.customers import CustomerKey, KnownReferral, Overlap, protected_until
from referral_hub.domain.outgoing.referral import OutgoingReferral
from referral_hub.domain.outgoing.refusals import ChannelConflict
from referral_hub.domain.policies.policy import IntakePolicy, Scope
from referral_hub.domain.policies.protection import OnConflict
from referral_hub.domain.referrals.referral import Referral
from referral_hub.ports import Crm
from referral_hub.records.customers import Customers
from referral_hub.records.outgoing import OutgoingReferrals
from referral_hub.records.policies import Policies
from referral_hub.records.referrals import Referrals
from referral_hub.records.timeline import Timeline

# So many referrals of one customer with one partner are worth a warning.
MOST_DUPLICATES = 5


def random_key() -> str:
    return secrets.token_hex(16)


@dataclass(frozen=True)
class SharingDesk:
    """`new_key` makes, of chance, what partners know the calls of a referral by."""

    outgoing: OutgoingReferrals
    referrals: Referrals
    customers: Customers
    policies: Policies
    crm: Crm
    new_key: Callable[[], str] = random_key

    @property
    def timeline(self) -> Timeline:
        return Timeline(self.outgoing.table)

    def policy_for(self, partner_id: str) -> IntakePolicy:
        return self.policies.current(Scope(self.crm.name, partner_id))

    def checked(self, draft: OutgoingReferral, *, now: datetime) -> OutgoingReferral:
        """
        Note on the referral which others are about the same customer (X-6).

        Raises:
            ChannelConflict: another partner is protected, and the policy forbids to pass it over.
        """
        policy = self.policy_for(draft.partner_id)
        if policy.on_conflict is OnConflict.IGNORE:
            return draft
        found = self.overlaps(draft, days=policy.protection_days, now=now)
        conflicts = [known for known in found if known.kind is Overlap.CHANNEL_CONFLICT]
        if conflicts and policy.on_conflict is OnConflict.BLOCK:
            told = "; ".join(known.told for known in conflicts)
            raise ChannelConflict(told, fields={"partner_id": told})
        return draft.model_copy(update={"overlaps": found})

    def named(
        self, before: OutgoingReferral, after: OutgoingReferral, *, now: datetime
    ) -> OutgoingReferral:
        """
        Remember the customer of an edited referral, if it is another one; of what is submitted
        already, look at the others anew.

        Raises:
            ChannelConflict: another partner is protected.
        """
        if after.customer_keys == before.customer_keys:
            return after
        checked = self.checked(after, now=now) if after.ready else after
        self.customers.remember(after)
        return checked

    def overlaps(
        self, draft: OutgoingReferral, *, days: int, now: datetime
    ) -> tuple[KnownReferral, ...]:
        """
        Find the other referrals of this customer that are still protected, newest first; of those
        with this partner a few, because they stand in nobody's way.
        """
        found: dict[str, KnownReferral] = {}
        for key, number in self._references(draft, since=now - timedelta(days=days)):
            known = self._known(number, draft, key, days)
            if known and known.until > now:
                found.setdefault(number, known)
        return tuple(sorted(found.values(), key=lambda known: known.since, reverse=True))

    def _references(
        self, draft: OutgoingReferral, *, since: datetime
    ) -> Iterator[tuple[CustomerKey, str]]:
        for key in draft.customer_keys:
            duplicates = 0
            for number, partner_id in self.customers.references(key, since=since):
                duplicates += partner_id == draft.partner_id
                if partner_id != draft.partner_id or duplicates <= MOST_DUPLICATES:
                    yield key, number

    def _known(
        self, number: str, draft: OutgoingReferral, key: CustomerKey, days: int
    ) -> KnownReferral | None:
        other = None if number == draft.number else self._live(number, key)
        if other is None or not _counts(other, draft):
            return None
        since = other.received_at if isinstance(other, Referral) else other.created_at
        same = other.partner_id == draft.partner_id
        return KnownReferral(
            kind=Overlap.DUPLICATE if same else Overlap.CHANNEL_CONFLICT,
            number=number,
            direction=other.direction,
            partner_id=other.partner_id,
            matched_on=key.by,
            since=since,
            until=protected_until(since, days),
        )

    def _live(self, number: str, key: CustomerKey) -> Referral | OutgoingReferral | None:
        """
        A number whose referral a crash left out, that came to nothing, or that is about somebody
        else by now, protects nobody.
        """
        found = self.referrals.find(number) or self.outgoing.find(number)
        if isinstance(found, OutgoingReferral) and key not in found.customer_keys:
            return None
        return found if found and found.is_live else None


def _counts(other: Referral | OutgoingReferral, draft: OutgoingReferral) -> bool:
    """Nobody was told of a draft: it stands in the way of no other partner."""
    told = isinstance(other, Referral) or other.ready
    return told or other.partner_id == draft.partner_id
