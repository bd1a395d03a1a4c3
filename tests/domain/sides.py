"""One deal of which the partner, people of the host and the CRM say something."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from referral_hub.domain.deals.deal import Deal
from referral_hub.domain.forms import Fields
from referral_hub.domain.referrals.deal_fields import ConflictRule, DealField, FieldSync
from tests.builders import NOON, an_invitation

AMOUNT, CURRENCY = DealField.AMOUNT, DealField.CURRENCY
CRM_WINS, PARTNER_WINS = ConflictRule.CRM_WINS, ConflictRule.PARTNER_WINS
NEWEST, KEEP = ConflictRule.NEWEST, ConflictRule.KEEP
WRITTEN = {"Amount": "12500.00", "Money": "EUR", "Close": "2027-09-30", "Topic": "Lamps"}
LATER = NOON + timedelta(hours=1)


def syncs(rule: ConflictRule = CRM_WINS, **amount: Any) -> list[FieldSync]:
    return [
        FieldSync(field=AMOUNT, target="Amount", rule=rule, **amount),
        FieldSync(field=CURRENCY, target="Money", rule=rule),
        FieldSync(field=DealField.TARGET_CLOSE_DATE, target="Close", rule=rule),
    ]


def a_deal(written: Fields = WRITTEN) -> Deal:
    """A deal as it is when its referral was accepted; nothing is written when one was linked."""
    deal = Deal.begun(an_invitation(), syncs(), written=written, typed=(), at=NOON)
    return deal.updating(deal.update.model_copy(update={"sent": dict(WRITTEN)}))


def linked() -> Deal:
    return a_deal(written={})


def retold(deal: Deal, rule: ConflictRule = CRM_WINS, *, at: Any = LATER, **told: str) -> Deal:
    return deal.retold(_by_field(told), syncs(rule), at=at, who="partner:harbour")


def edited(deal: Deal, *, at: Any = LATER, **told: str) -> Deal:
    return deal.edited(_by_field(told), syncs(), at=at, who="operator:Ingrid")


def _by_field(told: Fields) -> dict[DealField, str]:
    return {DealField[name.upper()]: text for name, text in told.items()}


def heard(deal: Deal, rule: ConflictRule = CRM_WINS, *, at: Any = LATER, **has: str) -> Deal:
    return deal.heard(has, syncs(rule), at=at, who="salesforce")


def begun(deal: Deal, **wanted: str) -> Deal:
    """An update is under way; nobody knows yet whether it arrived."""
    update = deal.update.telling(wanted, identity=("R-1", str(deal.version)), at=LATER)
    return deal.updating(update)


def value(deal: Deal) -> str:
    return f"{deal.text(AMOUNT)} {deal.text(CURRENCY)}"


def wanting(deal: Deal, **filled: str) -> dict[str, str]:
    return deal.wanting(WRITTEN | filled, syncs())
