"""Operations on deals that go to other organisations, and on the features that offer it."""

from __future__ import annotations

from functions.api import disclosure_shapes, disclosure_views, outgoing_views
from functions.api.refusals import PreconditionRequired
from functions.api.routes import disclosures
from referral_hub.application.choices import UnknownCrmRecord
from referral_hub.domain.features import Feature
from referral_hub.domain.outgoing.refusals import (
    ChannelConflict,
    ConfirmationNeeded,
    ConsentNeeded,
    FeatureNotOffered,
    NoOutboundLink,
    NotReady,
    OutboundLinkOff,
    TakesNoReferrals,
    TooLong,
    UnknownFields,
)
from referral_hub.domain.partners.partner import PartnerNotFound
from referral_hub.domain.referrals.refusals import ReferralNotFound

from .operation import Operation

_REFUSALS = (
    PartnerNotFound,
    TakesNoReferrals,
    NoOutboundLink,
    OutboundLinkOff,
    FeatureNotOffered,
    ReferralNotFound,
    UnknownFields,
    TooLong,
    UnknownCrmRecord,
    ChannelConflict,
)

OPERATIONS: tuple[Operation, ...] = (
    Operation(
        "POST",
        "/v1/access-referral-preview",
        "previewAccessReferral",
        "See what would be disclosed to another organisation; nothing is sent",
        disclosures.preview,
        answers={200: disclosure_views.OutlineView},
        body=disclosure_shapes.AccessReferralBody,
        refusals=_REFUSALS,
    ),
    Operation(
        "POST",
        "/v1/access-referrals",
        "sendAccessReferral",
        "Send a deal to another organisation with the client's consent, for good",
        disclosures.send,
        answers={201: outgoing_views.OutgoingView},
        body=disclosure_shapes.AccessReferralBody,
        refusals=(*_REFUSALS, ConfirmationNeeded, ConsentNeeded, NotReady),
        idempotent=True,
        etag=True,
        headers=("Location",),
    ),
    Operation(
        "GET",
        "/v1/features",
        "listFeatures",
        "List what is offered through other organisations, and in which workflows",
        disclosures.list_features,
        answers={200: disclosure_views.FeatureList},
    ),
    Operation(
        "PUT",
        "/v1/features/{feature_id}",
        "putFeature",
        "Say in which workflows a feature is offered",
        disclosures.put_feature,
        answers={200: Feature},
        body=disclosure_shapes.FeatureBody,
        refusals=(PreconditionRequired,),
        if_match="required",
        etag=True,
    ),
)
