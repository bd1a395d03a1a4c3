"""The stand-in takes a lead as Google documents it, and names what is wrong with one."""

from __future__ import annotations

from typing import Any

import pytest

from sandbox.google_partners.errors import ApiError
from sandbox.google_partners.lead import created

LEAD = {
    "engagementModel": "RESELL",
    "dealTransactionType": "NEW",
    "customer": {"companyName": "Solberg Ports"},
    "partnerAnnualContractValue": 2500,
    "leadCurrencyCode": "EUR",
    "estimatedCloseDate": {"year": 2027, "month": 9, "day": 30},
    "dealTerm": "12",
    "opportunitySummary": "Tide gauges",
    "supportLevel": "NONE",
    "productInterests": ["GOOGLE_CLOUD"],
    "submitterEmail": "ingrid@host.example",
}


def test_a_lead_waits_for_google_and_what_is_output_only_is_ignored() -> None:
    made = created({**LEAD, "name": "mine", "leadApprovalStatus": "APPROVED"})

    assert made == {**LEAD, "leadStatus": "OPEN", "leadApprovalStatus": "PENDING"}


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"dealTerm": ""}, "dealTerm"),
        ({"colour": "red"}, "colour"),
        ({"partnerAnnualContractValue": "much"}, "partnerAnnualContractValue"),
        ({"productInterests": ["ONE", "TWO"]}, "productInterests"),
    ],
)
def test_what_is_wrong_is_named_as_a_violation_of_its_field(
    wrong: dict[str, Any], field: str
) -> None:
    with pytest.raises(ApiError) as refused:
        created({**LEAD, **wrong})

    assert refused.value.status == 400
    assert refused.value.field == field
