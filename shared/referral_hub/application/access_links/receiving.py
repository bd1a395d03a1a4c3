"""Deals of a peer come in, each for itself and each once; and contacts that are told later."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from referral_hub.application.importing import ImportedRow, ImportRow, RowOutcome, import_rows
from referral_hub.application.sharing import add_contacts
from referral_hub.domain.access_links.placing import placed
from referral_hub.domain.access_links.refusals import SentDifferently
from referral_hub.domain.access_links.results import ItemProblem, ItemResult, ResultStatus
from referral_hub.domain.access_links.taking import invitation_of, places_of
from referral_hub.domain.access_links.transfer import AccessContacts, SharedContact, SharedReferral
from referral_hub.domain.contacts.contact import ContactInfo, TooManyContacts
from referral_hub.domain.errors import HubError, TryAgain
from referral_hub.domain.referrals.invitation import ACCESS, Invitation
from referral_hub.domain.referrals.refusals import ReferralNotFound
from referral_hub.domain.users import User
from referral_hub.records.contacts import Contacts
from referral_hub.records.referrals import Referrals
from referral_hub.records.users import Users

from .opening import OpenLink


@dataclass(frozen=True)
class _People:
    """The users whom somebody asked for, each read once for a message."""

    users: Users
    known: dict[str, User | None] = field(default_factory=dict)

    def find(self, email: str) -> User | None:
        if email not in self.known:
            self.known[email] = self.users.find(email)
        return self.known[email]


@dataclass(frozen=True)
class Intake:
    """Where what came through a link is filed, for as long as it is `in_time`."""

    referrals: Referrals
    contacts: Contacts
    users: Users
    in_time: Callable[[], bool]

    def take(
        self, items: Mapping[int, SharedReferral], opened: OpenLink, *, now: datetime
    ) -> dict[int, ItemResult]:
        """
        File deals, by their places in the message; what was filed before is repeated.

        Raises:
            TryAgain: some could not be filed. The same message again files the rest, and nothing
                twice.
        """
        find = _People(self.users).find
        rows = [self._row(place, item, opened, find, now) for place, item in items.items()]
        taken = import_rows(
            rows=rows, in_time=self.in_time, referrals=self.referrals, contacts=self.contacts
        )
        if any(row.outcome is RowOutcome.LEFT for row in taken):
            raise TryAgain("some deals are not filed yet")
        told = {row.line: row.invitation for row in rows}
        return {row.line: self._result(row, told[row.line]) for row in taken}

    def add(self, message: AccessContacts, opened: OpenLink, *, now: datetime) -> ItemResult:
        """
        Add people to a deal that was sent before.

        Raises:
            ReferralNotFound: it was not, through this link.
            ContactsNotWanted, TooManyContacts: as when a partner adds them.
        """
        claimed = self.referrals.invitation(opened.link.partner_id, message.id)
        referral = self.referrals.find(claimed.number) if claimed else None
        if referral is None:
            raise ReferralNotFound(f"no deal was sent under the id {message.id}")
        new = add_contacts(
            referral=referral,
            people=_people(message.contacts),
            via=ACCESS,
            now=now,
            contacts=self.contacts,
        )
        return ItemResult(
            id=message.id,
            status=ResultStatus.CREATED if new else ResultStatus.REPEATED,
            number=referral.number,
            owner=referral.assignment.owner,
        )

    def _row(
        self,
        place: int,
        item: SharedReferral,
        opened: OpenLink,
        find: Callable[[str], User | None],
        now: datetime,
    ) -> ImportRow:
        placement = placed(item, opened.link, opened.workflow, find)
        partner_id = opened.link.partner_id
        invitation = invitation_of(item, partner_id=partner_id, placement=placement, at=now)
        return ImportRow(place, invitation, _people(item.contacts))

    def _result(self, row: ImportedRow, told: Invitation) -> ItemResult:
        if row.outcome is RowOutcome.REFUSED:
            return refused(row.partner_referral_id, self._why(row, told))
        referral = self.referrals.get(row.number)
        return ItemResult(
            id=row.partner_referral_id,
            status=ResultStatus(row.outcome.value),
            number=row.number,
            owner=referral.assignment.owner,
        )

    def _why(self, row: ImportedRow, told: Invitation) -> HubError:
        known = self.referrals.invitation(told.partner_id, told.partner_referral_id)
        places = places_of(frozenset(row.wrong), known, told) if known else []
        if not places:
            return TooManyContacts("it has more contacts than are taken")
        return SentDifferently(
            "it was sent before, and stays as it was sent",
            fields=dict.fromkeys(places, "is not what was sent before"),
        )


def refused(item_id: str, why: HubError) -> ItemResult:
    """Say why a deal was refused."""
    return ItemResult(id=item_id, status=ResultStatus.REFUSED, problem=ItemProblem.of(why))


def _people(told: Sequence[SharedContact]) -> tuple[ContactInfo, ...]:
    return tuple(ContactInfo(**person.model_dump()) for person in told)
