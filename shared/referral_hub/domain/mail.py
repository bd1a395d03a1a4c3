"""What the hub writes to people."""

from __future__ import annotations

from referral_hub.domain.shapes import Frozen


class Mail(Frozen):
    """One e-mail to one person, in plain text: nothing in it can be taken for markup."""

    to: str
    subject: str
    text: str
