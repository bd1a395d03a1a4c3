"""
Changing what is there: the fields that are given, and no other.

Source: REST API Developer Guide, "sObject Rows" (PATCH, answered with 204).
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from referral_hub.domain.effects import Done, Outcome, Refused
from referral_hub.domain.forms import Fields

from . import refusals
from .api import HAS_PRODUCTS, OPPORTUNITY, VALUE
from .description import Description, Descriptions
from .door import Door, row_path
from .errors import Refusal, unless_gone
from .lookups import blaming
from .values import number


class Updating:
    """Raises `Refusal` and `Unavailable` as `Door.ask` does."""

    def __init__(self, door: Door, descriptions: Descriptions) -> None:
        self._door = door
        self._descriptions = descriptions

    def opportunity(self, opportunity_id: str, fields: Fields) -> Outcome:
        described, problems = self._descriptions.judged(
            OPPORTUNITY, lambda it: it.problems_of_change(fields)
        )
        if problems:
            return refusals.of_values(problems)
        path = row_path(OPPORTUNITY, opportunity_id)
        try:
            refused = self._of_products(path, described, fields)
            return refused or self._write(opportunity_id, path, described.body(fields))
        except Refusal as refusal:
            self._descriptions.forget()
            raise blaming(
                refusal, described.lookups(fields), partial(self._is_there, path)
            ) from None

    def _is_there(self, path: str) -> bool:
        return unless_gone(lambda: self._door.ask("GET", f"{path}?fields=Id")) is not None

    def _write(self, opportunity_id: str, path: str, body: Mapping[str, Any]) -> Done:
        self._door.ask("PATCH", path, body)
        return Done(result=opportunity_id)

    def _of_products(self, path: str, described: Description, fields: Fields) -> Refused | None:
        """
        Refuse another amount of an opportunity with products, whose sum it is: Salesforce would
        answer with 204 all the same (Object Reference, "Opportunity", Amount).
        """
        if not fields.get(VALUE, "").strip() or HAS_PRODUCTS not in described.fields:
            return None
        row = self._door.ask("GET", f"{path}?fields={VALUE},{HAS_PRODUCTS}")
        total = described.texts(row).get(VALUE, "")
        is_other = number(total) != number(fields[VALUE].strip())
        return refusals.of_products(total) if row.get(HAS_PRODUCTS) and is_other else None
