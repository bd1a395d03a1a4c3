"""
What copies of the referral book are made of: the changes of the table in their order, and the
referrals that changed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from referral_hub.domain.book import entries
from referral_hub.domain.book.row import BookEntry
from referral_hub.domain.contacts.arrivals import ContactArrival
from referral_hub.domain.deals.deal import Deal
from referral_hub.domain.outgoing.referral import OutgoingReferral
from referral_hub.domain.referrals.invitation import Invitation
from referral_hub.domain.referrals.notes import Notes
from referral_hub.domain.referrals.referral import Referral
from referral_hub.ports import Item, Key, Table

from .book_marks import BOOK, BY_CHANGE, CHANGED, changed_at
from .items import contact_key, from_item, invitation_key

_OF_REFERRAL = "REFERRAL#"
_OF_CONTACT = "CONTACT#"
_KINDS = ("REFERRAL", "OUTGOING", "DEAL", "NOTES")
# Keys of a page of the index; DynamoDB ends one at a megabyte anyway.
_AT_ONCE = 1000


@dataclass(frozen=True)
class BookChange:
    """An item of a referral of which the book shows something else since `mark`."""

    number: str
    item: str
    mark: str

    @property
    def name(self) -> str:
        """What tells it from all other changes; a walk meets it again under the same."""
        return f"{self.mark} {self.number} {self.item}"

    @property
    def contact_key(self) -> str:
        """The contact that it is of; empty for all else."""
        return self.item.removeprefix(_OF_CONTACT) if self.item.startswith(_OF_CONTACT) else ""


@dataclass(frozen=True)
class BookRecords:
    table: Table

    def changes(self, since: str) -> Iterator[list[BookChange]]:
        """
        Walk what changed after a mark, oldest first, page by page; an item is met where it changed
        last. From the empty mark this is all that the book shows.
        """
        after = None
        while True:
            page = self.table.query(BOOK, index=BY_CHANGE, above=since, after=after, limit=_AT_ONCE)
            yield [_change(item) for item in page.items]
            after = page.after
            if after is None:
                return

    def entries(self, wanted: Mapping[str, Collection[str]]) -> dict[str, BookEntry]:
        """Read referrals as they are now, by number, with these of their contacts."""
        keys = [Key(f"{_OF_REFERRAL}{number}", kind) for number in wanted for kind in _KINDS]
        keys += [contact_key(number, key) for number, known in wanted.items() for key in known]
        kept: defaultdict[str, list[Item]] = defaultdict(list)
        for item in self.table.get_many(keys):
            kept[item["pk"].removeprefix(_OF_REFERRAL)].append(item)
        shared = self._invitations(kept)
        made = {number: _entry_of(items, shared.get(number)) for number, items in kept.items()}
        return {number: entry for number, entry in made.items() if entry}

    def _invitations(self, kept: Mapping[str, list[Item]]) -> dict[str, Invitation]:
        items = (item for found in kept.values() for item in found if item["kind"] == "REFERRAL")
        read = (from_item(Referral, item) for item in items)
        keys = [invitation_key(r.partner_id, r.partner_referral_id) for r in read]
        found = [from_item(Invitation, item) for item in self.table.get_many(keys)]
        return {invitation.number: invitation for invitation in found}


def _change(item: Item) -> BookChange:
    return BookChange(item["pk"].removeprefix(_OF_REFERRAL), item["sk"], item[CHANGED])


def _entry_of(items: list[Item], shared: Invitation | None) -> BookEntry | None:
    """Make the entry of what is kept of one referral; what is kept beside none is no entry."""
    by_kind = {item["kind"]: item for item in items}
    deal, notes = by_kind.get("DEAL"), by_kind.get("NOTES")
    beside = entries.Beside(
        deal=from_item(Deal, deal) if deal else None,
        notes=from_item(Notes, notes) if notes else None,
        arrivals=tuple(from_item(ContactArrival, i) for i in items if i["kind"] == "CONTACT"),
        changed_at=max(filter(None, map(changed_at, items)), default=None),
    )
    if outgoing := by_kind.get("OUTGOING"):
        return entries.of_outgoing(from_item(OutgoingReferral, outgoing), beside)
    referral = by_kind.get("REFERRAL")
    if referral is None or shared is None:
        return None
    return entries.of_inbound(from_item(Referral, referral), shared, beside)
