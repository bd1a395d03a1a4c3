"""
The standard objects of the org, with the fields that a connector meets.

Names, types, lengths and what is required: Object Reference for the Salesforce Platform, the page
of each object.
"""

from sandbox.salesforce.metadata.activities import TASK, TASK_STATUS
from sandbox.salesforce.metadata.fields import Field
from sandbox.salesforce.metadata.sobjects import SObject
from sandbox.salesforce.metadata.stages import STAGES

_SOURCES = ("Web", "Phone Inquiry", "Partner Referral", "Purchased List", "Other")
_FORECASTS = ("Omitted", "Pipeline", "Best Case", "Commit", "Closed")


def _owner() -> Field:
    return Field("OwnerId", "reference", 18, nillable=False, default="", reference_to="User")


def _address(kind: str) -> tuple[Field, ...]:
    return (
        Field(f"{kind}Street", "textarea", 255),
        Field(f"{kind}City", length=40),
        Field(f"{kind}State", length=80),
        Field(f"{kind}PostalCode", length=20),
        Field(f"{kind}Country", length=80),
    )


def _flag(name: str, *, writable: bool = True) -> Field:
    return Field(name, "boolean", nillable=False, default=False, writable=writable)


_PERSON = (
    Field("FirstName", length=40),
    Field("LastName", length=80, nillable=False),
    Field("Salutation", "picklist", 40, picklist=("Mr.", "Ms.", "Mrs.", "Dr.", "Prof.", "Mx.")),
    Field("Name", length=121, nillable=False, writable=False),
    Field("Title", length=128),
    Field("Email", "email", 80),
    Field("Phone", "phone", 40),
    Field("MobilePhone", "phone", 40),
    Field("LeadSource", "picklist", 255, picklist=_SOURCES),
    Field("Description", "textarea", 32000),
)

ACCOUNT = SObject(
    "Account",
    "001",
    (
        Field("Name", length=255, label="Account Name", nillable=False),
        Field("Type", "picklist", 255, picklist=("Prospect", "Customer - Direct", "Other")),
        Field("Industry", "picklist", 255, picklist=("Banking", "Retail", "Technology", "Other")),
        Field("Website", "url", 255),
        Field("Phone", "phone", 40),
        Field("AccountNumber", length=40),
        Field("Site", length=80),
        Field("AccountSource", "picklist", 255, picklist=_SOURCES),
        Field("AnnualRevenue", "currency", digits=18),
        Field("NumberOfEmployees", "int"),
        Field("Description", "textarea", 32000),
        *_address("Billing"),
        *_address("Shipping"),
        Field("ParentId", "reference", 18, reference_to="Account"),
        Field("MasterRecordId", "reference", 18, writable=False, reference_to="Account"),
        _owner(),
    ),
    label="Account",
    captured=True,
)

CONTACT = SObject(
    "Contact",
    "003",
    (
        Field("AccountId", "reference", 18, label="Account ID", reference_to="Account"),
        *_PERSON,
        Field("Department", length=80),
        *_address("Mailing"),
        Field("MasterRecordId", "reference", 18, writable=False, reference_to="Contact"),
        _owner(),
    ),
    label="Contact",
    captured=True,
)

OPPORTUNITY = SObject(
    "Opportunity",
    "006",
    (
        Field("AccountId", "reference", 18, label="Account ID", reference_to="Account"),
        Field("Name", length=120, nillable=False),
        Field(
            "StageName",
            "picklist",
            255,
            label="Stage",
            nillable=False,
            picklist=tuple(stage.name for stage in STAGES),
        ),
        Field("CloseDate", "date", nillable=False),
        Field("Amount", "currency", digits=18, scale=2),
        Field("Probability", "percent", digits=3),
        Field("Type", "picklist", 255, picklist=("Existing Business", "New Business")),
        Field("LeadSource", "picklist", 255, picklist=_SOURCES),
        Field("NextStep", length=255),
        Field("Description", "textarea", 32000),
        _flag("IsClosed", writable=False),
        _flag("IsWon", writable=False),
        _flag("HasOpportunityLineItem", writable=False),
        Field("ForecastCategoryName", "picklist", 40, picklist=_FORECASTS),
        _owner(),
    ),
    label="Opportunity",
    captured=True,
)

OPPORTUNITY_CONTACT_ROLE = SObject(
    "OpportunityContactRole",
    "00K",
    (
        Field(
            "OpportunityId",
            "reference",
            18,
            label="Opportunity ID",
            nillable=False,
            set_once=True,
            reference_to="Opportunity",
        ),
        Field("ContactId", "reference", 18, nillable=False, reference_to="Contact"),
        Field(
            "Role",
            "picklist",
            40,
            picklist=(
                "Business User",
                "Decision Maker",
                "Economic Buyer",
                "Evaluator",
                "Executive Sponsor",
                "Influencer",
                "Other",
            ),
        ),
        _flag("IsPrimary"),
    ),
    label="Opportunity Contact Role",
)

LEAD = SObject(
    "Lead",
    "00Q",
    (
        *_PERSON,
        Field("Company", length=255, nillable=False),
        Field(
            "Status",
            "picklist",
            255,
            nillable=False,
            default="Open - Not Contacted",
            picklist=(
                "Open - Not Contacted",
                "Working - Contacted",
                "Closed - Converted",
                "Closed - Not Converted",
            ),
        ),
        Field("Website", "url", 255),
        Field("Country", length=80),
        _flag("IsConverted", writable=False),
        _owner(),
    ),
    label="Lead",
    captured=True,
)

USER = SObject(
    "User",
    "005",
    (
        Field("Username", length=80, nillable=False),
        Field("FirstName", length=40),
        Field("LastName", length=80, nillable=False),
        Field("Name", length=121, nillable=False, writable=False),
        Field("Email", "email", 128, nillable=False),
        Field("Alias", length=8, nillable=False),
        _flag("IsActive"),
    ),
    label="User",
    read_only=True,
)

OPPORTUNITY_STAGE = SObject(
    "OpportunityStage",
    "01J",
    (
        Field("MasterLabel", length=255, nillable=False),
        Field("ApiName", length=255, nillable=False),
        Field("SortOrder", "int"),
        Field("DefaultProbability", "percent", digits=3),
        Field("ForecastCategoryName", "picklist", 40, picklist=_FORECASTS),
        _flag("IsActive"),
        _flag("IsClosed"),
        _flag("IsWon"),
    ),
    label="Opportunity Stage",
    read_only=True,
)

STANDARD = (
    ACCOUNT,
    CONTACT,
    OPPORTUNITY,
    OPPORTUNITY_CONTACT_ROLE,
    LEAD,
    USER,
    OPPORTUNITY_STAGE,
    TASK,
    TASK_STATUS,
)
