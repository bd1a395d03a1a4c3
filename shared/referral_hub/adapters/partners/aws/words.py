"""Their words in ours: what Partner Central says in codes, said to an operator."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from referral_hub.domain.referrals.axes import Stage

# Documented for opportunity invitations; AWS refuses any other.
REJECTION_REASONS = (
    "Customer problem unclear",
    "Next steps unclear",
    "Unable to support",
    "Duplicate of partner referral",
    "Other",
)

# What AWS calls every opportunity that it makes of a lead (aws-samples, Lead_To_Opportunity.md).
CONVERTED = "Converted from Lead"

# Why an invitation cannot be answered any more, by its Status.
CLOSED = {
    "EXPIRED": "the invitation has expired at AWS; ask AWS to share the referral again",
    "REJECTED": "the invitation was rejected at AWS, and that is final",
    "ACCEPTED": "the invitation was accepted at AWS, and that is final",
}
NOT_NAMED = "AWS has not named the opportunity: accepting is not done"
GONE = "AWS does not show the invitation any more: it expired, was rejected, or is no longer ours"


class Review(StrEnum):
    """The ReviewStatus of an opportunity (ReviewStatus in the service model)."""

    DRAFT = "Pending Submission"
    SUBMITTED = "Submitted"
    IN_REVIEW = "In review"
    ACTION_REQUIRED = "Action Required"
    APPROVED = "Approved"
    REJECTED = "Rejected"


# Why an opportunity cannot be written now, by its ReviewStatus.
LOCKED: Mapping[str, str] = {
    Review.SUBMITTED: "AWS is about to review the opportunity and lets nobody change it",
    Review.IN_REVIEW: "AWS reviews the opportunity and lets nobody change it",
    # Any write re-submits it: the hub must not do so before somebody has corrected it.
    Review.ACTION_REQUIRED: (
        "AWS asks for corrections of the opportunity; make them in Partner Central"
    ),
}
# AWS's stages that agree with ours; the first is written where the opportunity is in none of them.
# By AWS a customer has signed from Committed on, and Launched is billed; who has just begun knows
# of no stage better than AWS (LifeCycle$Stage in the service model).
STAGES: Mapping[Stage, tuple[str, ...]] = {
    Stage.NEW: ("Prospect", "Qualified", "Technical Validation", "Business Validation"),
    Stage.IN_PROGRESS: ("Qualified", "Technical Validation", "Business Validation"),
    Stage.WON: ("Committed", "Launched"),
    Stage.LOST: ("Closed Lost",),
    Stage.JUNK: ("Closed Lost",),
}
# Closed Lost needs a reason, and the hub knows no better one.
LOST_BECAUSE = {Stage.LOST: "Other", Stage.JUNK: "No Opportunity"}
FIXED = (
    "AWS lets nobody change title and customer problem once it has approved an opportunity: take"
    " them out of tells_partner in the policy of this partner."
)
NO_OPPORTUNITY = "AWS has made no opportunity of the lead, and a lead has no deal that is told"
DISQUALIFIED = (
    "the lead is disqualified at AWS and cannot become an opportunity; change its status in"
    " Partner Central, and retry"
)
REVIEW_REJECTED = "AWS has rejected the opportunity in its review; it can only be read now"

# Failures of the acceptance task that another try may not meet again.
_PASSING = {
    "InternalError": "AWS had an internal error",
    "ServiceQuotaExceeded": "a quota of the AWS account is used up",
    "RequestThrottled": "AWS was asked too much at once",
}
# Every other code says by its ending what is wrong with the thing that it begins with.
_LASTING = {
    "AccessDenied": "the hub's role may not do all that accepting needs; see its IAM policy",
    "ValidationFailed": "AWS finds fault with the data",
    "NotFound": "AWS misses something that accepting needs",
    "NotPermitted": "AWS does not permit it for this referral",
    "SubmissionFailed": "AWS could not submit the opportunity",
}


def is_passing(code: str) -> bool:
    """Tell a failure that another try may not meet again."""
    return code in _PASSING or code.endswith("Conflict")


def failed_task(code: str, message: str, what: str = "accept") -> str:
    """
    Say why a task of AWS's failed; `what` it was to do.

    Codes of a passing trouble ask for a retry, whose new token starts a new task: AWS answers the
    old token with the task that failed, for ever.
    """
    passing = _PASSING.get(code)
    if code.endswith("Conflict"):
        passing = "something else changed it at the same time"
    if passing:
        return f"AWS could not {what}: {passing} ({code}); retry"
    lasting = next((words for end, words in _LASTING.items() if code.endswith(end)), message)
    said = f": {message}" if message and message != lasting else ""
    return f"AWS failed to {what}: {lasting} ({code or 'no reason given'}){said}"
