"""What a policy may know of a sale: its inputs, kept with each decision to be replayed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from referral_hub.domain.shapes import Frozen


class Facts(Frozen):
    """
    A sale as it was at one moment. Texts are as the CRM has them: an amount may be empty, negative,
    or none at all, and a fact that nobody told is empty. `new_customer` is None where nobody knows.
    """

    amount: str = ""
    currency: str = ""
    close_date: date | None = None
    status: str = ""
    source: str = ""
    annual_revenue: str = ""
    region: str = ""
    country_code: str = ""
    product: str = ""
    new_customer: bool | None = None
    self_referral: bool = False
    referrer_kind: str = ""
    referrer_id: str = ""
    partner_id: str = ""
    code: str = ""
    other: Mapping[str, str] = {}
