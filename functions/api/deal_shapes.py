"""What clients send about the deal of a referral."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, Self

from pydantic import (
    AfterValidator,
    BeforeValidator,
    ConfigDict,
    Field,
    field_validator,
    model_validator,
)

from referral_hub.domain.bodies import AmountBody, Text4000, Title
from referral_hub.domain.referrals.deal_fields import DealField
from referral_hub.domain.shapes import Day, Frozen
from referral_hub.domain.visible import is_blank

_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_STAYS = "leave a field out to keep what it has; nothing is wiped"


def _not_blank(text: str) -> str:
    if is_blank(text):
        raise ValueError(f"must not be blank: {_STAYS}")
    return text


def _day(text: object) -> date:
    """Read a day; after `_not_null` pydantic would take no text for one any more."""
    if not (isinstance(text, str) and _DAY.fullmatch(text)):
        raise ValueError("must be a day such as 2027-03-31")
    return date.fromisoformat(text)


Description = Annotated[Text4000, AfterValidator(_not_blank)]
# None when nobody said it; by a factory, so that the document names no default: null is refused.
_LEFT_OUT: Any = Field(default_factory=lambda: None)


class DealBody(Frozen):
    """
    What is new of the deal; what is left out stays as it is.

    An amount and its currency are one value. The stage is the CRM's.
    """

    model_config = ConfigDict(json_schema_extra={"minProperties": 1})

    title: Title = _LEFT_OUT
    description: Description = _LEFT_OUT
    value: AmountBody = _LEFT_OUT
    target_close_date: Annotated[Day, BeforeValidator(_day)] = _LEFT_OUT

    @field_validator("*", mode="before")
    @classmethod
    def _not_null(cls, told: object) -> object:
        if told is None:
            raise ValueError(f"must not be null: {_STAYS}")
        return told

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not self.model_fields_set:
            raise ValueError("give at least one field")
        return self

    @property
    def told(self) -> Mapping[DealField, str]:
        """What was said, by the fields of a deal."""
        said = self.model_dump(mode="json", exclude_unset=True)
        money = {f"value.{part}": text for part, text in said.pop("value", {}).items()}
        return {DealField(path): text for path, text in {**said, **money}.items()}
