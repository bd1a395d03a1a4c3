"""What an admin decides for everybody: a policy is checked against the CRM before it counts."""

from __future__ import annotations

from collections.abc import Iterator

from referral_hub.domain.crm import CrmObject
from referral_hub.domain.errors import HubError
from referral_hub.domain.policy import ContactSyncMode, IntakePolicy
from referral_hub.ports import Crm
from referral_hub.records.configuration import Policies


class PolicyDoesNotFit(HubError):
    code = "policy_does_not_fit"
    fix = "GET /v1/crm/fields and GET /v1/crm/association-types list what the CRM knows."


def publish_policy(*, policy: IntakePolicy, crm: Crm, policies: Policies) -> IntakePolicy:
    """
    Publish the version after `policy.version`.

    Raises:
        PolicyDoesNotFit: it names what the CRM does not know; nothing was written.
        Conflict: somebody published in between.
    """
    if problems := dict(_problems(policy, crm)):
        detail = "; ".join(f"{field} {why}" for field, why in problems.items())
        raise PolicyDoesNotFit(detail, fields=problems)
    return policies.publish(policy)


def _problems(policy: IntakePolicy, crm: Crm) -> Iterator[tuple[str, str]]:
    yield from _of_fields(policy, CrmObject.ACCOUNT, crm)
    yield from _of_fields(policy, CrmObject.OPPORTUNITY, crm)
    labels = {known.label for known in crm.association_types()}
    used = policy.association_type and policy.contact_sync is not ContactSyncMode.NONE
    if used and policy.association_type not in labels:
        yield "association_type", f"must be one of: {', '.join(sorted(labels))}"


def _of_fields(policy: IntakePolicy, what: CrmObject, crm: Crm) -> Iterator[tuple[str, str]]:
    described = crm.describe(what)
    known = {field.name for field in described}
    unoffered = [f.name for f in described if f.required and f.name not in policy.offered(what)]
    if unoffered:
        why = f"must fill what the CRM requires, or the field set offer it: {', '.join(unoffered)}"
        yield f"{what}_mapping", why
    places = {
        f"{what}_mapping.{place}.target": mapping.target
        for place, mapping in enumerate(policy.mapping(what))
    }
    places |= {f"{what}_field_set.{i}": name for i, name in enumerate(policy.field_set(what))}
    for place, name in places.items():
        if name not in known:
            yield place, f"{name} is no field of the CRM's {what}"
