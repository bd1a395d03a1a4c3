"""
Rejecting an invitation: final, and without a token, so that its status says whether it was done.
"""

from __future__ import annotations

from referral_hub.domain.effects import Done, Outcome, Refused

from . import words
from .central import Central
from .errors import Refusal


def reject(central: Central, invitation_id: str, reason: str, *, tried_before: bool) -> Outcome:
    """
    Reject, unless it is rejected.

    `tried_before` tells of an earlier attempt whose answer was lost: AWS may hide an invitation
    once it is rejected, and then its absence is the answer.

    Raises:
        Refusal, Unavailable: as `Central.ask` does.
    """
    if closed := _closed(central, invitation_id, reason, gone_is_done=tried_before):
        return closed
    try:
        central.ask(
            "reject_engagement_invitation", Identifier=invitation_id, RejectionReason=reason
        )
    except Refusal as refusal:
        closed = _closed(central, invitation_id, reason, gone_is_done=True)
        return closed or Refused(reason=refusal.reason)
    return Done(result=reason)


def _closed(
    central: Central, invitation_id: str, reason: str, *, gone_is_done: bool
) -> Outcome | None:
    found = central.find("get_engagement_invitation", Identifier=invitation_id)
    if found is None:
        return Done(result=reason) if gone_is_done else Refused(reason=words.GONE)
    if found.get("Status") == "REJECTED":
        return Done(result=reason)
    closed = words.CLOSED.get(str(found.get("Status")))
    return Refused(reason=closed) if closed else None
