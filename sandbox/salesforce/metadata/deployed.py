"""What an admin deployed on top of the standard objects: custom fields and an object."""

from collections.abc import Mapping

from sandbox.salesforce.metadata.fields import Field
from sandbox.salesforce.metadata.sobjects import SObject

HUB_ID = Field(
    "Referral_Hub_Id__c",
    length=64,
    label="Referral Hub Id",
    external_id=True,
    unique=True,
)
REFERRAL_CODE = Field("Referral_Code__c", length=80, label="Referral Code")

# What an admin mapped from leads to opportunities, by the field of the lead.
LEAD_MAPPING: Mapping[str, str] = {REFERRAL_CODE.name: REFERRAL_CODE.name}

REFERRAL = SObject(
    "Referral__c",
    "a0X",
    (
        Field("Name", length=80, label="Referral Number", nillable=False),
        HUB_ID,
        Field("Partner__c", length=255),
        Field("Partner_Referral_Id__c", length=255),
        Field("Company__c", length=255),
        Field("Title__c", length=255),
        Field("Description__c", "textarea", 32768),
        Field(
            "Status__c",
            "picklist",
            255,
            restricted=True,
            picklist=("pending_acceptance", "accepted", "rejected", "expired"),
        ),
        Field(
            "Stage__c",
            "picklist",
            255,
            restricted=True,
            picklist=("new", "in_progress", "won", "lost", "junk"),
        ),
        Field("Value__c", "double", digits=18, scale=2),
        Field("Currency__c", length=3),
        Field("Expires_At__c", "datetime"),
        Field("Hub_Link__c", "url", 255),
        Field("Decision__c", "picklist", 255, restricted=True, picklist=("Accept", "Reject")),
        Field("Rejection_Reason__c", length=255),
        Field("Account__c", "reference", 18, reference_to="Account"),
        Field("Create_Account__c", "boolean", nillable=False, default=False),
        Field("Opportunity__c", "reference", 18, reference_to="Opportunity"),
        Field("Hub_Answer__c", length=255),
        Field("OwnerId", "reference", 18, nillable=False, default="", reference_to="User"),
    ),
    label="Referral",
    captured=True,
)

CUSTOM_FIELDS: Mapping[str, tuple[Field, ...]] = {
    "Account": (HUB_ID,),
    "Contact": (HUB_ID,),
    "Opportunity": (HUB_ID, REFERRAL_CODE),
    "OpportunityContactRole": (HUB_ID,),
    # A field of activities, which tasks and events share.
    "Task": (HUB_ID,),
    "Lead": (REFERRAL_CODE,),
    "Order": (REFERRAL_CODE,),
}
