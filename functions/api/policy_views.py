"""What is shown of the versions of a policy."""

from __future__ import annotations

from pydantic import Field

from referral_hub.domain.policies.diff import PolicyChange
from referral_hub.domain.shapes import Frozen, Moment


class PolicyVersionView(Frozen):
    version: int
    published_at: Moment | None = None
    published_by: str = ""
    withdrawn: bool = Field(
        default=False, description="From here on the policy of all partners counts."
    )


class PolicyVersionList(Frozen):
    """The newest 100 versions, newest first; version 0, which ships, is not listed."""

    items: tuple[PolicyVersionView, ...]


class PolicyChangeList(Frozen):
    items: tuple[PolicyChange, ...]
