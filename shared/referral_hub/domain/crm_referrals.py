"""Referrals as the people see them who live in the CRM, and what they decide there (IN-17)."""

from __future__ import annotations

from enum import StrEnum

from .referral import Stage, Status
from .shapes import Frozen, Moment


class ReferralCard(Frozen):
    """One referral in the CRM's own list: what somebody needs to decide, no contact data."""

    number: str
    partner: str
    partner_referral_id: str
    company: str = ""
    title: str = ""
    description: str = ""
    status: Status
    stage: Stage
    amount: str = ""
    currency: str = ""
    expires_at: Moment | None = None
    link: str = ""
    account_id: str = ""
    opportunity_id: str = ""
    answer: str = ""


class CrmVerdict(StrEnum):
    ACCEPT = "accept"
    REJECT = "reject"


class CrmDecision(Frozen):
    """
    What somebody decided on the referral's record in the CRM.

    An accepted one names the account (or asks for a new one), and may name an opportunity to be
    linked instead of creating one (IN-18). `by` is the CRM's id of the person.
    """

    number: str
    verdict: CrmVerdict
    account_id: str = ""
    creates_account: bool = False
    opportunity_id: str = ""
    reason: str = ""
    by: str


class CrmThing(StrEnum):
    """What the hub wants to hear about from a CRM."""

    REFERRAL = "referral"
    OPPORTUNITY = "opportunity"


class CrmHint(Frozen):
    """
    Somebody changed a record in the CRM: go and read it. `at` is when, if the CRM says so.
    """

    about: CrmThing
    record_id: str
    at: Moment | None = None
