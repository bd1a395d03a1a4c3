"""Features: the one that ships, and what the host made of it or beside it."""

from __future__ import annotations

from dataclasses import dataclass

from referral_hub.domain.errors import HubError
from referral_hub.domain.features import DIVERSIFICATION, Feature, FeatureNotFound

from .shipped import Shipped


@dataclass(frozen=True)
class Features(Shipped[Feature]):
    kind: str = "FEATURE"
    ships: Feature = DIVERSIFICATION
    missing: type[HubError] = FeatureNotFound
    called: str = "feature"
