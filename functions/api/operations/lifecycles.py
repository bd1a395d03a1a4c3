"""Operations on lifecycles, referrers and their codes."""

from __future__ import annotations

from functions.api import lifecycle_shapes as shapes
from functions.api.routes import lifecycles, referrers
from referral_hub.domain.lifecycles.code import CodeDoesNotFit, CodeNotFound
from referral_hub.domain.lifecycles.lifecycle import (
    Lifecycle,
    LifecycleDoesNotFit,
    LifecycleNotFound,
)
from referral_hub.domain.lifecycles.referrer import ReferrerDoesNotFit, ReferrerNotFound

from .operation import Operation

OPERATIONS: tuple[Operation, ...] = (
    Operation(
        "GET",
        "/v1/lifecycles",
        "listLifecycles",
        "List the lifecycles along which referrals by code are followed",
        lifecycles.list_all,
        answers={200: shapes.LifecycleList},
    ),
    Operation(
        "GET",
        "/v1/lifecycles/{lifecycle_id}",
        "readLifecycle",
        "Read the newest version of a lifecycle",
        lifecycles.read,
        answers={200: Lifecycle},
        refusals=(LifecycleNotFound,),
        etag=True,
    ),
    Operation(
        "PUT",
        "/v1/lifecycles/{lifecycle_id}",
        "publishLifecycle",
        "Publish the next version of a lifecycle, or a new one",
        lifecycles.publish,
        answers={200: Lifecycle},
        body=shapes.LifecycleBody,
        refusals=(LifecycleDoesNotFit,),
        if_match="required",
        etag=True,
    ),
    Operation(
        "GET",
        "/v1/lifecycles/{lifecycle_id}/versions",
        "listLifecycleVersions",
        "List the versions of a lifecycle, newest first",
        lifecycles.list_versions,
        answers={200: shapes.LifecycleList},
        refusals=(LifecycleNotFound,),
    ),
    Operation(
        "GET",
        "/v1/referrers",
        "listReferrers",
        "List who refers by codes",
        referrers.list_all,
        answers={200: shapes.ReferrerList},
        query=shapes.ReferrerQuery,
    ),
    Operation(
        "GET",
        "/v1/referrers/{referrer_id}",
        "readReferrer",
        "Read a referrer",
        referrers.read,
        answers={200: shapes.ReferrerView},
        refusals=(ReferrerNotFound,),
        etag=True,
    ),
    Operation(
        "PUT",
        "/v1/referrers/{referrer_id}",
        "putReferrer",
        "Add a referrer, or change one",
        referrers.put,
        answers={200: shapes.ReferrerView},
        body=shapes.ReferrerBody,
        refusals=(ReferrerDoesNotFit,),
        if_match="required",
        etag=True,
    ),
    Operation(
        "GET",
        "/v1/referral-codes",
        "listReferralCodes",
        "List referral codes",
        referrers.list_codes,
        answers={200: shapes.CodeList},
        query=shapes.CodeQuery,
    ),
    Operation(
        "GET",
        "/v1/referral-codes/{code}",
        "readReferralCode",
        "Read a referral code",
        referrers.read_code,
        answers={200: shapes.CodeView},
        refusals=(CodeNotFound,),
        etag=True,
    ),
    Operation(
        "PUT",
        "/v1/referral-codes/{code}",
        "putReferralCode",
        "Add a referral code, or change one",
        referrers.put_code,
        answers={200: shapes.CodeView},
        body=shapes.CodeBody,
        refusals=(CodeDoesNotFit,),
        if_match="required",
        etag=True,
    ),
)
