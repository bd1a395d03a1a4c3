"""
Who may call what: THE table, which the guard, the document, docs/access.md and the tests read.

A row for every operation; one without a row is refused when its module is imported. Of limited
roles it says what they may do at all: partner managers, partner staff and integrations see their
own partners' records, and another's is as unknown to them as one that does not exist.
"""

from __future__ import annotations

from collections.abc import Mapping

from referral_hub.domain.access import Role

LETTERS: Mapping[str, Role] = {
    "A": Role.ADMIN,
    "O": Role.OPERATOR,
    "M": Role.PARTNER_MANAGER,
    "P": Role.PARTNER_STAFF,
    "I": Role.INTEGRATION,
    "R": Role.READ_ONLY,
}
# Instead of letters: needs no key. What else proves who calls, the operation itself checks.
ANYONE = "*"

MAY: Mapping[str, str] = {
    # Referrals. Operators decide, admins configure (IN-19); a retry may need either of them. A
    # partner manager is an operator for their partners, and configures nothing.
    "shareReferral": "PI",
    "listReferrals": "AOMPIR",
    "openReferral": "AOMPIR",
    "readTimeline": "AOMR",
    "readAssessment": "AOMR",
    "previewAcceptance": "AOMR",
    "acceptReferral": "OM",
    "rejectReferral": "OM",
    "retryReferral": "AOM",
    # Whose a referral is: the host's people know. Rules speak of all partners.
    "listRoutingRules": "AOR",
    "readRoutingRule": "AOR",
    "publishRoutingRule": "A",
    "listRoutingRuleVersions": "AOR",
    "activateRoutingRule": "A",
    "deactivateRoutingRule": "A",
    "tryRoutingRule": "AO",
    "explainRouting": "AOR",
    "declineReferral": "AOM",
    "giveReferral": "AOM",
    "listUnassigned": "AOMR",
    # By what referrers earn: the host's people know; a referrer is told with each decision.
    "listRewardPolicies": "AOR",
    "readRewardPolicy": "AOR",
    "publishRewardPolicy": "A",
    "listRewardPolicyVersions": "AOR",
    "tryRewardPolicy": "AOR",
    "replayRewardPolicy": "AOR",
    # Referrals by code. Lifecycles and codes decide who is paid; what wins a deal is for the host
    # alone to tell. Referrers of a partner are the partner's own people.
    "listLifecycles": "AOR",
    "readLifecycle": "AOR",
    "publishLifecycle": "A",
    "listLifecycleVersions": "AOR",
    "listReferrers": "AOMPIR",
    "readReferrer": "AOMPIR",
    "putReferrer": "A",
    "listReferralCodes": "AOMPIR",
    "readReferralCode": "AOMPIR",
    "putReferralCode": "A",
    "tellLifecycleEvent": "AO",
    "listTrackedReferrals": "AOMPIR",
    "openTrackedReferral": "AOMPIR",
    "retryTrackedReferral": "AO",
    "readTrackedTimeline": "AOMPIR",
    "explainTrackedReferral": "AOMPIR",
    "listUnmatchedRecords": "AOR",
    "openUnmatchedRecord": "AOR",
    "matchRecord": "AO",
    "dismissUnmatchedRecord": "AO",
    # Contacts come from whoever shared the referral, and are for those who may see the customer's.
    "addContacts": "PI",
    "listContacts": "AOMPI",
    # Of a deal the partner's machine tells anew, as operators do.
    "readDeal": "AOMPIR",
    "editDeal": "OMI",
    "syncReferral": "AOM",
    # The book. Its lines are worked on by both sides; admins and readers look.
    "listBook": "AOMPIR",
    "openBookLine": "AOMPIR",
    "editBookLine": "OMPI",
    # Outgoing referrals
    "readForm": "AOMR",
    "createOutgoingReferral": "OM",
    "previewOutgoingReferral": "OM",
    "listOutgoingReferrals": "AOMR",
    "openOutgoingReferral": "AOMR",
    "editOutgoingReferral": "OM",
    "submitOutgoingReferral": "OM",
    "resubmitOutgoingReferral": "OM",
    "retryOutgoingReferral": "AOM",
    "dismissOutgoingProblem": "AOM",
    "linkOutgoingReferral": "OM",
    "syncOutgoingReferral": "AOM",
    "answerOutgoingReferral": "PI",
    "readOutgoingTimeline": "AOMR",
    "createOutgoingBatch": "OM",
    "listOutgoingBatches": "AOMR",
    "openOutgoingBatch": "AOMR",
    # Deals that go to another organisation, and what offers it.
    "previewAccessReferral": "AOM",
    "sendAccessReferral": "AOM",
    "listFeatures": "AOMR",
    "putFeature": "A",
    # Sync problems
    "listSyncProblems": "AOMR",
    "groupSyncProblems": "AOMR",
    "retrySyncProblems": "AOM",
    "dismissProblem": "AOM",
    # Rules for sharing
    "listReferralRules": "AOR",
    "readReferralRule": "AOR",
    "publishReferralRule": "A",
    "listReferralRuleVersions": "AOR",
    "activateReferralRule": "A",
    "deactivateReferralRule": "A",
    "tryReferralRule": "AO",
    "checkSave": "AO",
    "listReferralRuleFiles": "A",
    # The CRM is one for all partners: who may look into it sees customers whoever referred them.
    "searchAccounts": "AOMR",
    "openAccount": "AOM",
    "describeFields": "AOMR",
    "listAssociationTypes": "AOMR",
    "listSalesStages": "AOMR",
    "checkConnection": "AO",
    "tellCrmEvents": "AO",
    "openOpportunity": "AOMR",
    "addOpportunity": "AO",
    "changeOpportunity": "AO",
    # A lead is a person.
    "openLead": "AOM",
    "addLead": "AO",
    "changeLead": "AO",
    "convertLead": "AO",
    "openOrder": "AOMR",
    "addOrder": "AO",
    "changeOrder": "AO",
    # Configuration
    "readPolicy": "AOR",
    "publishPolicy": "A",
    "withdrawPolicy": "A",
    "listPolicyVersions": "AOR",
    "readPolicyVersion": "AOR",
    "restorePolicy": "A",
    "comparePolicies": "AOR",
    "tryPolicy": "AOR",
    "tryOutgoingPolicy": "AO",
    "replayPolicy": "AOR",
    # Stages of a sale: whoever moves a referral has to know them.
    "listSalesWorkflows": "AOMPIR",
    "readSalesWorkflow": "AOMPIR",
    "publishSalesWorkflow": "A",
    # Partners
    "listPartners": "AOMR",
    "addPartner": "A",
    "openPartner": "AOMR",
    "changePartner": "A",
    "pausePartner": "A",
    "resumePartner": "A",
    "testPartner": "A",
    "putPartnerSecret": "A",
    "typeInReferral": "AOM",
    "importReferrals": "AOM",
    "tellMicrosoftEvent": ANYONE,
    # Links of peers. What a peer sends is signed with a key of its own.
    "listInboundLinks": "A",
    "makeInboundLink": "A",
    "openInboundLink": "A",
    "changeInboundLink": "A",
    "mailInboundLink": "A",
    "rotateLinkKey": "A",
    "revokeLinkKey": "A",
    "tellAccessMessage": ANYONE,
    # Quarantine
    "listQuarantine": "AOM",
    "openQuarantined": "AOM",
    "replayQuarantined": "AOM",
    "dismissQuarantined": "AOM",
    # Rewards. Partners see what their own referrers earn. Who approves, the policy says; payouts
    # are an admin's.
    "listRewards": "AOMPIR",
    "openReward": "AOMPIR",
    "approveReward": "AOM",
    "declineReward": "AOM",
    "holdReward": "AOM",
    "releaseReward": "AOM",
    "readStatement": "AOMPIR",
    "fetchStatement": "AOMPIR",
    "auditRewards": "A",
    "makePayouts": "A",
    "listPayouts": "AOMPIR",
    "openPayout": "AOMPIR",
    "fetchPayout": "AOMPIR",
    "tellPayoutPaid": "A",
    "tellPayoutFailed": "A",
    "fetchPayoutRun": "AOR",
    # A partner's own machine sets its webhook; its people are shown what it is told anyway.
    "putWebhook": "AI",
    "openWebhook": "AOMI",
    "removeWebhook": "AI",
    "rotateWebhookSecret": "AI",
    "testWebhook": "AI",
    "listDeliveries": "AOMI",
    "resendDelivery": "AI",
    # Access
    "listKeys": "A",
    "issueKey": "A",
    "rotateKey": "A",
    "revokeKey": "A",
    "whoAmI": "AOMPIR",
    "listUsers": "A",
    "readUser": "A",
    "putUser": "A",
    "changeUser": "A",
    # A partner's people see who else of theirs has access (PB-3).
    "listStaff": "AOMPI",
    # About the hub
    "readOpenApi": ANYONE,
    "readDocs": ANYONE,
    "readDocsAsset": ANYONE,
    "checkHealth": ANYONE,
}


def is_open(operation_id: str) -> bool:
    """Tell whether an operation needs no key."""
    return _row(operation_id) == ANYONE


def roles_of(operation_id: str) -> frozenset[Role]:
    """
    Return the roles that may call an operation; none where it needs no key.

    Raises:
        LookupError: it has no row, or one with a letter that stands for no role.
    """
    row = _row(operation_id)
    if row == ANYONE:
        return frozenset()
    if not row or not set(row) <= set(LETTERS):
        raise LookupError(f"the row of {operation_id} in {__name__} has other letters than roles")
    return frozenset(LETTERS[letter] for letter in row)


def _row(operation_id: str) -> str:
    if operation_id not in MAY:
        raise LookupError(f"{operation_id} has no row in MAY of {__name__}: say who may call it")
    return MAY[operation_id]
