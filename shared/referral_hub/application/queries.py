"""What the hub tells without changing anything. Nobody learns of another partner's referrals."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from referral_hub.domain.access import Principal, Role
from referral_hub.domain.crm import Account, Contact, ContactRole, Opportunity
from referral_hub.domain.crm_notes import KeptNote
from referral_hub.domain.errors import HubError
from referral_hub.domain.referrals.axes import Status
from referral_hub.domain.referrals.invitation import Invitation
from referral_hub.domain.referrals.referral import Referral
from referral_hub.domain.referrals.refusals import ReferralNotFound
from referral_hub.domain.timeline import timeline
from referral_hub.domain.timeline_entry import TimelineEntry
from referral_hub.ports import Crm, ShowsNotes
from referral_hub.records.contacts import Contacts
from referral_hub.records.deals import Deals
from referral_hub.records.referrals import Referrals, listed_at
from referral_hub.records.timeline import Timeline

# A look that finds nothing must end: so many referrals are looked through per page.
SCAN = 500
_CHUNK = 25


class CrmRecordNotFound(HubError):
    code = "crm_record_not_found"
    fix = "Search with GET /v1/crm/accounts."


@dataclass(frozen=True)
class Row:
    """A referral with what the partner told of it."""

    referral: Referral
    invitation: Invitation


@dataclass(frozen=True)
class Look:
    """What to look for in the inbox; what is empty does not restrict."""

    statuses: frozenset[Status] = frozenset()
    partner_id: str = ""

    def finds(self, row: Row) -> bool:
        return not self.statuses or row.referral.status in self.statuses


@dataclass(frozen=True)
class InboxPage:
    """Some rows, newest first; `after` is where to go on, empty at the end."""

    rows: tuple[Row, ...]
    after: str = ""


def open_referral(*, number: str, by: Principal, referrals: Referrals) -> Row:
    """
    Raises:
        ReferralNotFound: there is none, or it is another partner's.
    """
    referral = referrals.find(number)
    if referral is None or not by.may_see(referral.partner_id):
        raise ReferralNotFound(f"no referral {number}")
    return Row(referral, referrals.invitation_of(referral))


def inbox(*, look: Look, by: Principal, limit: int, before: str, referrals: Referrals) -> InboxPage:
    """
    List referrals, newest first, beginning after the place `before`.

    A page looks through up to 500 referrals: it may be short, or empty, and still have a next one.
    """
    found: list[Row] = []
    place = ""
    for seen, row in enumerate(_rows(_walk(look, by, before, referrals), referrals)):
        if len(found) == limit or seen == SCAN:
            return InboxPage(tuple(found), after=place)
        place = listed_at(row.referral)
        if look.finds(row):
            found.append(row)
    return InboxPage(tuple(found))


def story(*, row: Row, contacts: Contacts, noted: Timeline, deals: Deals) -> list[TimelineEntry]:
    """Tell what happened to the referral, oldest first (X-4)."""
    number = row.referral.number
    deal = deals.find(number)
    came_back = deal.story if deal else []
    # Of one moment a change comes before what the hub did about it.
    told = [*came_back, *noted.of(number)]
    return timeline(row.referral, row.invitation, contacts.of(number), told)


def account_with_contacts(*, account_id: str, crm: Crm) -> tuple[Account, list[Contact]]:
    """
    Raises:
        CrmRecordNotFound: the CRM has no such account.
    """
    account = crm.account(account_id)
    if account is None:
        raise CrmRecordNotFound(f"no account {account_id}")
    return account, crm.contacts(account_id)


def opportunity_with_roles(
    *, opportunity_id: str, crm: Crm
) -> tuple[Opportunity, list[ContactRole]]:
    """
    Raises:
        CrmRecordNotFound: the CRM has no such opportunity.
    """
    opportunity = crm.opportunity(opportunity_id)
    if opportunity is None:
        raise CrmRecordNotFound(f"no opportunity {opportunity_id}")
    return opportunity, crm.roles(opportunity_id)


def opportunity_notes(*, opportunity_id: str, by: Principal, crm: Crm) -> list[KeptNote]:
    """List the notes on an opportunity, newest first, where the hub is what shows them."""
    return crm.notes(opportunity_id) if _may_read_notes(by) and isinstance(crm, ShowsNotes) else []


def contact_notes(*, account_id: str, by: Principal, crm: Crm) -> dict[str, list[KeptNote]]:
    """Give the notes on each contact of an account, newest first, by the contact's id."""
    found: dict[str, list[KeptNote]] = {}
    if _may_read_notes(by) and isinstance(crm, ShowsNotes):
        for note in crm.contact_notes(account_id):
            found.setdefault(note.on_contact, []).append(note)
    return found


def _may_read_notes(by: Principal) -> bool:
    """They speak of any partner, and of customers' people."""
    return not by.role.limited and by.role is not Role.READ_ONLY


def _walk(look: Look, by: Principal, before: str, referrals: Referrals) -> Iterator[Referral]:
    partner_ids = by.among(look.partner_id)
    if partner_ids is not None:
        # Every status: those that are not looked for must count towards the end of the scan.
        return referrals.newest(partner_ids=partner_ids, before=before)
    statuses = tuple(s for s in Status if not look.statuses or s in look.statuses)
    return referrals.newest(statuses=statuses, before=before)


def _rows(walk: Iterable[Referral], referrals: Referrals) -> Iterator[Row]:
    walk = iter(walk)
    while chunk := list(islice(walk, _CHUNK)):
        told = referrals.invitations(chunk)
        yield from (Row(r, told[r.number]) for r in chunk if r.number in told)
