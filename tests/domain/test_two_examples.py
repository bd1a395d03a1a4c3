"""The two examples of docs/mapping.md, told with the deal itself."""

from __future__ import annotations

from datetime import timedelta

import pytest

from referral_hub.domain.deals.deal import Deal
from referral_hub.domain.referrals.deal_fields import ConflictRule
from tests.domain.sides import (
    CRM_WINS,
    KEEP,
    LATER,
    NEWEST,
    PARTNER_WINS,
    a_deal,
    heard,
    retold,
    value,
    wanting,
)

HAS = {"Amount": "14000.00", "Money": "EUR"}
TOLD = {"amount": "13000", "currency": "EUR"}


def to_be_written(deal: Deal) -> dict[str, str]:
    amount, currency = value(deal).split()
    return wanting(deal, Amount=f"{amount}.00", Money=currency)


@pytest.mark.parametrize(
    ("rule", "counts", "written"),
    [
        (CRM_WINS, "14000 EUR", {}),
        (KEEP, "14000 EUR", {}),
        (PARTNER_WINS, "13000 EUR", {"Amount": "13000.00"}),
        (NEWEST, "13000 EUR", {"Amount": "13000.00"}),
    ],
)
def test_the_seller_knows_better(rule: ConflictRule, counts: str, written: dict[str, str]) -> None:
    sold = heard(a_deal(), rule, **HAS)

    told = retold(sold, rule, at=LATER + timedelta(days=30), **TOLD)
    again = retold(told, rule, at=LATER + timedelta(days=31), **TOLD)

    assert (value(sold), value(told)) == ("14000 EUR", counts)
    assert to_be_written(told) == written
    assert again == told


@pytest.mark.parametrize(
    ("rule", "counts", "written"),
    [
        (CRM_WINS, "14000 EUR", {}),
        (PARTNER_WINS, "13000 EUR", {"Amount": "13000.00"}),
        (KEEP, "13000 EUR", {"Amount": "13000.00"}),
        (NEWEST, "14000 EUR", {}),
    ],
)
def test_both_at_once(rule: ConflictRule, counts: str, written: dict[str, str]) -> None:
    told = retold(a_deal(), rule, **TOLD)

    read = heard(told, rule, at=LATER + timedelta(minutes=1), **HAS)

    assert value(read) == counts
    assert to_be_written(read) == written
