"""Convert a lead of the built-in CRM: its account and its opportunity, in one write (LC-5)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import NamedTuple

from referral_hub.application.choices import UnknownCrmRecord
from referral_hub.application.outgoing.rules.firing import RuleDesk
from referral_hub.application.outgoing.rules.saving import Saved, must_fit, saved
from referral_hub.domain.access import Principal
from referral_hub.domain.crm import Account, CrmObject
from referral_hub.domain.effects import Refused
from referral_hub.domain.forms import Fields, field_problems
from referral_hub.ports import KeepsSales, OpportunitySave, Write

from .keeping import kept_here, open_lead


class _At(NamedTuple):
    """The account that a lead becomes part of, and how it is written if it is new."""

    account: Account
    writes: tuple[Write, ...] = ()


def convert(
    *,
    lead_id: str,
    account_id: str,
    account: Fields,
    opportunity: Fields,
    token: str,
    by: Principal,
    now: datetime,
    desk: RuleDesk,
) -> Saved:
    """
    Make an opportunity of a lead, at an account that is there, or at a new one.

    What the lead says goes along, its referral code with it; `account` and `opportunity` are what
    is said over that. The rules for sharing look at the opportunity as at any that is saved.

    Raises:
        SavedElsewhere, CrmRecordNotFound, UnknownCrmRecord, InvalidFields: nothing was written.
        LeadIsConverted: it was converted before, or by somebody else at this moment.
        SaveVetoed: a rule forbids it.
        Conflict: others save it all the time.
    """
    crm = kept_here(desk.crm)
    open_lead(lead_id=lead_id, crm=desk.crm).must_be_open()
    at = _at(lead_id, account_id, account, token, desk)
    seeing = replace(desk, sharing=replace(desk.sharing, crm=crm.having(at.account)))

    def prepare() -> OpportunitySave | Refused:
        return _conversion(lead_id, at, opportunity, token, now, desk)

    return saved(prepare, by, now, seeing)


def _at(lead_id: str, account_id: str, fields: Fields, token: str, desk: RuleDesk) -> _At:
    if account_id:
        there = desk.crm.account(account_id)
        if there is None:
            why = f"the CRM has no account {account_id}"
            raise UnknownCrmRecord(why, fields={"account_id": why})
        return _At(there)
    lead = open_lead(lead_id=lead_id, crm=desk.crm)
    told = {**lead.account_fields, **_said(fields)}
    must_fit(field_problems(desk.crm.describe(CrmObject.ACCOUNT), told), within="account")
    account, write = _made(kept_here(desk.crm), told, token)
    return _At(account, (write,))


def _made(crm: KeepsSales, told: Fields, token: str) -> tuple[Account, Write]:
    made = crm.adding_account(told, token=token)
    assert not isinstance(made, Refused), "its fields fit"
    return made


def _conversion(
    lead_id: str, at: _At, fields: Fields, token: str, now: datetime, desk: RuleDesk
) -> OpportunitySave | Refused:
    """Prepare it on the lead as it is now: who edits it meanwhile is not overlooked."""
    crm = kept_here(desk.crm)
    lead = open_lead(lead_id=lead_id, crm=desk.crm)
    lead.must_be_open()
    told = {**lead.opportunity_fields, **_said(fields)}
    described = desk.crm.describe(CrmObject.OPPORTUNITY)
    must_fit(field_problems(described, told), within="opportunity")
    made = crm.adding(at.account.account_id, told, token=token, lead_id=lead_id)
    if isinstance(made, Refused):
        return made
    became = {
        "account_id": at.account.account_id,
        "opportunity_id": made.after.opportunity_id,
    }
    return replace(made, also=(crm.writing(lead.converted(**became, at=now)), *at.writes))


def _said(fields: Fields) -> Fields:
    """What is left empty is what the lead says."""
    return {name: text for name, text in fields.items() if text.strip()}
