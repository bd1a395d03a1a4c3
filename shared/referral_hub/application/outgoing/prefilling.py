"""Prefill an outgoing referral from the CRM. Nothing is written anywhere."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from referral_hub.application.choices import UnknownCrmRecord
from referral_hub.domain.crm import Account, Contact, Opportunity
from referral_hub.domain.forms import FormField
from referral_hub.domain.outgoing.prefill import Prefilled, prefill
from referral_hub.domain.policies.crm_record import CONTACT, CrmPaths, CrmRecord
from referral_hub.domain.policies.policy import IntakePolicy, Scope
from referral_hub.domain.policies.preview import FORMS
from referral_hub.ports import Crm
from referral_hub.records.policies import Policies


def prefilled(
    *,
    partner_id: str,
    opportunity_id: str,
    edits: Mapping[str, str],
    policies: Policies,
    crm: Crm,
    form: Iterable[FormField],
    opportunity: Opportunity | None = None,
) -> Prefilled:
    """
    Fill the partner's form by the policy that counts for it; without an opportunity, with nothing
    but the edits. An `opportunity` that is given is taken as it is: read, or not saved yet.

    Raises:
        UnknownCrmRecord: the CRM has no such opportunity.
        Unavailable: the CRM could not be asked.
    """
    policy = policies.current(Scope(crm.name, partner_id))
    if opportunity_id and opportunity is None:
        opportunity = _opportunity(opportunity_id, crm)
    record = record_of(opportunity, policy, crm) if opportunity else None
    return Prefilled(
        fields=prefill(policy, record, form=form, edits=edits),
        # As the CRM spells it: Salesforce takes 15 characters of an id for its 18.
        opportunity_id=opportunity.opportunity_id if opportunity else "",
        account_id=opportunity.account_id if opportunity else "",
        policy_version=policy.version,
        policy_scope=policy.scope.text,
        ready_for_submit=policy.ready_for_submit,
    )


def record_of(opportunity: Opportunity, policy: IntakePolicy, crm: Crm) -> CrmRecord:
    """
    Read what the policy's mappings may name of the opportunity, and no more.

    Raises:
        Unavailable: the CRM could not be asked.
    """
    paths = CrmPaths.of({what: crm.describe(what) for what in FORMS})
    return CrmRecord.of(
        paths, opportunity, _account(opportunity, crm), _contact(opportunity, policy, crm)
    )


def _opportunity(opportunity_id: str, crm: Crm) -> Opportunity:
    found = crm.opportunity(opportunity_id)
    if found is None:
        fields = {"opportunity_id": "the CRM has no such opportunity"}
        raise UnknownCrmRecord(f"the CRM has no opportunity {opportunity_id}", fields=fields)
    return found


def _account(opportunity: Opportunity, crm: Crm) -> Account | None:
    return crm.account(opportunity.account_id) if opportunity.account_id else None


def _contact(opportunity: Opportunity, policy: IntakePolicy, crm: Crm) -> Contact | None:
    """
    Read the person who has the first part in the opportunity, the primary one before all others;
    somebody who only works at the account is nobody's contact for this sale.
    """
    paths = [f"contact.{name}" for name in CONTACT]
    if not any(mapping.reads(path) for mapping in policy.outgoing_mapping for path in paths):
        return None
    roles = crm.roles(opportunity.opportunity_id)
    first = min(roles, key=lambda role: not role.primary, default=None)
    return crm.contact(opportunity.account_id, first.contact_id) if first else None
