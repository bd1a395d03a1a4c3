"""Microsoft as a partner: the stand-in over HTTP, the connector before it, and its people."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, ClassVar

from referral_hub.adapters.partner_context import PartnerContext
from referral_hub.adapters.partners.microsoft.connection import connect
from referral_hub.adapters.partners.platform.connector import PlatformConnector
from referral_hub.application.partners.feeds import Poll
from referral_hub.domain.contacts.contact import ContactInfo
from referral_hub.domain.errors import Unavailable
from referral_hub.domain.partners.partner import Partner, PartnerKind
from referral_hub.domain.referrals.deal_fields import DealField
from referral_hub.domain.referrals.referral import Referral
from referral_hub.hub import Hub
from referral_hub.ports import Feed, HearsDeals, PartnerConnection, PartnerConnector
from referral_hub.settings import Settings
from sandbox.http_door import Answer, Request
from sandbox.partner_center import App, PartnerCenter, PartnerCenterServer
from sandbox.partner_center.specification import Specification
from tests.builders import NOON, Clock, a_hub, a_referral
from tests.connected import Connected
from tests.sandbox.partner_center.wire import SPECIFICATION
from tests.workflow.crms import Strikes

SUE = ContactInfo(
    first_name="Sue",
    last_name="Smith",
    email="sue.smith@fabrikam.example",
    phone="+1 425 555 0100",
)
SECRET = {
    "tenant_id": App().tenant,
    "client_id": App().client_id,
    "client_secret": App().client_secret,
    "refresh_token": App().refresh_token,
}
# By substatus.
STAGES = {"Pending": "new", "Accepted": "new", "Won": "won", "Lost": "lost"}
NEWS: Mapping[DealField, str] = {
    DealField.STAGE: "won",
    DealField.DESCRIPTION: "Lamps for the whole coast, two winters.",
    DealField.AMOUNT: "99000.5",
    DealField.CURRENCY: "EUR",
    DealField.TARGET_CLOSE_DATE: "2027-11-30",
}
_LATER_SECONDS = 3600


class Kept:
    """A secret in memory, which several functions share; each reads its own copy for a while."""

    def __init__(self, members: Mapping[str, str] = SECRET) -> None:
        self.members = dict(members)
        self.puts: list[dict[str, str]] = []
        self.is_down = False

    def __call__(self) -> Mapping[str, str]:
        return self.members

    def fresh(self) -> Mapping[str, str]:
        return self.members

    def put(self, members: Mapping[str, str]) -> None:
        if self.is_down:
            raise Unavailable("secret", "answered InternalServiceError")
        self.members = dict(members)
        self.puts.append(self.members)


class Struck(PartnerCenter):
    """A Partner Center whose calls break by their place."""

    strikes = Strikes()
    meddle: Callable[[], None] | None = None
    """What Microsoft's people do just before the next call of that kind."""
    meddles_before: Callable[[Request], bool] = staticmethod(lambda asked: asked.method == "PATCH")

    def serve(self, request: Request, url: str = "http://127.0.0.1") -> Answer:
        if self.meddle and self.meddles_before(request):
            meddle, self.meddle = self.meddle, None
            meddle()
        return self.strikes.around(
            request,
            lambda asked: super(Struck, self).serve(asked, url),
            lambda fault: self.behave(**{fault: 1}),
        )


class Stage:
    """Time stands still here, for Microsoft and the hub alike."""

    reason = "No capacity until autumn"
    local_addresses = "yes"
    news = NEWS
    refused: ClassVar[Mapping[DealField, str]] = {DealField.TITLE: "Lamps for the whole coast"}

    def __init__(self, server: PartnerCenterServer, clock: Clock) -> None:
        self.server = server
        self.center = server.center
        self.center.behave(contact_delay_seconds=_LATER_SECONDS)
        self.clock = clock
        self.strikes = Struck.strikes = Strikes()
        self.secret = Kept()
        self.connection = self.connected()

    @property
    def connector(self) -> PartnerConnector:
        return self.connection.connector

    @property
    def deals(self) -> HearsDeals:
        assert self.connection.deals
        return self.connection.deals

    @property
    def feed(self) -> Feed:
        assert self.connection.feed
        return self.connection.feed

    def connected(self, secret: Any = None, **settings: Any) -> PartnerConnection:
        """Connect as another function would: nothing is remembered."""
        told = {
            "sandbox_url": self.server.url,
            "sandbox_root": self.center.root_pem,
            **settings,
        }
        hub = Settings(
            table="hub", local_addresses=self.local_addresses, public_url="https://hub.example"
        )
        context = PartnerContext(secret or self.secret, self.clock, hub)
        return connect(partner(settings=told), context)

    def shares(self, *, contacts: str = "after_acceptance", **members: Any) -> Referral:
        self.clock.advance(seconds=1)
        shared = self.center.share(contacts=contacts, **members)
        number = len(self.center.referrals())
        return a_referral(
            number=f"R-{number:06d}",
            partner_id="microsoft",
            partner_referral_id=shared,
            expires_at=None,
        )

    def takes_back(self, referral: Referral) -> None:
        self.center.expire(referral.partner_referral_id)

    def fails_next_call(self) -> None:
        self.center.behave(general_exception={"method": "PATCH", "times": 1})

    def loses_next_answer(self) -> None:
        self.center.behave(drop_after_commit={"method": "PATCH", "times": 1})

    def reveals(self, referral: Referral) -> ContactInfo:
        self.center.reveal(referral.partner_referral_id)
        return SUE

    def shown(self, referral: Referral) -> dict[str, Any]:
        return self.center.referral(referral.partner_referral_id)

    def acceptances(self) -> int:
        return self.patches("/substatus", "Accepted")

    def rejections(self) -> int:
        return self.patches("/substatus", "Declined")

    def told_id(self, referral: Referral) -> str:
        return str(self.shown(referral)["externalReferenceId"])

    def knows(self, referral: Referral) -> Mapping[DealField, str]:
        shown = self.shown(referral)
        details = shown["details"]
        return {
            DealField.STAGE: STAGES[shown["substatus"]],
            DealField.DESCRIPTION: details["notes"],
            DealField.AMOUNT: str(details["dealValue"]),
            DealField.CURRENCY: details["currency"],
            DealField.TARGET_CLOSE_DATE: details.get("closingDateTime", "")[:10],
        }

    def times_told(self) -> int:
        taken = [c for c in self.calls if c.method == "PATCH" and c.outcome in ("204", "lost")]
        return sum("/details/" in call.body for call in taken)

    @property
    def struck(self) -> Struck:
        assert isinstance(self.center, Struck)
        return self.center

    def meddles(self, referral: Referral) -> HearsDeals:
        self.struck.meddle = lambda: self.center.change(
            referral.partner_referral_id, campaignId="autumn"
        )
        return self.deals

    def meddled(self, referral: Referral) -> bool:
        return bool(self.shown(referral).get("campaignId") == "autumn")

    def patches(self, path: str, value: str) -> int:
        """How often a patch that went through said this."""
        return self.patches_of(path, f', "value": "{value}"')

    def patches_of(self, path: str, value: str = "") -> int:
        taken = [c for c in self.calls if c.method == "PATCH" and c.outcome in ("204", "lost")]
        return sum(f'"path": "{path}"{value}' in call.body for call in taken)

    @property
    def calls(self) -> list[Any]:
        return self.center.calls

    def signs(self) -> int:
        """How often somebody used a refresh token."""
        return sum(call.path.endswith("/token") for call in self.calls)


def partner(**override: Any) -> Partner:
    told = {"partner_id": "microsoft", "name": "Microsoft", "kind": PartnerKind.MICROSOFT}
    return Partner.model_validate(told | override)


def connected(told: Partner, stage: Stage) -> PartnerConnection:
    """Connect Microsoft to the stage, and everybody else as a platform that pushes."""
    if told.kind is PartnerKind.MICROSOFT:
        return stage.connection
    return PartnerConnection(PlatformConnector())


def a_hub_with_microsoft(stage: Stage, **override: Any) -> Hub:
    """A hub in memory that knows Microsoft beside Harbour, and reads the stage's clock."""
    connections = Connected(lambda told: connected(told, stage))
    hub = a_hub(**{"clock": stage.clock, "connections": connections} | override)
    hub.partners.add(partner())
    return hub


def poll_of(hub: Hub) -> Poll:
    source = hub.source("microsoft")
    assert source
    return Poll(source, hub.clock(), hub.news_desk, hub.feed_states, hub.queue)


@contextmanager
def staged(clock: Clock | None = None) -> Iterator[Stage]:
    """
    Open the stage, by default where time stands still.

    Where the vendor's specification is at hand, whatever the connector sends must keep to it.
    """
    clock = clock or Clock(NOON)
    known = Specification.read(SPECIFICATION).check if SPECIFICATION.exists() else None
    with PartnerCenterServer(Struck(clock=clock, check=known)) as server:
        yield Stage(server, clock)
        assert server.center.violations == []
