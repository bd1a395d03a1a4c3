"""What an operator chooses for the CRM, checked before anything is decided."""

from __future__ import annotations

from collections.abc import Mapping

from referral_hub.domain.crm import CrmObject, Fields
from referral_hub.domain.decision import AccountChoice, OpportunityChoice
from referral_hub.domain.errors import HubError
from referral_hub.domain.invitation import Invitation
from referral_hub.domain.policy import FieldNotOffered, IntakePolicy
from referral_hub.domain.preview import form_of, problems_in
from referral_hub.ports import Crm


class UnknownCrmRecord(HubError):
    code = "unknown_crm_record"
    fix = "Search with GET /v1/crm/accounts and give an id from there."


class InvalidFields(HubError):
    code = "invalid_fields"
    fix = "Correct each field named in errors and send the request again."


def must_be_right(
    account: AccountChoice,
    opportunity: OpportunityChoice,
    policy: IntakePolicy,
    invitation: Invitation,
    crm: Crm,
) -> None:
    """
    Name everything that is wrong with the choices at once; of one kind, by its own name.

    Raises:
        UnknownCrmRecord, FieldNotOffered, InvalidFields: the choices.
        Unavailable: the CRM could not be asked.
    """
    wanted = to_be_created(account, opportunity)
    unknown = _unknown(account, opportunity, crm)
    strange = not_offered(wanted, policy)
    wrong = _wrong(wanted, policy, invitation, crm)
    problems = unknown | strange | wrong
    if not problems:
        return
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


def _unknown(account: AccountChoice, opportunity: OpportunityChoice, crm: Crm) -> dict[str, str]:
    missing = {}
    if account.existing and crm.account(account.existing) is None:
        missing["account.existing"] = "the CRM has no such account"
    if opportunity.existing:
        found = crm.opportunity(opportunity.existing)
        if found is None or found.account_id != account.existing:
            missing["opportunity.existing"] = "the account has no such opportunity"
    return missing


def _wrong(
    wanted: Mapping[CrmObject, Fields], policy: IntakePolicy, invitation: Invitation, crm: Crm
) -> dict[str, str]:
    problems: dict[str, str] = {}
    for what, overrides in wanted.items():
        described = crm.describe(what)
        form = form_of(policy, what, invitation, described=described, overrides=overrides)
        problems |= problems_in(what, form)
    return problems
