"""
The standard objects of the org, with the fields that a connector meets.

Names, types, lengths and what is required: Object Reference for the Salesforce Platform, the page
of each object.
"""

from sandbox.salesforce.metadata.activities import TASK, TASK_STATUS
from sandbox.salesforce.metadata.fields import Field
from sandbox.salesforce.metadata.groups import PERSON, SOURCES, address, flag, owner
from sandbox.salesforce.metadata.leads import LEAD
from sandbox.salesforce.metadata.orders import ORDER
from sandbox.salesforce.metadata.sobjects import SObject
from sandbox.salesforce.metadata.stages import STAGES

_FORECASTS = ("Omitted", "Pipeline", "Best Case", "Commit", "Closed")

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
        Field("AccountSource", "picklist", 255, picklist=SOURCES),
        Field("AnnualRevenue", "currency", digits=18),
        Field("NumberOfEmployees", "int"),
        Field("Description", "textarea", 32000),
        *address("Billing"),
        *address("Shipping"),
        Field("ParentId", "reference", 18, reference_to="Account"),
        Field("MasterRecordId", "reference", 18, writable=False, reference_to="Account"),
        owner(),
    ),
    label="Account",
    captured=True,
)

CONTACT = SObject(
    "Contact",
    "003",
    (
        Field("AccountId", "reference", 18, label="Account ID", reference_to="Account"),
        *PERSON,
        Field("Department", length=80),
        *address("Mailing"),
        Field("MasterRecordId", "reference", 18, writable=False, reference_to="Contact"),
        owner(),
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
        Field("LeadSource", "picklist", 255, picklist=SOURCES),
        Field("NextStep", length=255),
        Field("Description", "textarea", 32000),
        flag("IsClosed", writable=False),
        flag("IsWon", writable=False),
        flag("HasOpportunityLineItem", writable=False),
        Field("ForecastCategoryName", "picklist", 40, picklist=_FORECASTS),
        owner(),
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
        flag("IsPrimary"),
    ),
    label="Opportunity Contact Role",
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
        flag("IsActive"),
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
        flag("IsActive"),
        flag("IsClosed"),
        flag("IsWon"),
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
    ORDER,
    USER,
    OPPORTUNITY_STAGE,
    TASK,
    TASK_STATUS,
)
