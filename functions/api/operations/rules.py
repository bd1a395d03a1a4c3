"""Operations on the rules by which opportunities become referrals."""

from __future__ import annotations

from functions.api import rule_shapes, rule_views
from functions.api.routes import rules
from referral_hub.application.queries import CrmRecordNotFound
from referral_hub.domain.outgoing.rules import ReferralRule, RuleDoesNotFit, RuleNotFound
from referral_hub.domain.partners.partner import PartnerNotFound

from .operation import Operation

OPERATIONS: tuple[Operation, ...] = (
    Operation(
        "GET",
        "/v1/referral-rules",
        "listReferralRules",
        "List the rules by which opportunities become referrals",
        rules.list_all,
        answers={200: rule_views.RuleList},
    ),
    Operation(
        "GET",
        "/v1/referral-rules/{rule_id}",
        "readReferralRule",
        "Read the newest version of a rule",
        rules.read,
        answers={200: ReferralRule},
        refusals=(RuleNotFound,),
        etag=True,
    ),
    Operation(
        "PUT",
        "/v1/referral-rules/{rule_id}",
        "publishReferralRule",
        "Publish the next version of a rule, or a new one",
        rules.publish,
        answers={200: ReferralRule},
        body=rule_shapes.RuleBody,
        refusals=(PartnerNotFound, RuleDoesNotFit),
        if_match="required",
        etag=True,
    ),
    Operation(
        "GET",
        "/v1/referral-rules/{rule_id}/versions",
        "listReferralRuleVersions",
        "List the versions of a rule, newest first",
        rules.list_versions,
        answers={200: rule_views.RuleList},
        refusals=(RuleNotFound,),
    ),
    Operation(
        "POST",
        "/v1/referral-rules/{rule_id}/activate",
        "activateReferralRule",
        "Let a rule count from now on",
        rules.activate,
        answers={200: ReferralRule},
        refusals=(PartnerNotFound, RuleNotFound, RuleDoesNotFit),
        etag=True,
    ),
    Operation(
        "POST",
        "/v1/referral-rules/{rule_id}/deactivate",
        "deactivateReferralRule",
        "Let a rule count no longer",
        rules.deactivate,
        answers={200: ReferralRule},
        refusals=(RuleNotFound,),
        etag=True,
    ),
    Operation(
        "POST",
        "/v1/referral-rules/{rule_id}/test",
        "tryReferralRule",
        "See what a rule makes of an opportunity, and why",
        rules.try_on_one,
        answers={200: rule_views.RuleTrialView},
        body=rule_shapes.RuleTrialBody,
        refusals=(RuleNotFound, CrmRecordNotFound),
    ),
    Operation(
        "POST",
        "/v1/referral-rules/check",
        "checkSave",
        "Ask the rules before an opportunity is saved",
        rules.check,
        answers={200: rule_views.RuleCheckView},
        body=rule_shapes.RuleCheckBody,
        refusals=(CrmRecordNotFound,),
    ),
    Operation(
        "GET",
        "/v1/referral-rule-files",
        "listReferralRuleFiles",
        "Get the rules as the files that are deployed into the CRM",
        rules.files,
        answers={200: rule_views.RuleFileList},
    ),
)
