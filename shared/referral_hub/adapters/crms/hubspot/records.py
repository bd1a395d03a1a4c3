"""
Records and the links between them.

Sources: HubSpot developer docs, API reference 2026-09, "Create an object" (with its associations),
"Retrieve an object" (`idProperty`), "Batch upsert", "Associations" (the table of type ids that
HubSpot defines); developer changelog, "Deals now support merging" (the id that a read answers).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from referral_hub.domain.cause import Cause

from . import paths
from .door import Door, next_page
from .errors import Refusal, found, gone, unavailable

Record = Mapping[str, Any]
Link = Mapping[str, Any]
End = tuple[str, str]

_BATCH = 100


def hubspots(type_id: int) -> dict[str, Any]:
    """Name a kind of link that HubSpot itself defines."""
    return {"associationCategory": "HUBSPOT_DEFINED", "associationTypeId": type_id}


CONTACT_TO_COMPANY = [hubspots(279)]
DEAL_TO_CONTACT = hubspots(3)
NOTE_TO_CONTACT, NOTE_TO_DEAL = hubspots(202), hubspots(214)
PRIMARY = hubspots(5)
# The deal's first company, and the plain link that goes with it.
DEAL_TO_COMPANY = [PRIMARY, hubspots(341)]


class Made(NamedTuple):
    record_id: str
    is_new: bool


class Records:
    def __init__(self, door: Door) -> None:
        self._door = door

    def upsert(self, kind: str, properties: Mapping[str, str], *, token: str) -> str:
        """
        Write the record of this token, which makes it if there is none; return its id.

        Raises:
            Refusal: HubSpot will not.
            Unavailable: HubSpot did not say.
        """
        one = {"id": token, "idProperty": paths.TOKEN, "properties": dict(properties)}
        body = {"inputs": [one]}
        try:
            results = self._door.batch(paths.objects(kind, "batch", "upsert"), body)
        except Refusal as refused:
            if refused.refused.fields != (paths.TOKEN,) or not refused.existing:
                raise
            # Another call with this token was faster, and this is its record.
            return refused.existing
        if not results:
            raise unavailable("HubSpot did not say which record it wrote")
        return str(results[0]["id"])

    def once(
        self, kind: str, properties: Mapping[str, str], links: Sequence[Link], *, token: str
    ) -> Made:
        """
        Make the record of this token, or find the one that an earlier call made, as people have
        left it since: an upsert would write over what they edited. Raises as `upsert` does.
        """
        try:
            return Made(self.create(kind, properties, links, token=token), is_new=True)
        except Refusal as refused:
            record_id = self._known(kind, token)
            if not record_id:
                raise _explained(refused) from None
            return Made(record_id, is_new=False)

    def _known(self, kind: str, token: str) -> str:
        path = paths.objects(kind, token)
        try:
            record = found(lambda: self._door.get(path, idProperty=paths.TOKEN))
        except Refusal:  # the first one says what is wrong
            return ""
        return str(record["id"]) if record else ""

    def create(
        self, kind: str, properties: Mapping[str, str], links: Sequence[Link], *, token: str
    ) -> str:
        """Make the record of this token with its links, in one step. Raises as `upsert` does."""
        told = {**properties, paths.TOKEN: token}
        body = {"properties": told, "associations": list(links)}
        return str(self._door.post(paths.objects(kind), body)["id"])

    def update(self, kind: str, record_id: str, properties: Mapping[str, str]) -> None:
        """
        Change some properties; after a merge, those of the record that is left.

        Raises as `upsert` does.
        """
        path, told = paths.objects(kind, checked_id(kind, record_id)), dict(properties)
        try:
            self._door.ask("PATCH", path, {"properties": told})
        except Refusal as refused:
            left = self._left_of(path) if refused.cause is Cause.RECORD_GONE else ""
            if left in ("", record_id):
                raise
            self._door.ask("PATCH", paths.objects(kind, left), {"properties": told})

    def _left_of(self, path: str) -> str:
        """A read follows a merge; of writes by the id of a merged record HubSpot says nothing."""
        record = found(lambda: self._door.get(path))
        return str(record["id"]) if record else ""

    def one(self, kind: str, record_id: str, names: Iterable[str]) -> Record | None:
        """Read a record; after a merge it is the one that is left."""
        return next(self.several(kind, [record_id], names), None)

    def several(self, kind: str, ids: Iterable[str], names: Iterable[str]) -> Iterator[Record]:
        """Read records by id, in no order; what is not there is left out."""
        wanted, named = [each for each in ids if paths.is_id(each)], list(names)
        for start in range(0, len(wanted), _BATCH):
            inputs = [{"id": each} for each in wanted[start : start + _BATCH]]
            # In the body, because a portal may have more properties than an address can hold.
            body = {"inputs": inputs, "properties": named, "propertiesWithHistory": []}
            yield from self._door.post(paths.objects(kind, "batch", "read"), body)["results"]

    def links(self, kind: str, record_id: str, to: str) -> list[Link]:
        """List what a record is linked with: `toObjectId` and `associationTypes` of each."""
        found: list[Link] = []
        place = {"id": record_id} if paths.is_id(record_id) else {}
        while place:
            page = self._door.post(
                paths.associations(kind, to, "batch", "read"), {"inputs": [place]}
            )
            told: Link = next(iter(page["results"]), {})
            found += told.get("to") or ()
            after = next_page(told)
            place = {"id": record_id, "after": after} if after else {}
        return found

    def company_of(self, deal_id: str) -> str:
        """Name the deal's primary company, or its only one."""
        links = self.links(paths.DEALS, deal_id, paths.COMPANIES)
        primary = [link for link in links if PRIMARY in types_of(link)]
        return next(map(linked_id, primary or links), "")

    def link(self, end: End, other: End, types: Sequence[Mapping[str, Any]]) -> None:
        """
        Link two records so, and in no other way: HubSpot may take `types` for all there are.

        Raises as `upsert` does.
        """
        self._put_link(end, other, "associations", list(types))

    def link_plainly(self, end: End, other: End) -> None:
        """Link two records, and leave any other link of theirs alone. Raises as `upsert` does."""
        self._put_link(end, other, "associations/default", None)

    def _put_link(self, end: End, other: End, how: str, body: Any) -> None:
        (kind, record_id), (to, to_id) = end, other
        there = (*how.split("/"), to, checked_id(to, to_id))
        self._door.ask("PUT", paths.objects(kind, checked_id(kind, record_id), *there), body)


def _explained(refused: Refusal) -> Exception:
    """Say what a refusal means when there is no record that explains it."""
    if refused.refused.fields == (paths.TOKEN,) and refused.cause is Cause.DUPLICATE:
        told = "HubSpot knows a record of this effect, yet does not show it"
        return unavailable(told, Cause.BUSY)
    return refused


def linked_id(link: Link) -> str:
    return str(link["toObjectId"])


def types_of(link: Link) -> list[dict[str, Any]]:
    """Read how two records are linked, in the words that a link is made with."""
    return [
        {"associationCategory": kind["category"], "associationTypeId": int(kind["typeId"])}
        for kind in link.get("associationTypes") or ()
    ]


def checked_id(kind: str, record_id: str) -> str:
    """
    Let through what may stand in an address.

    Raises:
        Refusal: HubSpot has no such ids.
    """
    if not paths.is_id(record_id):
        raise gone(f"record of {kind}")
    return record_id
