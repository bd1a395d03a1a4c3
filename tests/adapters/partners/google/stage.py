"""Google as a partner: the stand-in over HTTP, the connector before it, and Google's people."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, ClassVar

from referral_hub.adapters.memory import MemoryTable
from referral_hub.adapters.partner_context import PartnerContext
from referral_hub.adapters.partners.google.connection import connect
from referral_hub.domain.partners.partner import Partner, PartnerKind
from referral_hub.domain.referrals.deal_fields import DealField, plain
from referral_hub.domain.referrals.referral import Referral
from referral_hub.ports import HearsDeals, PartnerConnection, PartnerConnector, ShowsReferrals
from referral_hub.records.attempts import Attempts
from referral_hub.settings import Settings
from sandbox.google_partners import GooglePartners, GooglePartnersServer
from sandbox.http_door import Answer, Request
from tests.builders import Clock, a_referral


class Meddled(GooglePartners):
    """Google, whose people may change something just before the next patch."""

    meddle: Callable[[], None] | None = None

    def serve(self, request: Request, url: str) -> Answer:
        if request.method == "PATCH" and self.meddle:
            meddle, self.meddle = self.meddle, None
            meddle()
        return super().serve(request, url)


class Kept:
    """A secret in memory; `later` is what an admin put since it was read first."""

    def __init__(self, members: Mapping[str, str]) -> None:
        self.members = self.later = members

    def __call__(self) -> Mapping[str, str]:
        return self.members

    def fresh(self) -> Mapping[str, str]:
        self.members = self.later
        return self.members


class Stage:
    reason = "No capacity this winter"
    # Google keeps the currency: a deal is told in that which it has.
    news: ClassVar[Mapping[DealField, str]] = {
        DealField.AMOUNT: "99000.5",
        DealField.CURRENCY: "EUR",
        DealField.TARGET_CLOSE_DATE: "2027-11-30",
    }
    refused: ClassVar[Mapping[DealField, str]] = {DealField.TITLE: "Lamps for the whole coast"}

    def __init__(self, server: GooglePartnersServer, clock: Clock) -> None:
        assert isinstance(server.google, Meddled)
        self.google, self.clock, self._server = server.google, clock, server
        self.secret = Kept(self.google.sign_in.key_file())
        self.table = MemoryTable()
        self.connection = self.connected()

    @property
    def connector(self) -> PartnerConnector:
        return self.connection.connector

    @property
    def deals(self) -> HearsDeals:
        assert self.connection.deals
        return self.connection.deals

    def connected(self, **settings: Any) -> PartnerConnection:
        """Connect as another function would: nothing is remembered."""
        told = {
            "google_partner_id": self.google.partner_id,
            "sandbox_url": self._server.url,
            **settings,
        }
        partner = Partner(
            partner_id="google", name="Google", kind=PartnerKind.GOOGLE, settings=told
        )
        hub = Settings(table="hub", local_addresses="yes")
        # A secret in memory stands for the one in Secrets Manager.
        secret: Any = self.secret
        attempts = Attempts(self.table, "google")
        return connect(partner, PartnerContext(secret, self.clock, hub, attempts=attempts))

    def shares(self, **fields: Any) -> Referral:
        """Google refers a customer, and somebody types it in."""
        return a_referral(partner_id="google", partner_referral_id=self.google.share(**fields))

    def shown(self, referral: Referral) -> dict[str, Any]:
        return self.google.opportunity(referral.partner_referral_id)

    def told_id(self, referral: Referral) -> str:
        return str(self.shown(referral).get("externalSystemId", ""))

    def knows(self, referral: Referral) -> Mapping[DealField, str]:
        shown = self.shown(referral)
        closes = shown["closeDate"]
        day = f"{closes['year']}-{closes['month']:02}-{closes['day']:02}"
        return {
            DealField.AMOUNT: plain(DealField.AMOUNT, str(shown["dealSize"])),
            DealField.CURRENCY: shown["dealCurrencyCode"],
            DealField.TARGET_CLOSE_DATE: day,
        }

    @property
    def shows(self) -> ShowsReferrals:
        assert self.connection.shows
        return self.connection.shows

    def closes_on(self, referral: Referral, day: str) -> None:
        year, month, of_month = map(int, day.split("-"))
        closes = {"year": year, "month": month, "day": of_month}
        self.google.change(referral.partner_referral_id, closeDate=closes)

    def forgets(self, referral: Referral) -> None:
        self.google.remove(referral.partner_referral_id)

    def garbles(self, referral: Referral) -> None:
        self.google.change(referral.partner_referral_id, dealSize=float("nan"))

    def fails_next_look(self) -> None:
        self.google.behave(internal={"method": "GET", "times": 1})

    def times_told(self) -> int:
        return len([mask for mask in self.masks() if mask != "externalSystemId"])

    def masks(self) -> list[str]:
        """What was changed by patches that Google took, one mask for each."""
        calls = self.google.calls
        return [c.mask for c in calls if c.method == "PATCH" and c.status in (0, 200)]

    def fails_next_call(self) -> None:
        self.google.behave(internal={"method": "PATCH", "times": 1})

    def loses_next_answer(self) -> None:
        self.google.behave(drop_after_commit={"method": "PATCH", "times": 1})

    def meddles(self, referral: Referral) -> HearsDeals:
        own_id = referral.partner_referral_id
        self.google.meddle = lambda: self.google.change(own_id, nextSteps="A call on Monday")
        return self.deals

    def meddled(self, referral: Referral) -> bool:
        return bool(self.shown(referral).get("nextSteps") == "A call on Monday")


@contextmanager
def staged() -> Iterator[Stage]:
    clock = Clock()
    with GooglePartnersServer(Meddled(clock=clock)) as server:
        yield Stage(server, clock)
