"""
What a referral programme keeps: referrals, and a journal of what happened to each.

Sources: Referral Marketing Developer Guide, "Referral", "TransactionJournal". They are there in
orgs with the licence only.
"""

from sandbox.salesforce.metadata.fields import Field
from sandbox.salesforce.metadata.sobjects import SObject

REFERRAL_RECORD = SObject(
    "Referral",
    "0wi",
    (
        Field("ClientName", length=255),
        Field("ClientEmail", "email", 80),
        Field("OpportunityId", "reference", 18, reference_to="Opportunity"),
    ),
    label="Referral",
)

JOURNAL_SUB_TYPE = SObject(
    "JournalSubType",
    "0lS",
    (Field("Name", length=255, nillable=False),),
    label="Journal Subtype",
    read_only=True,
)

TRANSACTION_JOURNAL = SObject(
    "TransactionJournal",
    "0lV",
    (
        Field("ActivityDate", "datetime", nillable=False),
        Field("JournalSubTypeId", "reference", 18, reference_to="JournalSubType"),
        Field("ReferralCode", length=255),
        Field("ReferralId", "reference", 18, reference_to="Referral"),
        Field(
            "ReferredPartyId",
            "reference",
            18,
            reference_to="Account",
            also_to=("Contact", "Lead"),
        ),
        Field("Status", "picklist", 40, nillable=False, default="Pending"),
    ),
    label="Transaction Journal",
)

PROGRAMME = (REFERRAL_RECORD, JOURNAL_SUB_TYPE, TRANSACTION_JOURNAL)
