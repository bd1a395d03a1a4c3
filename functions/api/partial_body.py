"""A body that says what is new of something; what is left out stays as it is."""

from __future__ import annotations

from typing import Any, Self

from pydantic import ConfigDict, Field, field_validator, model_validator

from referral_hub.domain.shapes import Frozen

# None when nobody said it; by a factory, so that the document names no default: null is refused.
LEFT_OUT: Any = Field(default_factory=lambda: None)


class PartialBody(Frozen):
    model_config = ConfigDict(json_schema_extra={"minProperties": 1})

    @field_validator("*", mode="before")
    @classmethod
    def _not_null(cls, told: object) -> object:
        if told is None:
            raise ValueError("must not be null: leave a field out to keep what it has")
        return told

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not self.model_fields_set:
            raise ValueError(f"give at least one of {', '.join(type(self).model_fields)}")
        return self
