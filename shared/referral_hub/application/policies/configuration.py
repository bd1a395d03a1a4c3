"""What an admin decides for everybody: a policy is checked against the CRM before it counts."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from referral_hub.domain.access import Principal
from referral_hub.domain.crm import CrmObject
from referral_hub.domain.errors import HubError
from referral_hub.domain.forms import FormField
from referral_hub.domain.outgoing.form import SHARED
from referral_hub.domain.policies.policy import ALL_PARTNERS, IntakePolicy, Scope
from referral_hub.ports import Crm
from referral_hub.records.policies import Policies

if TYPE_CHECKING:
    from referral_hub.domain.policies.check import CrmWords


class PolicyNotFound(HubError):
    code = "policy_not_found"
    fix = "GET /v1/policy shows the newest version; earlier ones count down from it."


class PolicyDoesNotFit(HubError):
    code = "policy_does_not_fit"
    fix = (
        "Correct each place that errors names, as it says there. What the CRM has is listed by GET"
        " /v1/crm/fields/{object}, /v1/crm/stages and /v1/crm/association-types; what a partner"
        " takes, by GET /v1/partners/{partner_id}/form."
    )


def policy_version(
    *, version: int, policies: Policies, scope: Scope = ALL_PARTNERS
) -> IntakePolicy:
    """
    Read one version of a scope's policy; version 0 is the one that ships.

    Raises:
        PolicyNotFound: it has not been published.
    """
    found = policies.find(version, scope)
    if found is None:
        raise PolicyNotFound(f"no policy version {version}")
    return found


def publish_policy(
    *,
    policy: IntakePolicy,
    by: Principal,
    now: datetime,
    crm: Crm,
    policies: Policies,
    form: Iterable[FormField] = SHARED,
) -> IntakePolicy:
    """
    Publish the version after `policy.version` in the policy's scope; `form` is what its partner
    takes of outgoing referrals.

    Raises:
        PolicyDoesNotFit: it names what does not fit the CRM; nothing was written.
        Conflict: somebody published in between.
        Unavailable: the CRM could not be asked.
    """
    if problems := misfits(policy, crm, form):
        detail = "; ".join(f"{place}: {why}" for place, why in problems.items())
        raise PolicyDoesNotFit(detail, fields=problems)
    return policies.publish(policy, by=by.actor, at=now)


def restore_policy(
    *,
    scope: Scope,
    version: int,
    after: int,
    by: Principal,
    now: datetime,
    crm: Crm,
    policies: Policies,
    form: Iterable[FormField] = SHARED,
) -> IntakePolicy:
    """
    Publish an older version once more, after the newest; it is checked again.

    Raises:
        PolicyNotFound: the scope never had it.
        PolicyDoesNotFit, Conflict, Unavailable: as when publishing.
    """
    old = policy_version(version=version, policies=policies, scope=scope)
    again = old.model_copy(update={"version": after})
    return publish_policy(policy=again, by=by, now=now, crm=crm, policies=policies, form=form)


def withdraw_policy(
    *, scope: Scope, after: int, by: Principal, now: datetime, policies: Policies
) -> IntakePolicy:
    """
    Let the policy of all partners count for a partner whose newest is `after`; return it.

    Raises:
        PolicyNotFound: the partner has none of its own.
        Conflict: somebody published in between.
    """
    own = policies.current(scope)
    if own.scope != scope or not scope.partner_id:
        raise PolicyNotFound(f"{scope.partner_id} has no policy of its own")
    policies.withdraw(scope, version=after, by=by.actor, at=now)
    return policies.current(scope)


def misfits(policy: IntakePolicy, crm: Crm, form: Iterable[FormField] = SHARED) -> dict[str, str]:
    """
    Name every place of the policy that does not fit this CRM, as it is now, or the partner's form,
    and why.

    Raises:
        Unavailable: the CRM could not be asked.
    """
    if policy.crm != crm.name:
        return {"crm": f"must be {crm.name}, the CRM that this hub is connected to"}
    # Imported here: policies are checked when they change, and no other request pays for it.
    from referral_hub.domain.policies.check import misfits_of  # noqa: PLC0415

    crm.refresh()
    return misfits_of(policy, words_of(crm), form)


def words_of(crm: Crm) -> CrmWords:
    """
    Ask the CRM for all that a policy may name.

    Raises:
        Unavailable: the CRM could not be asked.
    """
    from referral_hub.domain.policies.check import CrmWords  # noqa: PLC0415

    return CrmWords(
        fields={what: crm.describe(what) for what in CrmObject},
        labels=tuple(known.label for known in crm.association_types()),
        makes_labels=crm.makes_association_types,
        stages=tuple(stage.name for stage in crm.stages()),
        roles=crm.contact_roles(),
        stage_field=crm.stage_field,
    )
