"""Open a line of the book: all that is kept of one referral, whichever way it went."""

from __future__ import annotations

from dataclasses import dataclass

from referral_hub.application.deals.ground import AnyReferral
from referral_hub.domain.access import Principal
from referral_hub.domain.deals.deal import Deal
from referral_hub.domain.deals.news import MONEY
from referral_hub.domain.outgoing.partner_referral import PartnerReferral
from referral_hub.domain.outgoing.referral import OutgoingReferral
from referral_hub.domain.outgoing.terms import terms_of
from referral_hub.domain.referrals.follow_up import FollowUp, of_inbound, of_outgoing
from referral_hub.domain.referrals.invitation import Invitation
from referral_hub.domain.referrals.notes import Notes
from referral_hub.domain.referrals.referral import Referral
from referral_hub.domain.referrals.refusals import ReferralNotFound
from referral_hub.domain.shapes import Money
from referral_hub.domain.workflows import SalesWorkflow, WorkflowStage
from referral_hub.records.deals import Deals
from referral_hub.records.notes import NotesOfReferrals
from referral_hub.records.outgoing import OutgoingReferrals
from referral_hub.records.referrals import Referrals
from referral_hub.records.workflows import SalesWorkflows


@dataclass(frozen=True)
class Opened:
    """
    A referral with what is kept beside it: `told` is what came with an inbound one, `side` what its
    partner says of an outgoing one, and `deal` what was said of it since.
    """

    referral: AnyReferral
    told: Invitation | None
    side: PartnerReferral | None
    deal: Deal | None
    notes: Notes
    workflow: SalesWorkflow

    @property
    def number(self) -> str:
        return self.referral.number

    @property
    def stage(self) -> WorkflowStage:
        return self.workflow.stage_at(self.referral.stage, self.referral.workflow_stage)

    def value_for(self, reader: Principal) -> Money | None:
        """What counts now; a partner is shown its own last word of what it shared."""
        if isinstance(self.referral, OutgoingReferral):
            return terms_of(self.referral).value
        if self.deal is None or self.told is None:
            return self.told.value if self.told else None
        if not reader.role.of_a_partner:
            return self.deal.over(self.told).value
        amount, currency = (self.deal.values[field].shared for field in sorted(MONEY))
        return Money.of(amount, currency) if amount and currency else self.told.value

    @property
    def follow_up(self) -> FollowUp:
        if isinstance(self.referral, Referral):
            return of_inbound(self.referral.assignment)
        return of_outgoing(self.referral.partner_id)


@dataclass(frozen=True)
class BookDesk:
    """Where lines are opened: the records that they are made of."""

    referrals: Referrals
    outgoing: OutgoingReferrals
    deals: Deals
    notes: NotesOfReferrals
    workflows: SalesWorkflows

    def open(self, number: str, by: Principal) -> Opened:
        """
        Raises:
            ReferralNotFound: there is none, or none that the caller may know of: another partner's,
                or what the host has not shared yet.
        """
        if inbound := self.referrals.find(number):
            line = self._inbound(inbound)
        elif outgoing := self.outgoing.find(number):
            line = self._outgoing(outgoing)
        else:
            raise _not_found(number)
        if not by.may_see(line.referral.partner_id) or _is_kept_from(by, line.referral):
            raise _not_found(number)
        return line

    def _inbound(self, referral: Referral) -> Opened:
        told = self.referrals.invitation_of(referral)
        return Opened(
            referral=referral,
            told=told,
            side=None,
            # Before acceptance there is none.
            deal=self.deals.find(referral.number) if referral.acceptance else None,
            notes=self.notes.find(referral.number) or Notes.begun(told),
            workflow=self.workflows.of(referral.workflow),
        )

    def _outgoing(self, referral: OutgoingReferral) -> Opened:
        number = referral.number
        return Opened(
            referral=referral,
            told=None,
            side=self.outgoing.partners_side(number),
            deal=self.deals.find(number) if referral.ready else None,
            notes=self.notes.find(number) or Notes(number=number),
            workflow=self.workflows.of(""),
        )


def _is_kept_from(by: Principal, referral: AnyReferral) -> bool:
    """A draft is the host's."""
    return by.role.of_a_partner and isinstance(referral, OutgoingReferral) and not referral.ready


def _not_found(number: str) -> ReferralNotFound:
    return ReferralNotFound(f"no referral {number}")
