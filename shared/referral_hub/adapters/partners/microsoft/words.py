"""Their words in ours: what Partner Center says in codes, said to an operator."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

# Substatus of what waits for our answer, and of what waits for somebody else's.
WAITING = "Pending"
NEW = (WAITING, "Received")

GONE = "Partner Center does not show the referral any more: it was removed, or is no longer ours"

_CLOSED = {
    "Expired": "the referral has expired in Partner Center",
    "Declined": "the referral was declined in Partner Center",
    "Won": "the deal was closed as won in Partner Center",
    "Lost": "the deal was closed as lost in Partner Center",
    "Error": "Partner Center closed the referral because of an error of its own",
}
ACTIVE = "the referral was accepted in Partner Center; close the deal there as lost"
STAYS_CLOSED = "Partner Center opens no deal again that was closed there"
NO_PLACE = "Partner Center lets nobody change the name of a referral"
NOT_OURS = "the referral waits for somebody else's answer in Partner Center"


def closed(substatus: str) -> str:
    return _CLOSED.get(substatus, "the referral was closed in Partner Center")


def classification(document: Mapping[str, Any], inviter: str) -> str:
    """
    Say what kind of referral it is, as Partner Center's pages tell them apart.

    Source: Microsoft Learn, "Referral resources": type, qualification and who invited.
    """
    qualification, by_microsoft = document.get("qualification"), inviter in ("", "msft")
    if document.get("type") == "Shared":
        return "shared deal"
    if qualification == "Direct" and by_microsoft:
        return "marketplace lead"
    if qualification in ("SalesQualified", "MarketingQualified") and inviter == "msft":
        return "qualified lead"
    return "" if by_microsoft else "co-sell opportunity"
