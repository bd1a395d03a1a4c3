"""
Rules by which what comes in is given to somebody of the host: an owner, a partner manager (X-6).
"""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import Field, StringConstraints, model_validator

from referral_hub.domain.errors import HubError
from referral_hub.domain.expressions.expression import evaluate
from referral_hub.domain.expressions.tracing import paths_in
from referral_hub.domain.expressions.values import ExpressionFailed, Lookup
from referral_hub.domain.patterns import E_MAIL, NAME
from referral_hub.domain.policies.mapping import Expression
from referral_hub.domain.rule_versions import RuleVersion
from referral_hub.domain.shapes import Frozen
from referral_hub.domain.users import same_address

MOST_ACTIVE = 50
EMail = Annotated[str, StringConstraints(pattern=E_MAIL, max_length=255)]


class RoutingRuleNotFound(HubError):
    code = "routing_rule_not_found"
    fix = "GET /v1/routing-rules lists those that there are."


class RoutingRuleDoesNotFit(HubError):
    code = "routing_rule_does_not_fit"
    fix = (
        "Correct each place that errors names. A condition reads what was told, such as"
        " customer.country_code and value.amount; GET /v1/users lists the users."
    )


class PoolOwner(Frozen):
    """`capacity` is how many open referrals the user is given at most; null is no limit."""

    email: Annotated[EMail, Field(min_length=3)]
    capacity: int | None = Field(default=None, ge=1, le=1000)


class RoutingRule(RuleVersion):
    """
    One version of a rule.

    Of the active rules, in `order` and then by id, the first that names owners and whose condition
    `when` holds gives the owner; the first that names a partner manager, the partner manager.
    Without a condition a rule holds for all that comes in. `owners` take turns.
    """

    name: Annotated[str, StringConstraints(pattern=NAME, max_length=80)]
    order: int = Field(default=100, ge=0, le=9999)
    when: Expression = ""
    owners: tuple[PoolOwner, ...] = Field(default=(), max_length=50)
    partner_manager: EMail = ""

    @model_validator(mode="after")
    def _gives_somebody_and_each_once(self) -> Self:
        if not self.owners and not self.partner_manager:
            raise ValueError("must name owners, a partner_manager, or both")
        names = [same_address(owner.email) for owner in self.owners]
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise ValueError(f"owners has {twice[0]} twice")
        return self

    @property
    def place(self) -> tuple[int, str]:
        return (self.order, self.rule_id)

    @property
    def pool(self) -> dict[str, int | None]:
        """The owners by address, in their order, each with the capacity."""
        return {same_address(owner.email): owner.capacity for owner in self.owners}

    @property
    def paths(self) -> tuple[str, ...]:
        """What the condition reads, by path."""
        return paths_in(self.when) if self.when else ()

    def holds(self, lookup: Lookup) -> bool:
        """Tell whether the condition holds; where it has no value, it does not."""
        try:
            return not self.when or bool(evaluate(self.when, lookup))
        except ExpressionFailed:
            return False
