"""
Partners to run the whole main job with: the shipped connectors, over HTTP, before stand-ins in this
process whose people all do the same.
"""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any, ClassVar, NamedTuple

from referral_hub.adapters.clients import client
from referral_hub.adapters.partners.aws.connector import PartnerCentral as Connector
from referral_hub.domain.partners.partner import Partner, PartnerKind
from referral_hub.domain.referrals.referral import Referral
from referral_hub.ports import PartnerConnection
from sandbox.partner_central import PartnerCentral, PartnerCentralServer
from sandbox.partner_central.model_check import without_nulls
from tests.adapters.partners.microsoft.stage import Stage, staged
from tests.adapters.partners.microsoft.stage import partner as microsoft_partner
from tests.builders import Clock
from tests.sandbox.rehearsal import EVENTS
from tests.sandbox.rehearsal import Partner as Seller

_LATER_SECONDS = 3600


class Heard(NamedTuple):
    """How often a partner was told each thing."""

    accepted: int = 0
    rejected: int = 0
    opportunity_id: int = 0


class RunningClock(Clock):
    """Goes as the system's does, ahead of it by what a test has let pass."""

    def __init__(self) -> None:
        self.ahead = timedelta()

    @property
    def now(self) -> datetime:
        return datetime.now(UTC) + self.ahead

    def advance(self, **by: float) -> datetime:
        self.ahead += timedelta(**by)
        return self.now


class PartnerPlace(ABC):
    """A partner with its people; `connect` is what each process of the hub does."""

    partner: Partner
    # One that the partner takes.
    reason: ClassVar[str]
    # What the operator reads of an invitation that was settled there.
    settled: ClassVar[Mapping[str, str]]

    @abstractmethod
    def connect(self) -> PartnerConnection: ...

    @abstractmethod
    def shares(self) -> str:
        """Share a referral whose contact is shown once it is accepted; return the partner's id."""

    @abstractmethod
    def holds_contacts_back(self) -> None: ...

    @abstractmethod
    def shows_contacts(self, referral: Referral) -> None: ...

    @abstractmethod
    def moves_close_date(self, referral: Referral, day: str) -> None:
        """Change the deal, and tell nobody."""

    @abstractmethod
    def settles(self, partner_referral_id: str, how: str) -> None:
        """Let it expire, or reject it there; `how` is a word of `settled`."""

    @abstractmethod
    def heard(self) -> Heard: ...

    @abstractmethod
    def knows_id(self, referral: Referral) -> str:
        """The id of the CRM's opportunity as the partner has it."""


class AwsPlace(PartnerPlace):
    partner = Partner(partner_id="aws", name="AWS", kind=PartnerKind.AWS)
    reason = "Unable to support"
    settled: ClassVar[Mapping[str, str]] = {
        "expired": "has expired at AWS",
        "rejected": "was rejected at AWS",
    }

    def __init__(self, server: PartnerCentralServer) -> None:
        self.central = server.central
        sample = json.loads((EVENTS / "create_opportunity_request.json").read_text())
        self.seller = Seller(server.central, dict(without_nulls(sample)))
        self._make = partial(client, "partnercentral-selling", "us-east-1", server.url)

    def connect(self) -> PartnerConnection:
        connector = Connector(self._make, catalog="Sandbox", partner_id="aws", sleep=lambda _: None)
        return PartnerConnection(connector, connector)

    def shares(self) -> str:
        return self.seller.is_referred_a_customer()

    def holds_contacts_back(self) -> None:
        self.central.behave(contacts="never")

    def shows_contacts(self, referral: Referral) -> None:
        shared = referral.ledger.result("partner_notice")
        self.central.behave(contacts="as_sent", reveal_contacts=shared)

    def moves_close_date(self, referral: Referral, day: str) -> None:
        changes = {"LifeCycle": {"TargetCloseDate": day}}
        self.central.edit_opportunity(referral.partner_opportunity_id, changes, told=False)

    def settles(self, partner_referral_id: str, how: str) -> None:
        if how == "expired":
            self.central.behave(expire_invitation=partner_referral_id)
        else:
            self.seller.rejects(partner_referral_id, "Other")

    def heard(self) -> Heard:
        told = ("invitation.accepted", "invitation.rejected", "opportunity.updated")
        return Heard(*(self.central.effects.get(effect, 0) for effect in told))

    def knows_id(self, referral: Referral) -> str:
        shared = referral.partner_opportunity_id
        at_aws = self.central.call("GetOpportunity", {"Catalog": "Sandbox", "Identifier": shared})
        return str(at_aws["PartnerOpportunityIdentifier"])


class MicrosoftPlace(PartnerPlace):
    partner = microsoft_partner()
    reason = "No capacity until autumn"
    settled: ClassVar[Mapping[str, str]] = {
        "expired": "has expired in Partner Center",
        "rejected": "was declined in Partner Center",
    }

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.center = stage.center
        self.center.behave(contact_delay_seconds=0)

    def connect(self) -> PartnerConnection:
        return self.stage.connected()

    def shares(self) -> str:
        return self.stage.shares().partner_referral_id

    def holds_contacts_back(self) -> None:
        self.center.behave(contact_delay_seconds=_LATER_SECONDS)

    def shows_contacts(self, referral: Referral) -> None:
        self.stage.reveals(referral)

    def moves_close_date(self, referral: Referral, day: str) -> None:
        closes = {"closingDateTime": f"{day}T00:00:00Z"}
        self.center.change(referral.partner_referral_id, details=closes)

    def settles(self, partner_referral_id: str, how: str) -> None:
        substatus = {"expired": "Expired", "rejected": "Declined"}[how]
        self.center.change(partner_referral_id, status="Closed", substatus=substatus)

    def heard(self) -> Heard:
        ids = self.stage.patches_of("/externalReferenceId")
        return Heard(self.stage.acceptances(), self.stage.rejections(), ids)

    def knows_id(self, referral: Referral) -> str:
        return self.stage.told_id(referral)


@contextmanager
def aws() -> Iterator[AwsPlace]:
    with PartnerCentralServer(PartnerCentral(seed=7)) as server:
        yield AwsPlace(server)
        assert server.violations == []


@contextmanager
def microsoft() -> Iterator[MicrosoftPlace]:
    with staged(RunningClock()) as stage:
        yield MicrosoftPlace(stage)


PLACES: Mapping[str, Callable[[], Any]] = {"aws": aws, "microsoft": microsoft}
