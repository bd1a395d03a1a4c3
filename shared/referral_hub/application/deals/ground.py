"""What a deal stands on: a referral of either direction, and what was shared with it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from referral_hub.domain.deals.deal import Deal
from referral_hub.domain.deals.value import Side
from referral_hub.domain.errors import HubError
from referral_hub.domain.outgoing.referral import OutgoingReferral
from referral_hub.domain.outgoing.terms import terms_of, words_of
from referral_hub.domain.policies.policy import Scope
from referral_hub.domain.referrals.axes import Stage
from referral_hub.domain.referrals.deal_fields import DealField, FieldSync
from referral_hub.domain.referrals.decision import OpportunityChoice
from referral_hub.domain.referrals.referral import Referral
from referral_hub.domain.referrals.terms import Terms
from referral_hub.records.referrals import Referrals

AnyReferral = Referral | OutgoingReferral

# In the story of a deal: who of the host's people it was, the referral's own story says.
THE_HOST = "host"


class NotAccepted(HubError):
    code = "not_accepted"
    fix = "Until it is accepted its partner alone tells anew; accept it with values of your own."


@dataclass(frozen=True)
class Ground:
    """
    `terms` are what was shared `by` one side, and `since` when the other has it. `opportunity` is
    what was chosen in the CRM; `policy` what was pinned then, and None where nothing was.
    `told_here` is as in `Retold`, and `stage` the one in which the deal begins.
    """

    referral: AnyReferral
    terms: Terms
    by: Side
    since: datetime
    opportunity: OpportunityChoice
    policy: tuple[int, Scope] | None = None
    told_here: Mapping[DealField, datetime] = field(default_factory=dict)
    stage: Stage = Stage.NEW

    @property
    def is_outgoing(self) -> bool:
        return isinstance(self.referral, OutgoingReferral)

    @property
    def order(self) -> tuple[datetime, str]:
        """Who came first to an opportunity that several share."""
        return self.since, self.referral.number


def inbound_ground(referral: Referral, referrals: Referrals) -> Ground:
    """
    Raises:
        NotAccepted: there is no deal yet, or never will be.
    """
    accepted = referral.acceptance
    if accepted is None:
        raise NotAccepted(f"{referral.number} is {referral.status}")
    return Ground(
        referral,
        referrals.invitation_of(referral),
        Side.PARTNER,
        accepted.at,
        accepted.opportunity,
        (accepted.policy_version, Scope.of(accepted.policy_scope)),
        referral.told.told_here,
        referral.told.stage or Stage.NEW,
    )


def outgoing_ground(referral: OutgoingReferral) -> Ground:
    """
    Raises:
        NotAccepted: it is a draft, of which nobody else knows.
    """
    if referral.submission is None:
        raise NotAccepted(f"{referral.number} is {referral.status}")
    chosen = opportunity_of(referral) or OpportunityChoice()
    pin = (referral.policy_version, Scope.of(referral.policy_scope))
    pinned = pin if referral.policy_version or referral.policy_scope else None
    terms, since = terms_of(referral), referral.submission.at
    return Ground(referral, terms, Side.PERSON, since, chosen, pinned)


def opportunity_of(referral: AnyReferral) -> OpportunityChoice | None:
    """What was chosen in the CRM, if anything was yet."""
    if isinstance(referral, OutgoingReferral):
        return referral.opportunity
    return referral.acceptance.opportunity if referral.acceptance else None


def edited_on(referral: AnyReferral, deal: Deal, syncs: Collection[FieldSync]) -> Deal:
    """
    Take in what people have edited on an outgoing referral. Its fields are what is shared, and are
    saved before the deal: what they say and the deal does not know yet is the host's last word.
    """
    if not isinstance(referral, OutgoingReferral):
        return deal
    edits = {f: text for f, text in words_of(referral).items() if text != deal.text(f)}
    return deal.edited(edits, syncs, at=_touched_at(referral), who=THE_HOST)


def _touched_at(referral: OutgoingReferral) -> datetime:
    """When anything of it was asked for, or done."""
    effects = referral.ledger.effects.values()
    return max((effect.at for effect in effects), default=referral.created_at)


def _is_stage_untold(moved: OutgoingReferral, before: OutgoingReferral, deal: Deal) -> bool:
    """Tell whether the sale went on here, and the partner wants to know."""
    wants = before.submission is not None and before.submission.tells_stage
    return wants and moved is not before and deal.values[DealField.STAGE].shared != moved.stage


def following(referral: OutgoingReferral, deal: Deal, *, at: datetime) -> OutgoingReferral:
    """
    Let an outgoing referral follow its deal: in its stage, and in what it shares of it. Of what it
    does not share, nothing is added. The partner is told what it has not said or heard itself.
    """
    said = {
        field: deal.text(field)
        for field, text in words_of(referral).items()
        if deal.text(field) not in ("", text)
    }
    moved = referral.moved_to(deal.stage or referral.stage)
    edited = moved.edited({field.value: text for field, text in said.items()})
    untold = any(deal.values[field].shared != text for field, text in said.items())
    untold = untold or _is_stage_untold(moved, referral, deal)
    return edited.corrected(at=at) if untold and edited.takes_corrections else edited
