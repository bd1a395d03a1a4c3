"""What the hub writes to people."""

from __future__ import annotations

from referral_hub.domain.errors import HubError
from referral_hub.domain.shapes import Frozen


class MailIsOff(HubError):
    code = "mail_is_off"
    fix = "Ask for no mail; or an admin deploys the hub with an address to send mail from."


class Mail(Frozen):
    """One e-mail to one person, in plain text: nothing in it can be taken for markup."""

    to: str
    subject: str
    text: str
