"""Our own hub, North, as it sends to Fjord: its people, and what happens in its background."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from referral_hub.adapters.memory import MemoryOutbound
from referral_hub.application.effects import Effects, Faults, NoFaults
from referral_hub.application.outgoing.sharing import spawning, steps
from referral_hub.domain.outgoing.referral import OutgoingReferral
from referral_hub.hub import Hub
from tests.adapters.partners.peer.fjord import Fjord
from tests.adapters.partners.peer.outbound import outbound, sending_to
from tests.application.outgoing.sharing_stage import an_opportunity, share
from tests.builders import OUTGOING_FIELDS
from tests.functions.api.client import Client, Reply, a_client

HERE = "/v1/access-referrals"
CONSENT = {
    "given_by": "Tuva Lien",
    "given_at": "2027-02-27T09:30:00Z",
    "statement": "You may share this project and my contact details with Fjord.",
    "contacts": True,
}
OWNER = {"host.email": "Ingrid@North.example", "host.first_name": "Ingrid"}


@dataclass
class North:
    fjord: Fjord = field(default_factory=Fjord)
    faults: Faults = field(default_factory=NoFaults)

    def __post_init__(self) -> None:
        clock = self.fjord.clock
        self.hub: Hub = sending_to(
            outbound(self.fjord, url=self.fjord.url, key=self.fjord.key, clock=clock),
            clock=clock,
            outbound=MemoryOutbound(),
            effects=Effects(clock, self.faults),
        )
        self.operator: Client = a_client(self.hub)
        self.opportunity_id = an_opportunity(self.hub)

    def asks(self, **override: Any) -> Reply:
        said = {
            "partner_id": "fjord",
            "opportunity_id": self.opportunity_id,
            "fields": {**OUTGOING_FIELDS, **OWNER},
            "consent": CONSENT,
            "confirm": True,
        }
        return self.operator.post(HERE, said | override)

    def sends(self, **override: Any) -> str:
        """Ask for it, and let the background have its first turn; return the number."""
        number = str(self.asks(**override).said["number"])
        self.works(number)
        return number

    def works(self, number: str) -> None:
        """
        Raises:
            Unavailable: the peer did not answer; it is asked again.
        """
        share(self.hub, number, "fjord")
        spawning.spawn(
            number=number,
            now=self.hub.clock(),
            desk=self.hub.two_way_desk,
            effects=self.hub.effects,
            links=steps.Links(self.hub.partner_links, self.hub.crm_links),
        )

    def referral(self, number: str) -> OutgoingReferral:
        return self.hub.outgoing.get(number)

    def shown(self, number: str) -> Any:
        return self.operator.get(f"/v1/outgoing-referrals/{number}").said

    def notes(self) -> list[Any]:
        crm: Any = self.hub.crm
        return list(crm.notes(self.opportunity_id))
