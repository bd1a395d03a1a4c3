"""What clients send about routing rules, and what they are shown."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from referral_hub.application.routing.explaining import Explanation
from referral_hub.domain.bodies import EMail, Reason
from referral_hub.domain.expressions.tracing import Traced
from referral_hub.domain.patterns import NUMBER
from referral_hub.domain.routing.rules import RoutingRule
from referral_hub.domain.shapes import Frozen, Moment

from .assignment_views import AssignmentView
from .shapes import Cursor, Limit
from .views import Number


class RoutingRuleBody(RoutingRule):
    """
    The next version of a routing rule. What the hub says of a version may be sent back as it was
    read; the address and If-Match are what counts.
    """


class RoutingRuleList(Frozen):
    """In the order in which they are asked."""

    items: tuple[RoutingRule, ...]


class RoutingTrialBody(Frozen):
    number: Annotated[str, Field(pattern=NUMBER)]


class RoutingTrialView(Frozen):
    """
    What a rule would make of a referral if it came in now: `trace` says what each part of the
    condition comes to, `chosen` whom it would be given to, as users, turns and room are now.
    """

    holds: bool
    trace: tuple[Traced, ...]
    chosen: AssignmentView


class DeclineBody(Frozen):
    """`owner` is who declines: by itself whoever the key or token is of."""

    reason: Reason
    owner: EMail = ""


class OwnerBody(Frozen):
    """Without an `owner` it is nobody's, and no rule gives it to anybody."""

    owner: EMail = ""
    reason: Reason


class RoutingView(Explanation):
    """
    Whose a referral is, and why. `partner_manager` is the rule's, or else the partner's own.
    """

    number: Number
    partner_manager: str = ""
    assignment: AssignmentView


class UnassignedQuery(Frozen):
    limit: Limit = 25
    cursor: Cursor = ""


class UnassignedView(Frozen):
    number: Number
    partner_id: str
    received_at: Moment
    assignment: AssignmentView


class UnassignedPage(Frozen):
    items: tuple[UnassignedView, ...]
    next_cursor: str = Field(default="", description="Empty on the last page.")
