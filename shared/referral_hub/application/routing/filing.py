"""What comes in is given to somebody in the write that files it."""

from __future__ import annotations

from collections.abc import Sequence
from threading import Lock

from referral_hub.domain.errors import Conflict
from referral_hub.domain.referrals.invitation import Invitation
from referral_hub.domain.referrals.referral import Referral
from referral_hub.domain.routing.rules import RoutingRule
from referral_hub.records.referrals import Referrals

from .choosing import Choice, choose
from .desk import RoutingDesk
from .managing import allocated

# Of those who come at once one has the turn, and the others look again.
_LOOKS = 20
# Within a process they queue up: an import files eight at once, which would only hinder each other.
IN_TURN = Lock()


def file_routed(
    referral: Referral, invitation: Invitation, *, referrals: Referrals, desk: RoutingDesk
) -> Referral:
    """
    Save a new referral with its owner and partner manager.

    Nothing that comes in waits for routing: where others are faster time and again it is filed
    without an owner, and `assign_waiting` finds one.

    Raises:
        Conflict: another delivery of the same was faster.
    """
    rules = desk.rules.in_order()
    with IN_TURN:
        for _ in range(_LOOKS):
            choice = _choice(referral, invitation, rules, desk)
            chosen = referral.model_copy(update={"assignment": choice.assignment})
            routed = allocated(chosen, partners=desk.partners, users=desk.users)
            try:
                saved = referrals.save(routed, beside=choice.beside)
            except Conflict:
                if referrals.find(referral.number):
                    raise
                continue
            desk.workloads.free(choice.over)
            return saved
    return referrals.save(_left_waiting(referral, routed))


def _choice(
    referral: Referral, invitation: Invitation, rules: Sequence[RoutingRule], desk: RoutingDesk
) -> Choice:
    return choose(
        invitation=invitation,
        known=referral.assignment,
        rules=rules,
        at=referral.received_at,
        desk=desk,
    )


def _left_waiting(referral: Referral, routed: Referral) -> Referral:
    """Keep who was chosen of those who need no turn."""
    owner = referral.assignment.owner
    assignment = routed.assignment.model_copy(update={"owner": owner})
    return referral.model_copy(update={"assignment": assignment})
