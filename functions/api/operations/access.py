"""Operations on access keys."""

from __future__ import annotations

from functions.api import key_views, shapes
from functions.api.routes import keys
from referral_hub.domain.access import KeyNotFound, PartnerRequired
from referral_hub.domain.partners.partner import PartnerNotFound
from referral_hub.domain.users import LastAdmin

from .operation import Operation

OPERATIONS: tuple[Operation, ...] = (
    Operation(
        "GET",
        "/v1/keys",
        "listKeys",
        "List the keys, without their secrets",
        keys.list_all,
        answers={200: key_views.KeyList},
    ),
    Operation(
        "POST",
        "/v1/keys",
        "issueKey",
        "Issue a key; its secret is shown once",
        keys.issue,
        answers={201: key_views.NewKeyView},
        body=shapes.KeyBody,
        refusals=(PartnerRequired, PartnerNotFound),
        secret=True,
    ),
    Operation(
        "POST",
        "/v1/keys/{key_id}/rotate",
        "rotateKey",
        "Replace a key; the old one opens for another 24 hours",
        keys.rotate,
        answers={201: key_views.NewKeyView},
        refusals=(KeyNotFound,),
        secret=True,
    ),
    Operation(
        "DELETE",
        "/v1/keys/{key_id}",
        "revokeKey",
        "Revoke a key, at once and for good",
        keys.revoke,
        answers={204: None},
        refusals=(KeyNotFound, LastAdmin),
    ),
    Operation(
        "GET",
        "/v1/me",
        "whoAmI",
        "See whom the key speaks for",
        keys.who_am_i,
        answers={200: key_views.CallerView},
    ),
)
