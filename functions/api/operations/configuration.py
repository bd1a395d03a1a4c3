"""Operations on what an admin configures."""

from __future__ import annotations

from functions.api import policy_shapes, policy_views
from functions.api.routes import policy
from referral_hub.application.outgoing.trying import OutgoingTrial
from referral_hub.application.policies.configuration import PolicyDoesNotFit, PolicyNotFound
from referral_hub.application.queries import CrmRecordNotFound
from referral_hub.domain.partners.partner import PartnerNotFound
from referral_hub.domain.policies.policy import IntakePolicy
from referral_hub.domain.policies.trial import Replay, Trial
from referral_hub.domain.referrals.refusals import ReferralNotFound

from .operation import Operation

OPERATIONS: tuple[Operation, ...] = (
    Operation(
        "GET",
        "/v1/policy",
        "readPolicy",
        "Read the intake policy that counts",
        policy.read_current,
        answers={200: IntakePolicy},
        query=policy_shapes.PolicyQuery,
        refusals=(PartnerNotFound,),
        etag=True,
    ),
    Operation(
        "PUT",
        "/v1/policy",
        "publishPolicy",
        "Publish the next version of the intake policy",
        policy.publish,
        answers={200: IntakePolicy},
        body=policy_shapes.PolicyBody,
        query=policy_shapes.PolicyQuery,
        refusals=(
            PartnerNotFound,
            PolicyDoesNotFit,
        ),
        if_match="required",
        etag=True,
    ),
    Operation(
        "DELETE",
        "/v1/policy",
        "withdrawPolicy",
        "Let the policy of all partners count for one again",
        policy.withdraw,
        answers={200: IntakePolicy},
        query=policy_shapes.OwnPolicyQuery,
        refusals=(
            PartnerNotFound,
            PolicyNotFound,
        ),
        if_match="required",
        etag=True,
    ),
    Operation(
        "GET",
        "/v1/policy/{version}",
        "readPolicyVersion",
        "Read the policy that a referral was decided under",
        policy.read_version,
        answers={200: IntakePolicy},
        query=policy_shapes.PolicyQuery,
        refusals=(
            PartnerNotFound,
            PolicyNotFound,
        ),
        etag=True,
    ),
    Operation(
        "POST",
        "/v1/policy/{version}/restore",
        "restorePolicy",
        "Publish an older version of the policy as the newest",
        policy.restore,
        answers={200: IntakePolicy},
        query=policy_shapes.PolicyQuery,
        refusals=(
            PartnerNotFound,
            PolicyNotFound,
            PolicyDoesNotFit,
        ),
        if_match="required",
        etag=True,
    ),
    Operation(
        "GET",
        "/v1/policy-versions",
        "listPolicyVersions",
        "List the versions of the policy, newest first",
        policy.list_versions,
        answers={200: policy_views.PolicyVersionList},
        query=policy_shapes.PolicyQuery,
        refusals=(PartnerNotFound,),
    ),
    Operation(
        "GET",
        "/v1/policy-changes",
        "comparePolicies",
        "List what differs between two versions of the policy",
        policy.compare,
        answers={200: policy_views.PolicyChangeList},
        query=policy_shapes.PolicyChangesQuery,
        refusals=(
            PartnerNotFound,
            PolicyNotFound,
        ),
    ),
    Operation(
        "POST",
        "/v1/policy-trial",
        "tryPolicy",
        "Try a policy on one referral, without publishing it",
        policy.try_on_one,
        answers={200: Trial},
        body=policy_shapes.TrialBody,
        refusals=(PartnerNotFound, ReferralNotFound),
    ),
    Operation(
        "POST",
        "/v1/policy-trial/outgoing",
        "tryOutgoingPolicy",
        "Try a policy on one opportunity to share, without publishing it",
        policy.try_on_opportunity,
        answers={200: OutgoingTrial},
        body=policy_shapes.OutgoingTrialBody,
        refusals=(PartnerNotFound, CrmRecordNotFound),
    ),
    Operation(
        "POST",
        "/v1/policy-replay",
        "replayPolicy",
        "Try a policy on the newest referrals, without publishing it",
        policy.replay,
        answers={200: Replay},
        body=policy_shapes.ReplayBody,
        refusals=(PartnerNotFound,),
    ),
)
