"""The reward policy that ships with the hub: a tenth of what a sale comes to."""

from __future__ import annotations

from decimal import Decimal

from .policy import Condition, RewardPolicy, Tier

# At the end, too: often only the account of the opportunity tells whose the sale is.
_NOT_ITSELF = Condition(when="not self_referral", says="The referrer refers somebody else.")

# Referrals that it decided are decided by it again, years later: it never changes.
STANDARD = RewardPolicy(
    rule_id="standard",
    active=True,
    name="10 % of the sale",
    eligibility=(_NOT_ITSELF,),
    earns_if=(_NOT_ITSELF,),
    tiers=(Tier(percentage=Decimal(10), says="Every sale earns 10 % of its amount."),),
)
