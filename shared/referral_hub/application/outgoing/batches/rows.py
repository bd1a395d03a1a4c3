"""Attempt one row of a batch: what the use case of one referral makes of one opportunity."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from referral_hub.application.outgoing.checking import must_need_no_consent, taker
from referral_hub.application.outgoing.creating import Wanted, create
from referral_hub.application.outgoing.desk import SharingDesk
from referral_hub.domain.crm import Opportunity
from referral_hub.domain.effects import effect_token
from referral_hub.domain.errors import HubError
from referral_hub.domain.outgoing.batch import Batch, BatchRow, PartnerPaused, RowOutcome
from referral_hub.domain.outgoing.origin import Origin, OriginKind
from referral_hub.domain.outgoing.referral import OutgoingReferral
from referral_hub.domain.referrals.axes import OutgoingStatus
from referral_hub.ports import PartnerConnection, PartnerConnections
from referral_hub.records.partners import Partners

# After one that ended so, another may be shared.
_OVER = frozenset({OutgoingStatus.REJECTED, OutgoingStatus.EXPIRED})


def connected(
    partner_id: str, *, partners: Partners, connections: PartnerConnections
) -> PartnerConnection:
    """
    Connect to the partner of a batch, as long as referrals can be shared with it.

    Raises:
        PartnerNotFound, PartnerPaused, TakesNoReferrals, ConsentNeeded: they cannot, or no longer.
        Unavailable: its settings fit its kind no longer.
    """
    partner = partners.get(partner_id)
    if partner.paused_at:
        told = f"the partner {partner_id} is paused since {partner.paused_at:%Y-%m-%d %H:%M} UTC"
        raise PartnerPaused(told, fields={"partner_id": told})
    connection = connections.connect(partner)
    taker(connection, partner_id)
    must_need_no_consent(connection, partner_id)
    return connection


@dataclass(frozen=True)
class RowDesk:
    """Where rows are worked off."""

    partners: Partners
    connections: PartnerConnections
    sharing: SharingDesk

    def attempt(self, batch: Batch, opportunity_id: str, *, at: datetime) -> BatchRow:
        """
        Create the referral of one row, or say why there is none. Attempted again, it finds what
        was created.

        Raises:
            TryAgain: nobody knows; attempt it again.
        """
        every = self.sharing.outgoing.shared_from(opportunity_id)
        shared = [referral for referral in every if referral.partner_id == batch.partner_id]
        if known := _known(batch, shared):
            return _there(batch, opportunity_id, known)
        try:
            return self._create(batch, opportunity_id, len(shared), at)
        except HubError as refusal:
            return BatchRow.failed(opportunity_id, refusal.fields or {"": refusal.detail})

    def _create(self, batch: Batch, opportunity_id: str, before: int, at: datetime) -> BatchRow:
        connection = connected(
            batch.partner_id, partners=self.partners, connections=self.connections
        )
        found = self.sharing.crm.opportunity(opportunity_id)
        if found and found.opportunity_id != opportunity_id:
            row = self.attempt(batch, found.opportunity_id, at=at)
            return row.model_copy(update={"opportunity_id": opportunity_id})
        made, _ = create(
            wanted=_wanted(batch, opportunity_id, before, found),
            by=batch.by,
            now=at,
            desk=self.sharing,
            connection=connection,
        )
        return _there(batch, opportunity_id, made)


def _known(batch: Batch, shared: Iterable[OutgoingReferral]) -> OutgoingReferral | None:
    """
    Find the referral that makes another needless: this batch's own, whatever became of it since,
    or one that is not over, unless another was asked for.
    """
    mine = [referral for referral in shared if referral.origin.batch == batch.batch_id]
    others = [referral for referral in shared if referral.status not in _OVER]
    return next(iter(mine if batch.another else [*mine, *others]), None)


def _there(batch: Batch, opportunity_id: str, referral: OutgoingReferral) -> BatchRow:
    mine = referral.origin.batch == batch.batch_id
    outcome = RowOutcome.CREATED if mine else RowOutcome.EXISTING
    return BatchRow(opportunity_id=opportunity_id, outcome=outcome, number=referral.number)


def _wanted(
    batch: Batch, opportunity_id: str, before: int, opportunity: Opportunity | None
) -> Wanted:
    return Wanted(
        partner_id=batch.partner_id,
        fields=batch.fields,
        solutions=batch.solutions,
        opportunity_id=opportunity_id,
        link_locked=True,
        ready=batch.ready,
        origin=Origin(how=OriginKind.BULK, batch=batch.batch_id),
        claim=_claim(batch, opportunity_id, before),
        opportunity=opportunity,
    )


def _claim(batch: Batch, opportunity_id: str, before: int) -> str:
    """
    Name what this row asks for. Two batches at once that both found so many referrals `before` ask
    for the same one; if another is wanted whatever there is, each batch asks for its own.
    """
    asked = batch.batch_id if batch.another else str(before)
    return effect_token("outgoing_row", batch.partner_id, opportunity_id, asked)
