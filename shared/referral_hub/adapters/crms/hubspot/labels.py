"""
The labels of links between deals and contacts: what a person is in a deal.

They are each portal's own, so they are looked up by what they say. Source: HubSpot developer docs,
API reference 2026-09, "Associations schema".
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from hashlib import sha256
from typing import Any

from referral_hub.adapters.kept import Kept
from referral_hub.domain.cause import Cause
from referral_hub.domain.contacts.contact import normalised
from referral_hub.domain.crm import AssociationType

from . import paths
from .door import Door
from .errors import Refusal, unavailable

_PATH = paths.associations(paths.DEALS, paths.CONTACTS, "labels")


class Labels:
    def __init__(self, door: Door, clock: Callable[[], datetime]) -> None:
        self._door = door
        self.known = Kept(self._read, clock)

    def type_of(self, label: str) -> dict[str, Any]:
        """
        Name the kind of link that has this label, which is made if there is none.

        Raises:
            Refusal: HubSpot will not.
            Unavailable: HubSpot did not say.
        """
        found = _named(label, self.known()) or _named(label, self._anew())
        if found is None:
            self._make(label)
            found = _named(label, self._anew())
        if found is None:
            raise unavailable("HubSpot does not show the new association label yet", Cause.BUSY)
        return {"associationCategory": found.category, "associationTypeId": found.type_id}

    def _make(self, label: str) -> None:
        """What is refused may have been made by another call just now: a look will tell."""
        # Unique in the portal, the same for whoever makes it, and in letters that HubSpot takes.
        name = f"referral_hub_{sha256(normalised(label).encode()).hexdigest()[:12]}"
        try:
            self._door.post(_PATH, {"label": label, "name": name})
        except Refusal as refused:
            if refused.cause is Cause.NO_PERMISSION or _named(label, self._anew()) is None:
                raise

    def _anew(self) -> tuple[AssociationType, ...]:
        self.known.forget()
        return self.known()

    def _read(self) -> tuple[AssociationType, ...]:
        listed = self._door.get(_PATH)["results"]
        return tuple(_type(told) for told in listed if told.get("label"))


def labels_of(link: Mapping[str, Any]) -> list[str]:
    """Read what a link says of the person; a plain link says nothing."""
    told = (each.get("label") for each in link.get("associationTypes") or ())
    return [str(label) for label in told if label] or [""]


def _type(told: Mapping[str, Any]) -> AssociationType:
    return AssociationType(
        type_id=int(told["typeId"]), category=str(told["category"]), label=str(told["label"])
    )


def _named(label: str, known: Iterable[AssociationType]) -> AssociationType | None:
    """Prefer the very letters over the same word in other letters."""
    alike = [kind for kind in known if normalised(kind.label) == normalised(label)]
    return next((kind for kind in alike if kind.label == label), next(iter(alike), None))
