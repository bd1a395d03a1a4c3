"""Mail that stays here."""

from __future__ import annotations

from referral_hub.domain.effects import Done, Refused
from referral_hub.domain.mail import Mail


class MemoryMail:
    """Keeps each mail under its token, oldest first; refuses as told in `refusal`."""

    def __init__(self, refusal: Refused | None = None) -> None:
        self.refusal = refusal
        self.sent: dict[str, Mail] = {}

    def send(self, mail: Mail, *, token: str) -> Done | Refused:
        if token not in self.sent:
            if self.refusal:
                return self.refusal
            self.sent[token] = mail
        return Done(result=f"mail-{list(self.sent).index(token) + 1}")
