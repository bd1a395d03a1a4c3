"""What the API shows of itself."""

from __future__ import annotations

from typing import Literal

from referral_hub.domain.shapes import Frozen


class HealthView(Frozen):
    status: Literal["ok"] = "ok"
