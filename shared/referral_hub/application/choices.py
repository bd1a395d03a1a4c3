"""What an operator chooses for the CRM, checked before anything is decided."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from referral_hub.domain.crm import Account, CrmObject, Opportunity
from referral_hub.domain.errors import HubError
from referral_hub.domain.forms import Fields
from referral_hub.domain.policies.policy import FieldNotOffered, IntakePolicy
from referral_hub.domain.policies.preview import form_of, problems_in
from referral_hub.domain.referrals.decision import AccountChoice, OpportunityChoice
from referral_hub.domain.referrals.terms import Terms
from referral_hub.ports import Crm


class UnknownCrmRecord(HubError):
    code = "unknown_crm_record"
    fix = (
        "Search with GET /v1/crm/accounts for the account; an opportunity's id is found in the CRM"
        " itself, and must be one of that account's."
    )


class InvalidFields(HubError):
    code = "invalid_fields"
    fix = (
        "Correct each field named in errors and send the request again; one that is neither mapped"
        " nor in the field set can be sent only after an admin has mapped it, or put it there."
    )


class Choices(NamedTuple):
    account: AccountChoice
    opportunity: OpportunityChoice


def must_be_right(
    account: AccountChoice,
    opportunity: OpportunityChoice,
    policy: IntakePolicy,
    terms: Terms,
    crm: Crm,
) -> Choices:
    """
    Return the choices, with the ids by which the CRM itself names the records: a person may write
    one in another way, or know a record by the id that it had before a merge.

    Names everything that is wrong at once; of one kind, by its own name.

    Raises:
        UnknownCrmRecord, FieldNotOffered, InvalidFields: the choices.
        Unavailable: the CRM could not be asked.
    """
    wanted = to_be_created(account, opportunity)
    found = _looked_up(account, opportunity, crm)
    unknown = _unknown(account, opportunity, found)
    strange = not_offered(wanted, policy)
    wrong = _wrong(wanted, policy, terms, crm)
    if wrong:
        crm.refresh()
        wrong = _wrong(wanted, policy, terms, crm)
    problems = unknown | strange | wrong
    if not problems:
        return found.over(account, opportunity)
    kinds = {UnknownCrmRecord: unknown, FieldNotOffered: strange, InvalidFields: wrong}
    named = [kind for kind, found in kinds.items() if found]
    refusal = named[0] if len(named) == 1 else InvalidFields
    raise refusal("; ".join(f"{k}: {v}" for k, v in problems.items()), fields=problems)


def to_be_created(
    account: AccountChoice, opportunity: OpportunityChoice
) -> dict[CrmObject, Fields]:
    """The overrides of each record that the choices ask for."""
    created: dict[CrmObject, Fields] = {}
    if account.create is not None:
        created[CrmObject.ACCOUNT] = account.create
    if not opportunity.existing:
        created[CrmObject.OPPORTUNITY] = opportunity.fields
    return created


def not_offered(wanted: Mapping[CrmObject, Fields], policy: IntakePolicy) -> dict[str, str]:
    """Name the overrides that the policy neither maps nor has in a field set."""
    return {
        f"{what}.{name}": "is not offered"
        for what, overrides in wanted.items()
        for name in sorted(set(overrides) - set(policy.offered(what)))
    }


class _Found(NamedTuple):
    """What the CRM has of the records that were chosen."""

    account: Account | None
    opportunity: Opportunity | None

    @property
    def belong_together(self) -> bool:
        if not (self.account and self.opportunity):
            return False
        return self.opportunity.account_id == self.account.account_id

    def over(self, account: AccountChoice, opportunity: OpportunityChoice) -> Choices:
        if self.account:
            account = AccountChoice(existing=self.account.account_id)
        if self.opportunity:
            opportunity = OpportunityChoice(existing=self.opportunity.opportunity_id)
        return Choices(account, opportunity)


def _looked_up(account: AccountChoice, opportunity: OpportunityChoice, crm: Crm) -> _Found:
    return _Found(
        crm.account(account.existing) if account.existing else None,
        crm.opportunity(opportunity.existing) if opportunity.existing else None,
    )


def _unknown(
    account: AccountChoice, opportunity: OpportunityChoice, found: _Found
) -> dict[str, str]:
    missing = {}
    if account.existing and found.account is None:
        missing["account.existing"] = "the CRM has no such account"
    if opportunity.existing and not found.belong_together:
        missing["opportunity.existing"] = "the account has no such opportunity"
    return missing


def _wrong(
    wanted: Mapping[CrmObject, Fields], policy: IntakePolicy, terms: Terms, crm: Crm
) -> dict[str, str]:
    problems: dict[str, str] = {}
    for what, overrides in wanted.items():
        described = crm.describe(what)
        form = form_of(policy, what, terms, described=described, overrides=overrides)
        problems |= problems_in(what, form)
    return problems
