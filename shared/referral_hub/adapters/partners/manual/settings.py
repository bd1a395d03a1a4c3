"""What an admin sets of such a partner: nothing. People reach it without the hub."""

from __future__ import annotations

from typing import ClassVar

from referral_hub.adapters.partner_context import ConnectionSettings


class Settings(ConnectionSettings):
    polled: ClassVar[bool] = False
    by_hand: ClassVar[bool] = True
