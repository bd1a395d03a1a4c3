"""
What an admin sets of AWS Partner Central: nothing. The catalog is a parameter of the stack, since
roles are narrowed by it, and these roles are how the hub signs in.
"""

from __future__ import annotations

from typing import ClassVar

from referral_hub.adapters.partner_context import ConnectionSettings


class Settings(ConnectionSettings):
    # A second one would bring every invitation in a second time.
    only_id: ClassVar[str] = "aws"
