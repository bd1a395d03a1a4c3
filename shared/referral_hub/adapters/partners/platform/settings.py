"""What an admin sets of a platform: nothing. It signs in at the hub with its own access key."""

from __future__ import annotations

from typing import ClassVar

from referral_hub.adapters.partner_context import ConnectionSettings


class Settings(ConnectionSettings):
    polled: ClassVar[bool] = False
    told_by_webhook: ClassVar[bool] = True
