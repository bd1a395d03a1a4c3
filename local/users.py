"""One user for each role, who signs in at the identity provider."""

from collections.abc import Mapping
from typing import Any

from local.keys import PLATFORM
from referral_hub.adapters.dynamodb import DynamoTable
from referral_hub.domain.access import Role
from referral_hub.domain.users import User
from referral_hub.records.users import Users

# What the identity provider calls the hub.
CLIENT_ID = "referral-hub"


def _address(role: Role) -> str:
    at = f"{PLATFORM.partner_id}.example" if role.of_a_partner else "host.example"
    return f"{role.replace('_', '-')}@{at}"


ADDRESSES: Mapping[str, str] = {str(role): _address(role) for role in Role}


def introduce(dynamodb: Any, table_name: str) -> None:
    """Add the users; those of limited roles see the platform's records."""
    users = Users(DynamoTable(dynamodb, table_name))
    for role in Role:
        partner_ids = (PLATFORM.partner_id,) if role.limited else ()
        name = f"Local {role}".replace("_", " ")
        users.save(User(email=_address(role), name=name, role=role, partner_ids=partner_ids))


def token_command(provider_url: str, role: Role = Role.ADMIN) -> str:
    """Write the command that signs somebody in and prints the token."""
    return f"curl -s '{provider_url}/_sandbox/token?email={_address(role)}' | tr -d '\"'"
