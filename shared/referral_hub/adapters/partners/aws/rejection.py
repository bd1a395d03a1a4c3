"""
Rejecting an invitation: final, and without a token, so that its status says whether it was done.
"""

from __future__ import annotations

from referral_hub.domain.effects import Done, Outcome, Refused

from . import words
from .central import Central
from .errors import Refusal
from .texts import cut

# AWS takes so many characters, in one line.
_LONGEST = 80


def reject(central: Central, invitation_id: str, reason: str) -> Outcome:
    """
    Reject, unless it is rejected.

    AWS may hide an invitation once it is rejected. The rejection is recorded before it is sent, so
    an invitation that is gone is taken for one that an attempt without an answer rejected. A reason
    in one's own words is cut to what AWS takes.

    Raises:
        Refusal, Unavailable: as `Central.ask` does.
    """
    if closed := _closed(central, invitation_id, reason):
        return closed
    said = cut(" ".join(reason.split()), _LONGEST)
    try:
        central.ask("reject_engagement_invitation", Identifier=invitation_id, RejectionReason=said)
    except Refusal as refusal:
        closed = _closed(central, invitation_id, reason)
        return closed or refusal.refused
    return Done(result=reason)


def _closed(central: Central, invitation_id: str, reason: str) -> Outcome | None:
    found = central.find("get_engagement_invitation", Identifier=invitation_id)
    if found is None or found.get("Status") == "REJECTED":
        return Done(result=reason)
    closed = words.CLOSED.get(str(found.get("Status")))
    return Refused(reason=closed) if closed else None
