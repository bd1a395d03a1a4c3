"""The first partners and one key for each role, made by the hub's own use case."""

from datetime import UTC, datetime
from typing import Any

from referral_hub.adapters.dynamodb import DynamoTable
from referral_hub.application.access import issue_key
from referral_hub.domain.access import Role
from referral_hub.domain.partners.partner import Partner, PartnerKind
from referral_hub.records.access_keys import AccessKeys
from referral_hub.records.partners import Partners

AWS = Partner(partner_id="aws", name="AWS Partner Central", kind=PartnerKind.AWS)
PLATFORM = Partner(partner_id="example-platform", name="Example Platform")


def introduce(dynamodb: Any, table_name: str) -> dict[str, str]:
    """
    Add both partners and return a new key for each role, by the role's name.

    The keys of limited roles are for the platform's records.
    """
    table = DynamoTable(dynamodb, table_name)
    partners, keys = Partners(table), AccessKeys(table)
    for partner in (AWS, PLATFORM):
        partners.add(partner)
    return {str(role): _key(role, keys, partners) for role in Role}


def _key(role: Role, keys: AccessKeys, partners: Partners) -> str:
    issued = issue_key(
        role=role,
        name=f"local {role}",
        now=datetime.now(UTC),
        keys=keys,
        partners=partners,
        partner_ids=[PLATFORM.partner_id] if role.limited else [],
    )
    return issued.key
