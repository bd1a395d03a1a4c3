"""
Decisions made inside the CRM: read from the record there, and taken by the same use cases as those
of the API (IN-17, IN-18).
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from referral_hub.application import decisions
from referral_hub.application.choices import UnknownCrmRecord
from referral_hub.domain.crm_referrals import (
    MOST_OF_A_REASON,
    CrmAnswer,
    CrmDecision,
    CrmHint,
    CrmPerson,
    CrmVerdict,
)
from referral_hub.domain.errors import HubError
from referral_hub.domain.referrals.decision import AccountChoice, OpportunityChoice
from referral_hub.domain.referrals.referral import Referral
from referral_hub.ports import Crm, PartnerConnector, ReferralList
from referral_hub.records.deals import Deals
from referral_hub.records.policies import Policies
from referral_hub.records.referrals import Referrals

_log = logging.getLogger(__name__)


def take(
    *,
    hint: CrmHint,
    now: datetime,
    referrals: Referrals,
    policies: Policies,
    deals: Deals,
    crm: Crm,
    referral_list: ReferralList,
    connector: Callable[[str], PartnerConnector],
) -> Referral | None:
    """
    Decide as somebody did on a record of the list; what cannot be followed is answered there.

    Whoever the hint names decided: the record may name the hub, if it wrote there since.

    Returns the referral that this call decided; None for a record that is not decided, or is again,
    or cannot be followed.

    Raises:
        Unavailable, Conflict: look at the record again later.
    """
    told = referral_list.decision(hint.record_id)
    referral = _decided(told, hint.record_id, referrals) if told else None
    if told is None or referral is None or referral.status is told.agrees_with:
        return None
    by = CrmPerson.of(crm.name, hint.by or told.by)
    person = _Person(by, now, referrals, policies, crm)
    try:
        if told.verdict is CrmVerdict.REJECT:
            decided, mine = person.rejects(told, connector(referral.partner_id))
        else:
            decided, mine = person.accepts(told, referral)
    except HubError as refusal:
        _answer(told.number, refusal, referrals, deals)
        return None
    return decided if mine else None


@dataclass(frozen=True)
class _Person:
    """Somebody in the CRM, who decides as the API's callers do."""

    by: CrmPerson
    now: datetime
    referrals: Referrals
    policies: Policies
    crm: Crm

    def rejects(self, told: CrmDecision, connector: PartnerConnector) -> tuple[Referral, bool]:
        return decisions.reject(
            number=told.number,
            reason=_reason(told),
            by=self.by,
            now=self.now,
            referrals=self.referrals,
            connector=connector,
        )

    def accepts(self, told: CrmDecision, referral: Referral) -> tuple[Referral, bool]:
        return decisions.accept(
            referral=referral,
            account=_account(told, self.crm),
            opportunity=OpportunityChoice(existing=told.opportunity_id),
            by=self.by,
            now=self.now,
            referrals=self.referrals,
            policies=self.policies,
            crm=self.crm,
        )


def _answer(number: str, refusal: HubError, referrals: Referrals, deals: Deals) -> None:
    """Say on the record why not; somebody may have decided otherwise since it was read."""
    deals.give_answer(number, CrmAnswer.to(refusal, referrals.get(number).status))


def _decided(told: CrmDecision, record_id: str, referrals: Referrals) -> Referral | None:
    """Find whose record it is; that of another hub in front of the same CRM is left alone."""
    referral = referrals.find(told.number) if told.number else None
    if referral and told.is_about(referral):
        return referral
    _log.warning("Record %s of the CRM's list is none of this hub: nothing is decided", record_id)
    return None


def _account(told: CrmDecision, crm: Crm) -> AccountChoice:
    """Read the choice; an opportunity to be linked has an account, which need not be named."""
    account_id = told.account_id
    if told.opportunity_id and not account_id and not told.creates_account:
        chosen = crm.opportunity(told.opportunity_id)
        account_id = chosen.account_id if chosen else ""
    if bool(account_id) == told.creates_account:
        both = "choose one or ask for a new one, not both"
        why = both if account_id else "choose one, or ask for a new one"
        raise UnknownCrmRecord(why, fields={"account.existing": why})
    return AccountChoice(existing=account_id, create={} if told.creates_account else None)


def _reason(told: CrmDecision) -> str:
    reason = told.why
    if 0 < len(reason) <= MOST_OF_A_REASON:
        return reason
    too_long = f"is longer than {MOST_OF_A_REASON} characters"
    why = too_long if reason else "is required: the partner reads it"
    raise decisions.ReasonNotAccepted(why, fields={"reason": why})
