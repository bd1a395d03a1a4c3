"""What a partner shows is taken in: a new referral, a deal told anew, the customer's people."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from referral_hub.application.contact_info import arrive
from referral_hub.application.deals.desk import DealDesk
from referral_hub.application.deals.open_deal import OpenDeal
from referral_hub.application.intake import receive, retell
from referral_hub.domain.contacts.arrivals import ContactArrival
from referral_hub.domain.deals.deal import Deal
from referral_hub.domain.deals.news import not_before
from referral_hub.domain.deals.retelling import closed, retold
from referral_hub.domain.partners.news import PartnerNews, QuarantineState, Unreadable
from referral_hub.domain.referrals.axes import Status
from referral_hub.domain.referrals.referral import Referral
from referral_hub.records.contacts import Contacts
from referral_hub.records.partner_links import PartnerLinks
from referral_hub.records.quarantine import Quarantine
from referral_hub.records.referrals import Filed


class Taken(NamedTuple):
    """What of the news was new; nothing of it, when the partner only repeats itself."""

    filed: Filed | None = None
    people: tuple[ContactArrival, ...] = ()
    deal_changed: bool = False
    closed: bool = False
    put_aside: bool = False
    heard: bool = False

    @property
    def anything(self) -> bool:
        """Whether any referral is new, or other than before."""
        is_new = self.filed is not None and self.filed.new
        return bool(is_new or self.people or self.deal_changed or self.closed or self.heard)


NOTHING = Taken()


@dataclass(frozen=True)
class NewsDesk:
    desk: DealDesk
    contacts: Contacts
    quarantine: Quarantine
    links: PartnerLinks

    def put_aside(self, entry: Unreadable, *, at: datetime) -> bool:
        """Keep what nobody can read; returns whether it is new."""
        return self.quarantine.keep(entry, at=at)

    def take(self, news: PartnerNews, *, via: str, at: datetime) -> Taken:
        """
        Take in what the partner shows; what is known already changes nothing, nor does what it
        showed before it showed something newer.

        Raises:
            Conflict: somebody else works on the same referral: later.
        """
        filed = self._filed(news)
        if filed and filed.invitation.outdates(news.changed_at):
            return Taken(filed=filed)
        self._settle(news, filed, at)
        if filed is None:
            return NOTHING
        filed, is_retold = self._retold(news, filed, at)
        referral = filed.referral
        # People come last: of too many nothing is taken, and the rest was said all the same.
        is_changed = self._deal_changes(news, referral, at) or is_retold
        is_closed = self._close(referral, news, at)
        people = (
            arrive(referral=referral, people=news.people, via=via, now=at, contacts=self.contacts)
            if news.people and referral.wants_contacts(at)
            else []
        )
        return Taken(
            filed=filed,
            people=tuple(people),
            deal_changed=is_changed,
            closed=is_closed,
        )

    def _filed(self, news: PartnerNews) -> Filed | None:
        referrals = self.desk.referrals
        claimed = referrals.invitation(news.partner_id, news.partner_referral_id)
        found = referrals.find(claimed.number) if claimed else None
        if claimed and found:
            return Filed(found, found.as_told(claimed), new=False)
        # A claim that a crash left alone is completed by the same content.
        invitation = claimed or news.offered
        return receive(invitation=invitation, referrals=referrals) if invitation else None

    def _retold(self, news: PartnerNews, filed: Filed, at: datetime) -> tuple[Filed, bool]:
        """What nobody has decided is told anew; most news of it are none."""
        if filed.new or news.closed:
            return filed, False
        known, word, who = filed.referral, news.word, f"partner:{news.partner_id}"
        if retold(known, filed.invitation, word, at=at, who=who) == known:
            return filed, False
        referrals = self.desk.referrals
        now = retell(number=known.number, word=word, who=who, now=at, referrals=referrals)
        return now, now.referral.told.story != known.told.story

    def _settle(self, news: PartnerNews, filed: Filed | None, at: datetime) -> None:
        """What could not be read before can be now: nobody has to look at it, nor replay it."""
        number = filed.referral.number if filed else ""
        for known in self.quarantine.of(news.partner_id, news.partner_referral_id):
            if known.state is not QuarantineState.REPLAYED:
                self.quarantine.save(known.replayed(number=number, at=at))

    def _deal_changes(self, news: PartnerNews, referral: Referral, at: datetime) -> bool:
        who = f"partner:{news.partner_id}"

        def said(it: OpenDeal) -> Deal:
            if it.deal.over(it.terms).outdates(news.changed_at):
                return it.deal
            since_told = not_before(it.told_here, news.deal, news.said_at or news.changed_at)
            # It was asked from `at` on, and told perhaps while its answer was under way.
            overtaken = it.deal.partner_update.told_since(at)
            words = {field: text for field, text in since_told.items() if field not in overtaken}
            return it.deal.retold(words, it.syncs, at=at, who=who).confirmed(news.changed_at)

        if not news.deal or referral.acceptance is None:
            return False
        return self.desk.change(referral.number, said, at=at).anything

    def _close(self, referral: Referral, news: PartnerNews, at: datetime) -> bool:
        """Close an invitation that the partner wants no answer to any more."""
        if not news.closed or referral.status is not Status.PENDING_ACCEPTANCE:
            return False
        who, told_at = f"partner:{referral.partner_id}", news.changed_at
        self.desk.referrals.save(closed(referral, news.closed, at=at, who=who, told_at=told_at))
        return True
