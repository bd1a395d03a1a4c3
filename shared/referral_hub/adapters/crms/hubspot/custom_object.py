"""
The custom object `referral`, which only an Enterprise portal can have.

Source: HubSpot developer docs, API reference 2026-09, "Schemas", and the guide "Custom objects".
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from referral_hub.adapters.kept import Kept
from referral_hub.domain.cause import Cause

from . import paths
from .door import Door
from .errors import Refusal

NAME = "referral"
PROPERTIES = (
    paths.TOKEN,
    "number",
    "partner",
    "partner_referral_id",
    "company",
    "title",
    "description",
    "status",
    "stage",
    "value",
    "currency",
    "expires_at",
    "hub_link",
    "decision",
    "rejection_reason",
    "account_id",
    "create_account",
    "opportunity_id",
    "hub_answer",
)

# An admin who creates it need not wait longer for the list.
_LIFETIME = timedelta(minutes=15)


class CustomObject:
    def __init__(self, door: Door, clock: Callable[[], datetime]) -> None:
        self._door = door
        self._type_id = Kept(self._look, clock, _LIFETIME)

    def type_id(self) -> str:
        """
        The id that the portal gave it, such as `2-40000001`; empty in a portal without it.

        Raises:
            Refusal: HubSpot will not.
            Unavailable: HubSpot did not say.
        """
        return self._type_id()

    def _look(self) -> str:
        schema = schema_of_referrals(self._door)
        return str(schema["objectTypeId"]) if schema else ""


def schema_of_referrals(door: Door) -> Mapping[str, Any] | None:
    """
    Read its schema; None in a portal that has none, or whose token may not see custom objects:
    their scopes do not exist below Enterprise.

    Raises as `CustomObject.type_id` does.
    """
    try:
        schemas = door.get(paths.SCHEMAS)["results"]
    except Refusal as refused:
        if refused.cause in (Cause.NO_PERMISSION, Cause.RECORD_GONE):
            return None
        raise
    return next((schema for schema in schemas if schema["name"] == NAME), None)
