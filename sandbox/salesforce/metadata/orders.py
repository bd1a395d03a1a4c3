"""
Orders (Object Reference, "Order"): `StatusCode` says which of two states a status stands for.
"""

from sandbox.salesforce.metadata.fields import Field
from sandbox.salesforce.metadata.groups import owner
from sandbox.salesforce.metadata.sobjects import SObject

DRAFT, ACTIVATED = "Draft", "Activated"

ORDER = SObject(
    "Order",
    "801",
    (
        Field("AccountId", "reference", 18, nillable=False, reference_to="Account"),
        Field("OpportunityId", "reference", 18, reference_to="Opportunity"),
        Field("Name", length=80, label="Order Name"),
        Field("EffectiveDate", "date", label="Order Start Date", nillable=False),
        Field(
            "Status",
            "picklist",
            255,
            nillable=False,
            picklist=(DRAFT, ACTIVATED, "Fulfilled"),
        ),
        Field("StatusCode", "picklist", 40, writable=False, picklist=(DRAFT, ACTIVATED)),
        Field("TotalAmount", "currency", digits=18, scale=2, writable=False),
        owner(),
    ),
    label="Order",
    captured=True,
)


def status_code(status: object) -> str:
    return DRAFT if status == DRAFT else ACTIVATED
