"""What a partner shows is taken in: a new referral, a deal told anew, the customer's people."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from referral_hub.domain.arrivals import ContactArrival
from referral_hub.domain.partner_news import PartnerNews, Unreadable
from referral_hub.domain.referral import Referral, Status
from referral_hub.domain.timeline import TimelineEntry
from referral_hub.records.contacts import Contacts
from referral_hub.records.quarantine import Quarantine
from referral_hub.records.referrals import Filed
from referral_hub.records.timeline import Timeline

from .contact_info import arrive
from .deal_desk import DealDesk
from .intake import receive


class Taken(NamedTuple):
    """What of the news was new; nothing of it, when the partner only repeats itself."""

    filed: Filed | None = None
    people: tuple[ContactArrival, ...] = ()
    deal_changed: bool = False
    closed: bool = False
    put_aside: bool = False

    @property
    def anything(self) -> bool:
        """Whether any referral is new, or other than before."""
        return bool((self.filed and self.filed.new) or self.people or self[2] or self[3])


NOTHING = Taken()


@dataclass(frozen=True)
class NewsDesk:
    desk: DealDesk
    contacts: Contacts
    timeline: Timeline
    quarantine: Quarantine

    def put_aside(self, entry: Unreadable, *, at: datetime) -> bool:
        """Keep what nobody can read; returns whether it is new."""
        return self.quarantine.keep(entry, at=at)

    def take(self, news: PartnerNews, *, via: str, at: datetime) -> Taken:
        """
        Take in what the partner shows; what is known already changes nothing.

        An invitation that is in the inbox stays as it was filed, however it is worded now.

        Raises:
            Conflict: somebody else works on the same referral: later.
        """
        filed = self._filed(news)
        self._settle(news, filed, at)
        if filed is None:
            return NOTHING
        referral = filed.referral
        people = (
            arrive(referral=referral, people=news.people, via=via, now=at, contacts=self.contacts)
            if news.people and referral.wants_contacts(at)
            else []
        )
        return Taken(
            filed=filed,
            people=tuple(people),
            deal_changed=self._retell(news, referral.number, at),
            closed=self._close(referral, news.closed, at),
        )

    def _filed(self, news: PartnerNews) -> Filed | None:
        referrals = self.desk.referrals
        known = referrals.invitation(news.partner_id, news.partner_referral_id)
        found = referrals.find(known.number) if known else None
        if known and found:
            return Filed(found, known, new=False)
        # A claim that a crash left alone is completed by the same content.
        invitation = known or news.invitation
        return receive(invitation=invitation, referrals=referrals) if invitation else None

    def _settle(self, news: PartnerNews, filed: Filed | None, at: datetime) -> None:
        """What could not be read before can be now: nobody has to look at it any more."""
        number = filed.referral.number if filed else ""
        for known in self.quarantine.of(news.partner_id, news.partner_referral_id):
            if known.is_open:
                self.quarantine.save(known.replayed(number=number, at=at))

    def _retell(self, news: PartnerNews, number: str, at: datetime) -> bool:
        if not news.deal or self.desk.referrals.get(number).acceptance is None:
            return False
        return self.desk.retell(number, news.deal, partner_id=news.partner_id, at=at).anything

    def _close(self, referral: Referral, why: str, at: datetime) -> bool:
        """Close an invitation that the partner does not offer any more."""
        if not why or referral.status is not Status.PENDING_ACCEPTANCE:
            return False
        entry = TimelineEntry(
            at=at, who=f"partner:{referral.partner_id}", what="referral.closed", why=why
        )
        self.timeline.add(referral.number, entry)
        self.desk.referrals.save(referral.expire())
        return True
