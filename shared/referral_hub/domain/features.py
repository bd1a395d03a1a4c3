"""What the host offers its clients through other organisations, and in which sales workflows."""

from __future__ import annotations

from pydantic import Field

from .errors import HubError
from .shapes import Frozen

FEATURE_ID = r"^[a-z][a-z0-9-]{1,39}$"


class FeatureNotFound(HubError):
    code = "feature_not_found"
    fix = "GET /v1/features lists them; an admin adds one with PUT /v1/features/{feature_id}."


class Feature(Frozen):
    """`workflows` are those that it is limited to; none are all."""

    feature_id: str = Field(pattern=FEATURE_ID)
    name: str = Field(min_length=1, max_length=120)
    workflows: tuple[str, ...] = ()
    version: int = 0

    @property
    def key(self) -> str:
        return self.feature_id

    def is_offered_in(self, workflow: str) -> bool:
        return not self.workflows or workflow in self.workflows


DIVERSIFICATION = Feature(feature_id="diversification", name="Diversification")
