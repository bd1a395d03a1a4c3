"""Operations on what an admin configures."""

from __future__ import annotations

from functions.api import schemas, views
from functions.api.refusals import PreconditionFailed
from functions.api.routes import partners, policy
from referral_hub.application.configuration import PolicyDoesNotFit
from referral_hub.application.queries import PolicyNotFound
from referral_hub.domain.partner import PartnerExists
from referral_hub.domain.policy import IntakePolicy

from .operation import Operation
from .roles import ADMIN, HOST

CONFIGURATION: tuple[Operation, ...] = (
    Operation(
        "GET",
        "/v1/policy",
        "readPolicy",
        "Read the intake policy",
        policy.read_current,
        answers={200: IntakePolicy},
        roles=HOST,
        etag=True,
    ),
    Operation(
        "PUT",
        "/v1/policy",
        "publishPolicy",
        "Publish the next version of the intake policy",
        policy.publish,
        answers={200: IntakePolicy},
        roles=ADMIN,
        body=schemas.PolicyBody,
        refusals=(PolicyDoesNotFit, PreconditionFailed),
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
        roles=HOST,
        refusals=(PolicyNotFound,),
        etag=True,
    ),
    Operation(
        "GET",
        "/v1/partners",
        "listPartners",
        "List the partners",
        partners.list_all,
        answers={200: views.PartnerList},
        roles=HOST,
    ),
    Operation(
        "POST",
        "/v1/partners",
        "addPartner",
        "Add a partner",
        partners.add,
        answers={201: views.PartnerView},
        roles=ADMIN,
        body=schemas.PartnerBody,
        refusals=(PartnerExists,),
        idempotent=True,
    ),
)
