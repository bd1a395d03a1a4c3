"""
Tell the CRM again what it has not taken of a deal, under the policy that counts now.

What people have in the CRM is not overwritten because a mapping is another one: written is what had
to be told before, what shares a value with it, and what the CRM asked for.
"""

from __future__ import annotations

from referral_hub.domain.crm import CrmObject
from referral_hub.domain.deals.deal import Deal
from referral_hub.domain.deals.sync import going_on, sharing_values
from referral_hub.domain.policies.policy import IntakePolicy, MappingFails

from .open_deal import OpenDeal


def told_again(opened: OpenDeal, policy: IntakePolicy) -> Deal:
    """
    Begin to tell it once more.

    Raises:
        MappingFails: this policy has no value for a field.
    """
    opened = opened.having(_insisted(opened))
    now, deal = opened.deal.over(opened.terms), opened.deal
    form = going_on(policy, now, typed=opened.typed)
    wrong = {f"{CrmObject.OPPORTUNITY}.{f.name}": f.problem for f in form if f.problem}
    if wrong:
        raise MappingFails("; ".join(f"{k}: {v}" for k, v in wrong.items()), fields=wrong)
    due = _due(opened, policy)
    as_it_is = {f.name: f.value for f in form if f.value and f.name not in due}
    again = deal.update.again(policy.version, policy.scope.text, as_it_is=as_it_is)
    return deal.updating(again)


def _insisted(opened: OpenDeal) -> Deal:
    """Have told what this problem says that it cannot read, and nothing that another one does."""
    _, refused = opened.deal.update.ledger.stuck or ("", None)
    named = refused.fields if refused else ()
    return opened.deal.insisted([sync for sync in opened.syncs if sync.target in named])


def _due(opened: OpenDeal, policy: IntakePolicy) -> frozenset[str]:
    """Name the fields that are written under this policy."""
    now, deal = opened.deal.over(opened.terms), opened.deal
    form = going_on(opened.policy, now, typed=opened.typed)
    filled = {field.name: field.value for field in form if not field.problem}
    failed = {field.name for field in form if field.problem}
    untold = {*deal.wanting(filled, opened.syncs), *failed}
    sharing = sharing_values(untold, before=opened.policy, after=policy, terms=now)
    _, refused = deal.update.ledger.stuck or ("", None)
    return sharing | untold | set(refused.fields if refused else ())
