"""Operations on partners and the connections with them."""

from __future__ import annotations

from functions.api import partner_shapes, partner_views
from functions.api.refusals import UnknownPartner
from functions.api.routes import partners
from referral_hub.application.routing.managing import NoManager
from referral_hub.domain.partners.partner import NotPolled, PartnerExists

from .operation import Operation

OPERATIONS: tuple[Operation, ...] = (
    Operation(
        "GET",
        "/v1/partners",
        "listPartners",
        "List the partners, and how asking each for news goes",
        partners.list_all,
        answers={200: partner_views.PartnerList},
    ),
    Operation(
        "POST",
        "/v1/partners",
        "addPartner",
        "Add a partner",
        partners.add,
        answers={201: partner_views.PartnerDetail},
        body=partner_shapes.PartnerBody,
        refusals=(PartnerExists, NoManager),
        idempotent=True,
        etag=True,
    ),
    Operation(
        "GET",
        "/v1/partners/{partner_id}",
        "openPartner",
        "Open a partner: how asking it for news goes and, for admins, its settings",
        partners.read,
        answers={200: partner_views.PartnerDetail},
        refusals=(UnknownPartner,),
        etag=True,
    ),
    Operation(
        "PATCH",
        "/v1/partners/{partner_id}",
        "changePartner",
        "Change a partner's name, settings or manager",
        partners.change,
        answers={200: partner_views.PartnerDetail},
        body=partner_shapes.PartnerChangeBody,
        refusals=(UnknownPartner, NoManager),
        if_match="required",
        etag=True,
    ),
    Operation(
        "POST",
        "/v1/partners/{partner_id}/pause",
        "pausePartner",
        "Ask a partner for no more news; its referrals go on",
        partners.pause,
        answers={200: partner_views.PartnerDetail},
        refusals=(UnknownPartner, NotPolled),
        etag=True,
    ),
    Operation(
        "POST",
        "/v1/partners/{partner_id}/resume",
        "resumePartner",
        "Ask a paused partner for news again",
        partners.resume,
        answers={200: partner_views.PartnerDetail},
        refusals=(UnknownPartner,),
        etag=True,
    ),
    Operation(
        "POST",
        "/v1/partners/{partner_id}/test",
        "testPartner",
        "Check whether the connection to a partner has all it needs",
        partners.test,
        answers={200: partner_views.PartnerChecks},
        refusals=(UnknownPartner,),
    ),
    Operation(
        "PUT",
        "/v1/partners/{partner_id}/secret",
        "putPartnerSecret",
        "Put the secret of a partner, or rotate it; it is never shown",
        partners.put_secret,
        answers={200: partner_views.PartnerDetail},
        body=partner_shapes.SecretBody,
        refusals=(UnknownPartner,),
        etag=True,
    ),
)
