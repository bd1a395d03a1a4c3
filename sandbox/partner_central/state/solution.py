"""What the partner offers, as Partner Central lists it: an opportunity is about one of them."""

from dataclasses import dataclass
from datetime import datetime

ACTIVE, INACTIVE = "Active", "Inactive"


@dataclass(frozen=True)
class Solution:
    """One offer; only an active one can be part of an opportunity."""

    id: str
    name: str
    created: datetime
    category: str = "Software Product"
    status: str = ACTIVE


def first_solutions(created: datetime) -> dict[str, Solution]:
    """List what the partner of the stand-in offers from the beginning."""
    offers = (
        Solution("S-0000101", "Fjordlight Data Lake", created),
        Solution("S-0000102", "Fjordlight Sensor Hub", created),
        Solution("S-0000103", "Fjordlight Move", created, category="Consulting Service"),
        Solution("S-0000104", "Fjordlight Classic", created, status=INACTIVE),
    )
    return {offer.id: offer for offer in offers}
