"""Whether the CRM has what the hub needs, and what the policies that count name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from referral_hub.domain.crm import Check
from referral_hub.domain.errors import Unavailable
from referral_hub.domain.policies.policy import IntakePolicy, Scope
from referral_hub.ports import Crm, PartnerConnections
from referral_hub.records.partners import Partners
from referral_hub.records.policies import Policies

from .outgoing.forms import form_for
from .policies.configuration import words_of

_PUBLISH = "Give the CRM what the policy names, or publish a policy that fits."


def check_connection(
    *, crm: Crm, policies: Policies, partners: Partners, connections: PartnerConnections
) -> tuple[Check, ...]:
    """
    Look at the connection, then at each policy that counts: contact role, association type, fields
    that the CRM requires, options. Of a CRM that cannot be asked, only why is told. Never raises
    `Unavailable`.
    """
    from referral_hub.domain.policies.check import misfits_of  # noqa: PLC0415 - as in configuration

    checks = crm.check()
    try:
        crm.refresh()
        words = words_of(crm)
    except Unavailable as trouble:
        return (*checks, *_unless_told(checks, trouble))
    counting = _counting(crm, policies, partners)
    for policy in counting:
        form = form_for(policy.partner_id, partners=partners, connections=connections)
        checks += tuple(_of_policy(policy, misfits_of(policy, words, form)))
    return checks


def _counting(crm: Crm, policies: Policies, partners: Partners) -> list[IntakePolicy]:
    """That of all partners first, then those of partners who have their own."""
    everybody = policies.current(Scope(crm.name))
    each = (policies.current(Scope(crm.name, p.partner_id)) for p in partners.all())
    return [everybody, *(policy for policy in each if policy.partner_id)]


def _of_policy(policy: IntakePolicy, problems: dict[str, str]) -> Iterator[Check]:
    name = f"policy of {policy.partner_id or 'all partners'}"
    if not problems:
        yield Check(name=name, note=f"Version {policy.version} fits the CRM.")
    for place, why in problems.items():
        yield Check(name=f"{name}: {place}", problem=why, fix=_PUBLISH)


def _unless_told(checks: Sequence[Check], trouble: Unavailable) -> Iterator[Check]:
    if all(check.passed for check in checks):
        yield Check(name="policies", problem=trouble.reason, fix="Try again later.")
