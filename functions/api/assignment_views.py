"""Who of the host follows a referral up, as the host's own people are shown it."""

from __future__ import annotations

from collections.abc import Mapping

from pydantic import Field

from referral_hub.domain.referrals.assignment import Assignment
from referral_hub.domain.shapes import Frozen


class AssignmentView(Frozen):
    """
    E-mail addresses of users. `owner_rule` and `manager_rule` are the routing rules that gave them,
    as `<rule id>@<version>`; `partner_manager` is empty where the partner's own counts.
    """

    owner: str = ""
    partner_manager: str = ""
    owner_rule: str = ""
    manager_rule: str = ""
    why: tuple[str, ...] = ()
    passed: Mapping[str, str] = Field(
        default={}, description="Who was passed over when the owner was chosen, and why."
    )
    declined: tuple[str, ...] = ()
    waiting: bool = Field(
        default=False, description="Whether it is nobody's although a rule names owners."
    )


def assignment_view(known: Assignment) -> AssignmentView:
    return AssignmentView(
        owner=known.owner,
        partner_manager=known.partner_manager,
        owner_rule=known.owner_rule,
        manager_rule=known.manager_rule,
        why=known.reasons,
        passed=known.passed,
        declined=known.declined,
        waiting=known.is_waiting,
    )
