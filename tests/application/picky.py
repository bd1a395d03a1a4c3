"""A CRM that wants an opportunity to have a next step, and says so when asked for one."""

from __future__ import annotations

from typing import Any

from referral_hub.adapters.crms.builtin import BuiltInCrm
from referral_hub.domain.effects import Refused
from referral_hub.domain.forms import Fields

MISSING = Refused(
    reason="Next step is required",
    cause="required_field_missing",
    fields=("next_step",),
    fix="Fill next_step in, or map it, and retry.",
)


class PickyCrm(BuiltInCrm):
    def create_opportunity(self, account_id: str, fields: Fields, *, token: str) -> Any:
        if not fields.get("next_step"):
            return MISSING
        return super().create_opportunity(account_id, fields, token=token)
