"""Partners' news. Events are only hints to go and read; the poll finds what events missed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from zlib import crc32

from referral_hub.domain.arrivals import ContactArrival
from referral_hub.domain.partner import Hint, Partner
from referral_hub.ports import Feed, HintQueue, PartnerConnector
from referral_hub.records.contacts import LISTENED_TO, Contacts, Waiting
from referral_hub.records.referrals import Filed, Referrals

from .contact_info import arrive
from .intake import receive

# Contact info comes 10 to 30 minutes after acceptance; what is a day late is asked for less often.
ASKED_OFTEN = timedelta(days=1)
# The poll's default is every five minutes.
_POLLS_AN_HOUR = 12


@dataclass(frozen=True)
class Source:
    """A partner whose connector is asked for news."""

    partner: Partner
    connector: PartnerConnector
    feed: Feed


def poll(
    *,
    source: Source,
    now: datetime,
    referrals: Referrals,
    contacts: Contacts,
    queue: HintQueue,
) -> int:
    """
    Queue a hint for each invitation that is new, and for each referral that hopes for contact info.
    """
    hints = list(_news(source, now, referrals, contacts))
    queue.send([hint.model_dump() for hint in hints])
    return len(hints)


def _news(
    source: Source, now: datetime, referrals: Referrals, contacts: Contacts
) -> Iterator[Hint]:
    partner_id = source.partner.partner_id
    for invitation_id in source.feed.pending_invitations():
        if not referrals.is_filed(partner_id, invitation_id):
            yield Hint(partner_id=partner_id, about="invitation", id=invitation_id)
    for waiting in contacts.all_waiting(partner_id):
        if _worth_asking(waiting, now):
            yield Hint(partner_id=partner_id, about="contact_info", id=waiting.number)


def _worth_asking(waiting: Waiting, now: datetime) -> bool:
    """
    Ask at every poll for a day, then at one poll an hour: a partner's quota is shared by all.

    The hour's poll differs from referral to referral, so that they are not asked for all at once.
    """
    age = now - waiting.since
    if age < ASKED_OFTEN:
        return True
    mine = crc32(waiting.number.encode()) % _POLLS_AN_HOUR
    return age < LISTENED_TO and now.minute * _POLLS_AN_HOUR // 60 == mine


def follow(
    *,
    hint: Hint,
    source: Source,
    via: str,
    now: datetime,
    referrals: Referrals,
    contacts: Contacts,
) -> Filed | list[ContactArrival] | None:
    """
    Go and read what a hint points at. A hint that leads nowhere is no error.

    Raises:
        Unavailable: the partner did not answer; the hint stays in its queue.
    """
    if hint.about == "invitation":
        # Events come twice: what is filed costs no call, even if the partner words it anew.
        if referrals.is_filed(hint.partner_id, hint.id):
            return None
        invitation = source.feed.read_invitation(hint.id, at=now, via=via)
        return receive(invitation=invitation, referrals=referrals) if invitation else None
    number = hint.id
    if hint.about == "opportunity":
        waiting = contacts.waiting_for(hint.partner_id, hint.id)
        number = waiting.number if waiting else ""
    referral = referrals.find(number) if number else None
    if referral is None or referral.partner_id != hint.partner_id:
        return None
    if not referral.wants_contacts(now):
        return None
    people = source.connector.contact_info(referral)
    return arrive(referral=referral, people=people, via=via, now=now, contacts=contacts)
