"""Reading what a peer sends: the message strictly and as a whole, each deal of it for itself."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field

from referral_hub.application.access_links.receiving import refused
from referral_hub.domain.access_links.results import ItemResult
from referral_hub.domain.access_links.transfer import (
    MOST_DEALS,
    SHARED_ID,
    AccessContacts,
    AccessPing,
    SharedReferral,
)
from referral_hub.domain.shapes import Frozen
from referral_hub.domain.strict_json import Flaws

from .reading import read_document, read_part
from .refusals import InvalidRequest

_IN_DEAL = re.compile(r"/referrals/(\d+)(/.*)?")


class _Unread(Frozen):
    """A message with deals that nobody has looked at."""

    type: Literal["access.referrals"]
    referrals: Annotated[tuple[Any, ...], Field(min_length=1, max_length=MOST_DEALS)]


_KINDS: Mapping[str, type[BaseModel]] = {
    "access.referrals": _Unread,
    "access.contacts": AccessContacts,
    "access.ping": AccessPing,
}


@dataclass(frozen=True)
class Deals:
    """The deals of a message by their places: those that can be read, and why others cannot."""

    read: Mapping[int, SharedReferral]
    refused: Mapping[int, ItemResult]


def read_message(raw: bytes) -> Deals | AccessContacts | AccessPing:
    """
    Raises:
        MalformedJson: it is no JSON that the hub reads.
        InvalidRequest: it is no message that is known; of deals only their number is looked at.
    """
    document, flaws = read_document(raw)
    kind = _KINDS.get(str(document.get("type"))) if isinstance(document, dict) else None
    if kind is None:
        wrong = {"/type": f"must be {', '.join(_KINDS)}"}
        raise InvalidRequest("this is no message that is known here", fields=wrong)
    if kind is not _Unread:
        message = read_part(document, kind, at="", flaws=flaws)
        assert isinstance(message, AccessContacts | AccessPing)
        return message
    within, around = _apart(flaws)
    read_part(document, _Unread, at="", flaws=around)
    return _read_each(document["referrals"], within)


def _apart(flaws: Flaws) -> tuple[dict[int, Flaws], Flaws]:
    """Tell the flaws within each deal from those around them."""
    within: dict[int, Flaws] = defaultdict(dict)
    around: Flaws = {}
    for pointer, why in flaws.items():
        if found := _IN_DEAL.fullmatch(pointer):
            within[int(found[1])][found[2] or ""] = why
        else:
            around[pointer] = why
    return within, around


def _read_each(items: list[Any], flaws: Mapping[int, Flaws]) -> Deals:
    read: dict[int, SharedReferral] = {}
    unread: dict[int, ItemResult] = {}
    for place, item in enumerate(items):
        try:
            read[place] = read_part(item, SharedReferral, at="", flaws=flaws.get(place, {}))
        except InvalidRequest as why:
            unread[place] = refused(_id_of(item), why)
    return Deals(read, unread)


def _id_of(item: object) -> str:
    """What the deal is called, if that can be read; nothing else of it is repeated."""
    told = item.get("id") if isinstance(item, dict) else None
    return told if isinstance(told, str) and re.fullmatch(SHARED_ID, told) else ""
