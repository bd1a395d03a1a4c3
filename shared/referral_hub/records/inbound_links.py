"""
Inbound links and their keys; of a key there is only the public half.

    INBOUND_LINK      <link id>      where it leads, and which keys it has
    INBOUND_LINK_OF   <partner id>   the one link of a peer
    LINK_KEY          <key id>       whose it is, its public half, how long it lives
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from referral_hub.domain.access_links.link import (
    InboundLink,
    InboundLinkExists,
    InboundLinkNotFound,
    LinkKey,
)
from referral_hub.domain.errors import Conflict
from referral_hub.domain.partners.partner import Partner
from referral_hub.domain.shapes import Frozen
from referral_hub.ports import Item, Key, Table, Write

from .items import every, from_item, to_item


class LinkOf(Frozen):
    """Says that a peer has a link, and which."""

    link_id: str


@dataclass(frozen=True)
class InboundLinks:
    table: Table

    def find(self, link_id: str) -> InboundLink | None:
        item = self.table.get(Key("INBOUND_LINK", link_id))
        return from_item(InboundLink, item) if item else None

    def get(self, link_id: str) -> InboundLink:
        """
        Raises:
            InboundLinkNotFound: there is none of this id.
        """
        found = self.find(link_id)
        if found is None:
            raise InboundLinkNotFound(f"no inbound link {link_id}")
        return found

    def all(self) -> list[InboundLink]:
        return [from_item(InboundLink, item) for item in every(self.table, "INBOUND_LINK")]

    def key(self, key_id: str) -> LinkKey | None:
        item = self.table.get(Key("LINK_KEY", key_id))
        return from_item(LinkKey, item) if item else None

    def keys_of(self, link: InboundLink) -> list[LinkKey]:
        """Read the keys of a link, in the order in which they were drawn."""
        places = [Key("LINK_KEY", key_id) for key_id in link.key_ids]
        read = [from_item(LinkKey, item) for item in self.table.get_many(places)] if places else []
        return sorted(read, key=lambda key: link.key_ids.index(key.key_id))

    def add(self, link: InboundLink, key: LinkKey, *, new_partner: Partner | None = None) -> None:
        """
        Keep a new link with its first key, and its peer if that is new too: all, or nothing.

        Raises:
            InboundLinkExists: the peer has a link, or somebody else has just added either.
        """
        one = LinkOf(link_id=link.link_id)
        writes = [
            Write(_item_of_link(link), 0),
            Write(_item_of_key(key), 0),
            Write(to_item(_one_of(link.partner_id), "INBOUND_LINK_OF", one, version=1), 0),
        ]
        if new_partner:
            place = Key("PARTNER", new_partner.partner_id)
            writes.append(Write(to_item(place, "PARTNER", new_partner, version=1), 0))
        try:
            self.table.put_all(writes)
        except Conflict:
            raise InboundLinkExists(
                f"{link.partner_id} has an inbound link", fields={"partner_id": "has a link"}
            ) from None

    def save(self, link: InboundLink) -> InboundLink:
        """
        Raises:
            Conflict: it changed since it was read.
        """
        saved = link.model_copy(update={"version": link.version + 1})
        self.table.put(_item_of_link(saved), version=link.version)
        return saved

    def save_key(self, key: LinkKey) -> LinkKey:
        """
        Raises:
            Conflict: it changed since it was read.
        """
        saved = key.model_copy(update={"version": key.version + 1})
        self.table.put(_item_of_key(saved), version=key.version)
        return saved

    def rotate(self, link: InboundLink, new: LinkKey, old: Iterable[LinkKey]) -> InboundLink:
        """
        Keep a link with a new key and the ends of those before: all, or nothing.

        Raises:
            Conflict: one of them changed since it was read.
        """
        saved = link.model_copy(update={"version": link.version + 1})
        self.table.put_all(
            [
                Write(_item_of_link(saved), link.version),
                Write(_item_of_key(new), 0),
                *(Write(_next(key), key.version) for key in old),
            ]
        )
        return saved


def _one_of(partner_id: str) -> Key:
    return Key("INBOUND_LINK_OF", partner_id)


def _item_of_link(link: InboundLink) -> Item:
    key = Key("INBOUND_LINK", link.link_id)
    return to_item(key, "INBOUND_LINK", link, version=link.version)


def _item_of_key(key: LinkKey) -> Item:
    return to_item(Key("LINK_KEY", key.key_id), "LINK_KEY", key, version=key.version)


def _next(key: LinkKey) -> Item:
    return _item_of_key(key.model_copy(update={"version": key.version + 1}))
