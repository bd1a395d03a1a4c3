"""
What differs from one deployment to the next: infra writes it, the runtime reads it, nobody else
knows it.
"""

from __future__ import annotations

import os
from typing import Self

from pydantic import BaseModel, ConfigDict

_PREFIX = "HUB_"


class Settings(BaseModel):
    """
    One field, one environment variable `HUB_<FIELD>`; an empty catalog means no Partner Central.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    table: str
    state_machine_arn: str = ""
    hints_queue_url: str = ""
    partner_central_catalog: str = ""
    partner_central_endpoint: str = ""

    @classmethod
    def from_env(cls) -> Self:
        """
        Read the environment.

        Raises:
            ValidationError: a variable is missing.
        """
        names = {field: f"{_PREFIX}{field.upper()}" for field in cls.model_fields}
        return cls(**{f: os.environ[name] for f, name in names.items() if name in os.environ})

    def as_env(self) -> dict[str, str]:
        """Write the environment of a function; what is not set is left out."""
        return {f"{_PREFIX}{f.upper()}": value for f, value in self if value}
