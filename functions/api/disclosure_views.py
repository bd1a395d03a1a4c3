"""What the API shows of deals before they go to another organisation, and of features."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import Field

from referral_hub.application.outgoing.disclosing import Outline
from referral_hub.domain.access import Principal
from referral_hub.domain.customers import KnownReferral
from referral_hub.domain.features import Feature
from referral_hub.domain.outgoing.submission import OutboundLink
from referral_hub.domain.policies.filling import Filled
from referral_hub.domain.shapes import Frozen


class OutlineView(Frozen):
    """
    What would be disclosed: `discloses` goes out as it stands here, beside the consent, the owner
    and the note, and nothing else. `fields` say where each value comes from, `not_ready` what keeps
    it from going out.
    """

    partner_id: str
    link: OutboundLink
    discloses: Mapping[str, Any]
    irreversible: bool = Field(default=True, description="What was sent cannot be taken back.")
    fields: tuple[Filled, ...]
    not_ready: Mapping[str, str] = {}
    overlaps: tuple[KnownReferral, ...] = ()

    @classmethod
    def of(cls, outline: Outline, reader: Principal) -> OutlineView:
        draft = outline.draft
        return cls(
            partner_id=draft.referral.partner_id,
            link=outline.link,
            discloses=outline.content,
            fields=draft.filled.fields,
            not_ready=outline.problems,
            overlaps=tuple(known.shown_to(reader) for known in draft.referral.overlaps),
        )


class FeatureList(Frozen):
    items: tuple[Feature, ...]
