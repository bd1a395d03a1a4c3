"""
Leads, and which of their statuses mean that a lead was converted.

Sources: Object Reference, "Lead" and "LeadStatus".
"""

from sandbox.salesforce.metadata.fields import Field
from sandbox.salesforce.metadata.groups import PERSON, flag, owner
from sandbox.salesforce.metadata.sobjects import SObject

# Those of a new org, and two that admins add where a lead comes to be qualified.
LEAD_STATUSES = (
    "Open - Not Contacted",
    "Working - Contacted",
    "Closed - Converted",
    "Closed - Not Converted",
    "New",
    "Qualified",
)
CONVERTED_STATUSES = ("Closed - Converted", "Qualified")


def _became(name: str, sobject: str) -> Field:
    return Field(name, "reference", 18, writable=False, reference_to=sobject)


LEAD = SObject(
    "Lead",
    "00Q",
    (
        *PERSON,
        Field("Company", length=255, nillable=False),
        Field(
            "Status",
            "picklist",
            255,
            nillable=False,
            default="Open - Not Contacted",
            picklist=LEAD_STATUSES,
        ),
        Field("Website", "url", 255),
        Field("State", length=80),
        Field("Country", length=80),
        Field("Industry", "picklist", 255, picklist=("Banking", "Retail", "Technology", "Other")),
        Field("AnnualRevenue", "currency", digits=18),
        Field("NumberOfEmployees", "int"),
        Field("MasterRecordId", "reference", 18, writable=False, reference_to="Lead"),
        flag("IsConverted", writable=False),
        Field("ConvertedDate", "date", writable=False),
        _became("ConvertedAccountId", "Account"),
        _became("ConvertedContactId", "Contact"),
        _became("ConvertedOpportunityId", "Opportunity"),
        owner(),
    ),
    label="Lead",
    captured=True,
)
