"""What clients send about partners and how the hub is connected with them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    ConfigDict,
    Field,
    RootModel,
    StringConstraints,
)

from referral_hub.domain.bodies import EMail, PartnerId, ShortName
from referral_hub.domain.partners.partner import PartnerKind
from referral_hub.domain.patterns import MEMBER_NAME
from referral_hub.domain.shapes import Frozen

from .partial_body import LEFT_OUT, PartialBody

# A partner is one item, and DynamoDB keeps 400 KB of it.
_MOST_BYTES = 100_000
# Secrets Manager, "Quotas": 65,536 bytes per secret; JSON may double a text that is escaped.
_MOST_SECRET = 30_000


def _bounded(settings: Mapping[str, Any]) -> Mapping[str, Any]:
    if len(json.dumps(settings)) > _MOST_BYTES:
        raise ValueError(f"the settings are longer than {_MOST_BYTES} bytes")
    return settings


def _short(members: Mapping[str, str]) -> Mapping[str, str]:
    if sum(len(text.encode()) for text in members.values()) > _MOST_SECRET:
        raise ValueError(f"the texts are longer than {_MOST_SECRET} bytes together")
    return members


PartnerSettings = Annotated[
    Mapping[str, Any],
    Field(description="What connects a partner of its kind, as docs/operating.md lists it."),
    AfterValidator(_bounded),
]


_MANAGER = (
    "E-mail address of the user of the host who answers for the partner, and to whom what it shares"
    " is allocated; empty: nobody."
)


class PartnerBody(Frozen):
    partner_id: PartnerId
    name: ShortName
    kind: PartnerKind = Field(
        default=PartnerKind.PLATFORM,
        description="A partner of kind `aws` has the id `aws`: a hub reads one Partner Central.",
    )
    settings: PartnerSettings = Field(default_factory=dict)
    manager: EMail = Field(default="", description=_MANAGER)


class PartnerChangeBody(PartialBody):
    """What is new of a partner; what is left out stays. Settings are replaced as a whole."""

    name: ShortName = LEFT_OUT
    settings: PartnerSettings = LEFT_OUT
    manager: EMail = LEFT_OUT


_SecretName = Annotated[str, StringConstraints(pattern=MEMBER_NAME)]
_SecretText = Annotated[str, StringConstraints(min_length=1)]


class SecretBody(
    RootModel[
        Annotated[
            Mapping[_SecretName, _SecretText],
            Field(min_length=1, max_length=20),
            AfterValidator(_short),
        ]
    ]
):
    """
    The texts with which the hub signs in at the partner, all of them: they replace those before.

    GET /v1/partners/{partner_id} lists their names; the texts are never shown.
    """

    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)
