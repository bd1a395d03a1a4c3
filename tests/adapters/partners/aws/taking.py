"""AWS as a partner that takes referrals: the stand-in over HTTP, and what AWS's reviewers do."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from itertools import count
from typing import Any

from referral_hub.adapters.partners.aws.central import Central
from referral_hub.adapters.partners.aws.outgoing.taking import TakesOpportunities
from referral_hub.domain.outgoing.referral import OutgoingReferral
from sandbox.partner_central import PartnerCentral as Sandbox
from sandbox.partner_central import PartnerCentralServer
from tests.adapters.partners.aws.stage import client_of, strike
from tests.builders import NOON, OUTGOING_FIELDS, Clock, an_outgoing_referral

SOLUTION, OTHER_SOLUTION = "S-0000101", "S-0000102"
FIELDS: Mapping[str, str] = {
    **OUTGOING_FIELDS,
    "customer.industry": "Transportation and Logistics",
    "customer.postal_code": "5003",
    "customer.city": "Bergen",
    "opportunity_type": "Net New Business",
    "primary_needs": "Co-Sell - Technical Consultation; Co-Sell - Deal Support",
    "use_case": "IOT",
    "delivery_models": "SaaS or PaaS",
    "sales_activities": "Conducted POC / Demo",
    "stage": "Qualified",
}
_WRITES = (
    "CreateOpportunity",
    "AssociateOpportunity",
    "StartEngagementFromOpportunityTask",
    "UpdateOpportunity",
)
_SHOWN: Mapping[str, tuple[str, ...]] = {
    "title": ("Project", "Title"),
    "description": ("Project", "CustomerBusinessProblem"),
    "customer.company_name": ("Customer", "Account", "CompanyName"),
    "customer.postal_code": ("Customer", "Account", "Address", "PostalCode"),
    "customer.city": ("Customer", "Account", "Address", "City"),
    "target_close_date": ("LifeCycle", "TargetCloseDate"),
    "use_case": ("Project", "CustomerUseCase"),
}


class TakingStage:
    """Time stands still here; the connector's naps let it pass."""

    edits: Mapping[str, str] = {
        "description": "Ninety tide gauges are read by hand, and forty of them twice.",
        "customer.postal_code": "5004",
        "value.amount": "3000.00",
        "contact.email": "tuva.lien@solberg-ports.example",
    }

    def __init__(self, server: PartnerCentralServer, clock: Clock) -> None:
        self.aws = server.central
        self.clock = clock
        self.client = client_of(server.url)
        self.takes = TakesOpportunities(Central(lambda: self.client, "Sandbox"), sleep=self.nap)
        self._numbers = count(1)

    def before(self, operation: str, happens: Callable[[], Any]) -> None:
        """Let something happen right before the next call of an operation goes out."""
        waiting = [happens]

        def strike_once(**_: Any) -> None:
            if waiting:
                waiting.pop()()

        name = operation.title().replace("_", "")
        self.client.meta.events.register(f"before-call.partnercentral-selling.{name}", strike_once)

    def nap(self, seconds: float) -> None:
        self.clock.advance(seconds=seconds)

    def whole(self, **fields: str) -> OutgoingReferral:
        number = next(self._numbers)
        return an_outgoing_referral(
            number=f"R-{number:06d}",
            key=f"{number:032x}",
            partner_id="aws",
            fields={**FIELDS, **fields},
            solutions=(SOLUTION,),
        )

    def opportunity(self, referral: OutgoingReferral) -> dict[str, Any]:
        asked = {"Catalog": "Sandbox", "Identifier": referral.partner_referral_id}
        return self.aws.call("GetOpportunity", asked)

    def knows(self, referral: OutgoingReferral) -> Mapping[str, str]:
        shown = self.opportunity(referral)
        (spend,), (person,) = (
            shown["Project"]["ExpectedCustomerSpend"],
            shown["Customer"]["Contacts"],
        )
        return {
            **{name: _at(shown, path) for name, path in _SHOWN.items()},
            "value.amount": spend["Amount"],
            "value.currency": spend["CurrencyCode"],
            "contact.email": person["Email"],
            "contact.last_name": person["LastName"],
            "primary_needs": "; ".join(shown["PrimaryNeedsFromAws"]),
        }

    def records(self) -> int:
        return self.effect("opportunity.created")

    def effect(self, name: str) -> int:
        return self.aws.effects.get(name, 0)

    def calls(self, operation: str = "") -> int:
        return len([c for c in self.aws.calls if not operation or c.operation == operation])

    def passes(self) -> None:
        self.clock.advance(seconds=60)

    def fails_next_call(self) -> None:
        strike(self.aws, "internal_error", _WRITES)

    def loses_next_answer(self) -> None:
        strike(self.aws, "drop_after_commit", _WRITES)

    def refuses(self, operation: str, times: int = 1, **codes: str) -> None:
        """Let AWS find fault with the next calls over members, dots written as two underscores."""
        errors = [
            {"field": field.replace("__", "."), "code": code, "message": "as AWS says"}
            for field, code in codes.items()
        ]
        self.aws.behave(refuse={"operation": operation, "errors": errors, "times": times})

    def refuses_next(self) -> frozenset[str]:
        self.refuses("CreateOpportunity", Project__Title="INVALID_VALUE", Phone="INVALID_VALUE")
        return frozenset({"title", "contact.phone", "host.phone"})

    def reviews(self, referral: OutgoingReferral, status: str, **said: str) -> None:
        self.aws.review(referral.partner_referral_id, status, **said)

    def opens(self, referral: OutgoingReferral) -> None:
        self.reviews(referral, "Approved")

    def locks(self, referral: OutgoingReferral) -> None:
        self.reviews(referral, "In review")

    def meddles(self, referral: OutgoingReferral) -> None:
        """Our people and AWS's go on with the deal in Partner Central."""
        changes = {
            "LifeCycle": {"NextSteps": "Call Tuva.", "Stage": "Technical Validation"},
            "Marketing": {"Source": "Marketing Activity", "CampaignName": "Spring"},
        }
        self.aws.edit_opportunity(referral.partner_referral_id, changes)

    def meddled(self, referral: OutgoingReferral) -> bool:
        shown = self.opportunity(referral)
        life_cycle = shown["LifeCycle"]
        return (
            (life_cycle["NextSteps"], life_cycle["Stage"]) == ("Call Tuva.", "Technical Validation")
            and shown["Marketing"]["CampaignName"] == "Spring"
            and shown["RelatedEntityIdentifiers"]["Solutions"] == [SOLUTION]
        )

    def changes(self, _referral: OutgoingReferral) -> int:
        return self.effect("opportunity.updated")


def _at(shown: dict[str, Any], path: tuple[str, ...]) -> str:
    found: Any = shown
    for name in path:
        found = found[name]
    return str(found)


@contextmanager
def taking_place() -> Iterator[TakingStage]:
    """Open the stage; afterwards the stand-in must have kept to AWS's service model throughout."""
    clock = Clock(NOON)
    with PartnerCentralServer(Sandbox(clock=clock, seed=11)) as server:
        yield TakingStage(server, clock)
        assert server.violations == []
