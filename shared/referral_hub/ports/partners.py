"""Partners: how they are answered, and asked for news."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

from .partner_events import SignedEvents
from .quota import Quota
from .sharing import TakesReferrals

if TYPE_CHECKING:
    from referral_hub.domain.contacts.contact import ContactInfo
    from referral_hub.domain.crm import Check
    from referral_hub.domain.effects import Outcome
    from referral_hub.domain.outgoing.submission import OutboundLink
    from referral_hub.domain.partners.assessment import Assessment
    from referral_hub.domain.partners.news import PartnerNews, Unreadable
    from referral_hub.domain.partners.partner import ConnectionSettings, Hint, Partner, PartnerKind
    from referral_hub.domain.referrals.deal_fields import DealField
    from referral_hub.domain.referrals.referral import Referral


class PartnerConnector(Protocol):
    """
    One way of speaking with partners. What differs by platform lives here (IN-2).

    As with a CRM: a repeated call with the same token has the effect of one.
    """

    def rejection_reasons(self, referral: Referral) -> tuple[str, ...]:
        """List the reasons that the platform accepts for it; none when any text will do."""

    def accept(self, referral: Referral, *, token: str) -> Outcome:
        """
        Tell the partner that its referral is accepted; `Done.result` is the partner's opportunity
        id.
        """

    def tell_opportunity(self, referral: Referral, *, token: str) -> Outcome:
        """Tell the partner the id of the CRM opportunity."""

    def reject(self, referral: Referral, reason: str, *, token: str) -> Outcome: ...

    def contact_info(self, referral: Referral) -> tuple[ContactInfo, ...]:
        """Read the customer's contacts as far as the partner shows them now."""


class HearsDeals(Protocol):
    """A partner that can be told what the host changes of a deal after it was accepted."""

    @property
    def hears(self) -> frozenset[DealField]:
        """What it can be told at all; an amount and its currency go together."""

    def read_deal(self, referral: Referral) -> Mapping[DealField, str]:
        """
        Read what its record says of the deal now, as `PartnerNews.deal`; nothing where the hub has
        no part in a record of the partner's.

        Raises:
            Unavailable: it did not answer.
        """

    def tell_deal(
        self, referral: Referral, told: Mapping[DealField, str], *, token: str
    ) -> Outcome:
        """
        Bring the partner's record in line with these values, in the words of the hub; all else of
        it stays as the partner has it.

        `Refused.fields` names what it does not take, by the names of `DealField`: the others are
        told again without these. The same values told again change nothing there.

        Raises:
            Unavailable: it did not answer, or takes nothing now, as while it reviews the record.
        """


class Assesses(Protocol):
    """A partner that shows what it makes of a deal on its own side."""

    def assess(self, referral: Referral, *, at: datetime) -> Assessment | None:
        """
        Read it now; None while the partner has no opportunity of it, or shows nothing.

        Raises:
            Unavailable: it did not answer.
        """


@dataclass(frozen=True)
class FeedEntry:
    """
    One entry of a feed: where to look, what it says, or that nobody can read it.

    `mark` tells this version of it from all others, such as its id with the time of its change; an
    entry without one is looked at however often it is listed. `at` is when it changed, by the clock
    of the partner, where it tells. `raw` is the entry as it came, for the case that the hub fails
    on it; empty where it is read again by its id.
    """

    what: Hint | PartnerNews | Unreadable
    mark: str = ""
    at: datetime | None = None
    raw: str = field(default="", repr=False)


@dataclass(frozen=True)
class FeedPage:
    """
    Some entries; `cursor` is where to go on behind them, in the source's own words.

    `all_that_wait` says that these entries, with those of the other pages that say so, are all
    invitations that wait for our answer: one of the inbox that is not among them is closed. `more`
    says that another page may follow this one now. `again` is where the same page is found while
    some of it is left; empty, if that is the cursor before it.
    """

    entries: tuple[FeedEntry, ...]
    cursor: str
    again: str = ""
    all_that_wait: bool = False
    more: bool = True


class Feed(Protocol):
    """A connector whose partner is asked for news."""

    def pages(self, cursor: str, *, at: datetime) -> Iterator[FeedPage]:
        """
        Walk what waits for an answer, and what came or changed since the cursor, oldest first; an
        empty cursor is the beginning. Pages are asked for one by one.

        An entry that cannot be read is told as such, and never ends the walk.

        Raises:
            Unavailable: the partner did not answer; what came before it is good.
        """

    def read(self, hint: Hint, *, at: datetime, via: str) -> PartnerNews | Unreadable | None:
        """Read what a hint points at; None when it is not (or no longer) ours to see."""

    def hint_in(self, event: Mapping[str, Any]) -> Hint | None:
        """
        Read what an EventBridge event of the partner's platform points at; None when it is no news.

        Raises:
            KeyError: it is the platform's, and lacks what such an event has.
        """


@runtime_checkable
class ReadsAgain(Protocol):
    """A feed that can read what was kept of an entry; others read it anew by its id."""

    def read_again(self, entry: Unreadable, *, at: datetime) -> PartnerNews | Unreadable:
        """Read an entry of the quarantine as the connection is set now."""


class ShowsReferrals(Protocol):
    """A partner that lists nothing, and shows a referral whose id is known."""

    def show(self, referral: Referral) -> PartnerNews | Unreadable | None:
        """
        Read what its record says now; None where it has none under that id.

        What is wrong with this record alone is `Unreadable`: it never ends the round of all.

        Raises:
            Unavailable: the partner did not answer.
        """


# Contact info comes 10 to 30 minutes after acceptance.
HOPES_EVERY = timedelta(minutes=5)


def nothing_to_check() -> tuple[Check, ...]:
    return ()


def nothing_to_keep_alive() -> None:
    pass


@dataclass(frozen=True)
class PartnerConnection:
    """
    Everything that one partner is to the hub; who pushes has no feed.

    `check` looks whether the connection has all it needs, such as a sign-in or a permission; it
    changes nothing, and never raises `Unavailable`.

    `hears_events` says that events should tell what the poll finds: what they do not is missed.
    `hopes_every` is how often accepted referrals that wait for contact info are asked for, one by
    one: an hour is enough where the feed tells of changed opportunities, None where people come
    with its entries. `events` is there where the platform sends webhooks. `keep_alive` uses what
    lapses when nobody does, such as the sign-in of a partner that is paused; it is cheap, and
    raises `Unavailable`. `quota` is there where the partner limits how much may be asked of it.
    `shows` is there where the partner has no feed, and each open referral is asked for by its id.
    `assesses` is there where the partner shows what it makes of a deal itself. `deals` is there
    where the partner can be told what the host changes of a deal, `takes` where
    the host can share referrals with it. With a `link` each of those is a disclosure to another
    organisation, to which the client has consented.
    """

    connector: PartnerConnector
    feed: Feed | None = None
    check: Callable[[], tuple[Check, ...]] = nothing_to_check
    events: SignedEvents | None = None
    keep_alive: Callable[[], None] = nothing_to_keep_alive
    hears_events: bool = False
    hopes_every: timedelta | None = HOPES_EVERY
    quota: Quota | None = None
    shows: ShowsReferrals | None = None
    deals: HearsDeals | None = None
    assesses: Assesses | None = None
    takes: TakesReferrals | None = None
    link: OutboundLink | None = None


class PartnerConnections(Protocol):
    """How partners of every kind are connected. What is secret goes in here, and never out."""

    @property
    def kinds(self) -> tuple[PartnerKind, ...]:
        """The kinds that can be connected."""

    def settings_of(self, kind: PartnerKind) -> type[ConnectionSettings]:
        """Find the model of what an admin sets of a partner of this kind."""

    def connect(self, partner: Partner) -> PartnerConnection:
        """
        Put one partner behind the ports. Nothing is contacted before something is asked.

        Raises:
            Unavailable: its settings no longer fit its kind.
        """

    def put_secret(self, partner: Partner, members: Mapping[str, str]) -> None:
        """
        Replace the partner's secret.

        Raises:
            Unavailable: it could not be kept.
        """

    def names_in_secret(self, partner: Partner) -> frozenset[str]:
        """
        Name the texts that the partner's secret has now.

        Raises:
            Unavailable: it is not there, or cannot be read.
        """
