"""What the API shows before somebody decides."""

from __future__ import annotations

from pydantic import Field

from referral_hub.domain.policies.preview import Preview


class PreviewView(Preview):
    """What accepting would create, and the reasons this partner accepts for a rejection."""

    rejection_reasons: tuple[str, ...] = Field(
        default=(), description="Empty when any text will do."
    )
