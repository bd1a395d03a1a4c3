"""E-mail to the host's people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from referral_hub.domain.effects import Done, Refused
    from referral_hub.domain.mail import Mail


class MailSender(Protocol):
    """Whoever sends the hub's mail."""

    def send(self, mail: Mail, *, token: str) -> Done | Refused:
        """
        Send a mail once, however often it is asked for under one token; `Done.result` is the id
        that the mail service gave it.

        Where nobody can know whether it was sent, as after an answer that got lost, it is refused:
        a mail that comes twice cannot be taken back, and what it says can be read in the hub.

        Raises:
            Unavailable: it was not sent; ask again under the same token.
            Conflict: somebody else sends it at this moment.
        """
