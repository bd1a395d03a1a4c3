"""AWS as a partner: the stand-in over HTTP, the connector before it, and what AWS's people do."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from copy import deepcopy
from pathlib import Path
from typing import Any, ClassVar
from uuid import uuid4

import botocore.session
from botocore.config import Config

from referral_hub.adapters.partners.aws.connector import PartnerCentral
from referral_hub.adapters.partners.aws.invitation import A_LEAD
from referral_hub.adapters.partners.platform.connector import PlatformConnector
from referral_hub.domain.contacts.contact import ContactInfo
from referral_hub.domain.partners.partner import Partner, PartnerKind
from referral_hub.domain.referrals.deal_fields import DealField
from referral_hub.domain.referrals.referral import Referral
from referral_hub.hub import Hub
from referral_hub.ports import HearsDeals, PartnerConnection
from sandbox.partner_central import PartnerCentral as Sandbox
from sandbox.partner_central import PartnerCentralServer
from sandbox.partner_central.model_check import without_nulls
from tests.builders import Clock, a_hub, a_referral
from tests.connected import Connected
from tests.sandbox.leads import LEAD

EVENTS = Path(__file__).parents[4] / "events"
SUNNIVA = {
    "FirstName": "Sunniva",
    "LastName": "Eide",
    "Email": "sunniva.eide@halvard-marine.example",
    "Phone": "+4775501234",
    "BusinessTitle": "Head of Digital Products",
}
OFFER = without_nulls(
    json.loads((EVENTS / "partners/aws/create_opportunity_request.json").read_text("utf-8"))
)
OFFER["Customer"]["Contacts"] = [SUNNIVA]
# The stages of AWS that the hub writes.
STAGES = {
    "Prospect": "new",
    "Qualified": "in_progress",
    "Committed": "won",
    "Closed Lost": "lost",
}
NEWS: Mapping[DealField, str] = {
    DealField.STAGE: "won",
    DealField.TITLE: "Sensors for the whole fleet",
    DealField.DESCRIPTION: "Every vessel reports by radio, and half of it is lost.",
    DealField.AMOUNT: "99000.5",
    DealField.CURRENCY: "EUR",
    DealField.TARGET_CLOSE_DATE: "2027-11-30",
}
_LATER_SECONDS = 3600
_WRITES = (
    "AcceptEngagementInvitation",
    "StartEngagementByAcceptingInvitationTask",
    "UpdateOpportunity",
    "RejectEngagementInvitation",
)
# The service model takes a second to read: one session reads it for all tests.
_SESSION = botocore.session.get_session()


class Stage:
    """Time stands still here; the connector's naps let it pass."""

    reason = "Unable to support"
    news = NEWS
    refused: ClassVar[Mapping[DealField, str]] = {DealField.TARGET_CLOSE_DATE: "2020-01-01"}

    def __init__(self, server: PartnerCentralServer, clock: Clock) -> None:
        self.aws = server.central
        self.aws.behave(contact_delay_seconds=_LATER_SECONDS)
        self.url = server.url
        self.clock = clock
        self.slept = 0.0
        self.connector = self.connector_with(client_of(server.url))
        self.feed = self.connector
        self.deals = self.connector

    def connector_with(self, client: Any, catalog: str = "Sandbox") -> PartnerCentral:
        return PartnerCentral(lambda: client, catalog=catalog, partner_id="aws", sleep=self.nap)

    def nap(self, seconds: float) -> None:
        self.slept += seconds
        self.clock.advance(seconds=seconds)

    def shares(self, **members: Any) -> Referral:
        offer = {**OFFER, "ClientToken": uuid4().hex, **members}
        self.aws.call("CreateOpportunity", offer)
        self.clock.advance(seconds=1)
        number = self.effect("invitation.created")
        newest = self.invitations()[0]["Id"]
        return a_referral(
            number=f"R-{number:06d}", partner_id="aws", partner_referral_id=newest, expires_at=None
        )

    def shares_lead(self, **changes: Any) -> Referral:
        shared = self.aws.share_lead({**LEAD, **changes})
        self.clock.advance(seconds=1)
        number = self.effect("invitation.created")
        return a_referral(
            number=f"R-{number:06d}",
            partner_id="aws",
            partner_referral_id=shared["InvitationId"],
            offer=A_LEAD,
            expires_at=None,
        )

    def invitations(self) -> list[dict[str, Any]]:
        """All invitations, newest first."""
        asked = {"Catalog": "Sandbox", "ParticipantType": "RECEIVER", "MaxResults": 100}
        answer = self.aws.call("ListEngagementInvitations", asked)
        return list(answer["EngagementInvitationSummaries"])

    def opportunity(self, referral: Referral) -> dict[str, Any]:
        shared = referral.ledger.result("partner_notice")
        return self.aws.call("GetOpportunity", {"Catalog": "Sandbox", "Identifier": shared})

    def edits(self, referral: Referral, **changes: Any) -> None:
        """Change the shared opportunity as AWS's sellers do."""
        self.aws.edit_opportunity(referral.ledger.result("partner_notice"), changes)

    def reviews(self, referral: Referral, status: str) -> None:
        self.edits(referral, LifeCycle={"ReviewStatus": status})

    def takes_back(self, referral: Referral) -> None:
        self.aws.behave(expire_invitation=referral.partner_referral_id)

    def fails_next_call(self) -> None:
        strike(self.aws, "internal_error", _WRITES)

    def loses_next_answer(self) -> None:
        strike(self.aws, "drop_after_commit", _WRITES)

    def reveals(self, referral: Referral) -> ContactInfo:
        self.aws.behave(reveal_contacts=referral.ledger.result("partner_notice"))
        return ContactInfo(
            first_name="Sunniva",
            last_name="Eide",
            email="sunniva.eide@halvard-marine.example",
            phone="+4775501234",
            title="Head of Digital Products",
        )

    def effect(self, name: str) -> int:
        """How often something happened at AWS."""
        return self.aws.effects.get(name, 0)

    def acceptances(self) -> int:
        return self.effect("invitation.accepted")

    def rejections(self) -> int:
        return self.effect("invitation.rejected")

    def told_id(self, referral: Referral) -> str:
        return str(self.opportunity(referral).get("PartnerOpportunityIdentifier", ""))

    def times_told(self) -> int:
        return self.effect("opportunity.updated")

    def knows(self, referral: Referral) -> Mapping[DealField, str]:
        shown = self.opportunity(referral)
        project, life_cycle = shown["Project"], shown["LifeCycle"]
        spend = project["ExpectedCustomerSpend"][0]
        return {
            DealField.STAGE: STAGES[life_cycle["Stage"]],
            DealField.TITLE: project["Title"],
            DealField.DESCRIPTION: project["CustomerBusinessProblem"],
            DealField.AMOUNT: spend["Amount"],
            DealField.CURRENCY: spend["CurrencyCode"],
            DealField.TARGET_CLOSE_DATE: life_cycle["TargetCloseDate"],
        }

    def meddles(self, referral: Referral) -> HearsDeals:
        def edit(step: str) -> None:
            self.edits(referral, LifeCycle={"NextSteps": step})

        return self.connector_with(Meddler(client_of(self.url), edit))

    def meddled(self, referral: Referral) -> bool:
        return bool(self.opportunity(referral)["LifeCycle"]["NextSteps"] == "Step 0")

    def calls(self, operation: str) -> list[Any]:
        return [call for call in self.aws.calls if call.operation == operation]


def strike(aws: Sandbox, fault: str, operations: Iterable[str]) -> None:
    """Let the next call of each of these operations meet a fault."""
    for operation in operations:
        aws.behave(**{fault: {"operation": operation, "times": 1}})


class LeadStage:
    """The stage as the contract of connectors sees it, with leads in place of opportunities."""

    def __init__(self, stage: Stage) -> None:
        self.inner = stage

    def __getattr__(self, name: str) -> Any:
        return getattr(self.inner, name)

    def shares(self) -> Referral:
        return self.inner.shares_lead()


class Meddler:
    """AWS's client, but a seller changes the opportunity each time we have read it."""

    def __init__(self, client: Any, edit: Any, times: int = 1) -> None:
        self.meta = client.meta
        self._client = client
        self._edit = edit
        self._left = times

    def get_opportunity(self, **members: Any) -> Any:
        found = deepcopy(self._client.get_opportunity(**members))
        if self._left:
            self._left -= 1
            self._edit(f"Step {self._left}")
        return found

    def __getattr__(self, operation: str) -> Any:
        return getattr(self._client, operation)


def connected(partner: Partner, central: Any) -> PartnerConnection:
    """Connect AWS to Partner Central, and everybody else as a platform that pushes."""
    if partner.kind is PartnerKind.AWS:
        return PartnerConnection(central, central, deals=central, assesses=central)
    return PartnerConnection(PlatformConnector())


def a_hub_with_aws(stage: Stage, **override: Any) -> Hub:
    """A hub in memory that knows AWS beside Harbour, and reads the stage's clock."""
    connections = Connected(lambda partner: connected(partner, stage.connector))
    hub = a_hub(**{"clock": stage.clock, "connections": connections} | override)
    hub.partners.add(Partner(partner_id="aws", name="AWS", kind=PartnerKind.AWS))
    return hub


@contextmanager
def staged() -> Iterator[Stage]:
    """Open the stage; afterwards the stand-in must have kept to AWS's service model throughout."""
    clock = Clock()
    with PartnerCentralServer(Sandbox(clock=clock, seed=7)) as server:
        yield Stage(server, clock)
        assert server.violations == []


def client_of(url: str, attempts: int = 1) -> Any:
    """AWS's own client; by default it tries each call once, so that every fault is seen."""
    return _SESSION.create_client(
        "partnercentral-selling",
        region_name="us-east-1",
        endpoint_url=url,
        config=Config(retries={"mode": "standard", "total_max_attempts": attempts}),
    )
