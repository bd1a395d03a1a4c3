"""Features: the one that ships, and what the host made of it or beside it."""

from __future__ import annotations

from dataclasses import dataclass

from referral_hub.domain.features import DIVERSIFICATION, Feature, FeatureNotFound
from referral_hub.ports import Key, Table

from .items import every, from_item, whole_item


@dataclass(frozen=True)
class Features:
    table: Table

    def all(self) -> list[Feature]:
        kept = [from_item(Feature, item) for item in every(self.table, "FEATURE")]
        changed = any(each.feature_id == DIVERSIFICATION.feature_id for each in kept)
        return kept if changed else [DIVERSIFICATION, *kept]

    def find(self, feature_id: str) -> Feature | None:
        if item := self.table.get(Key("FEATURE", feature_id)):
            return from_item(Feature, item)
        return DIVERSIFICATION if feature_id == DIVERSIFICATION.feature_id else None

    def get(self, feature_id: str) -> Feature:
        """
        Raises:
            FeatureNotFound: there is none of this id.
        """
        found = self.find(feature_id)
        if found is None:
            raise FeatureNotFound(f"no feature {feature_id}")
        return found

    def save(self, feature: Feature) -> Feature:
        """
        Raises:
            Conflict: it changed since it was read.
        """
        saved = feature.model_copy(update={"version": feature.version + 1})
        item = whole_item(Key("FEATURE", saved.feature_id), "FEATURE", saved, version=saved.version)
        self.table.put(item, version=feature.version)
        return saved
