"""
One valid example of everything, of which a test overrides the field that it is about.

The example: Harbour, a partner, refers Fenwick Lighthouses, whose contact is Maren Holt.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from inspect import signature
from typing import Any

from referral_hub.adapters.crms.builtin import BuiltInCrm
from referral_hub.adapters.ed25519 import Ed25519
from referral_hub.adapters.memory import MemoryHintQueue, MemoryTable, MemoryWorkflow
from referral_hub.adapters.webhooks_memory import (
    MemoryWebhookQueue,
    MemoryWebhookSecrets,
    MemoryWebhookSender,
)
from referral_hub.application.effects import Effects
from referral_hub.domain.access import Principal, Role
from referral_hub.domain.access_links.link import InboundLink
from referral_hub.domain.contacts.arrivals import ContactArrival
from referral_hub.domain.contacts.contact import ContactInfo
from referral_hub.domain.crm import Contact
from referral_hub.domain.outgoing.referral import OutgoingReferral
from referral_hub.domain.partners.partner import Partner
from referral_hub.domain.referrals.decision import Acceptance, AccountChoice, Rejection
from referral_hub.domain.referrals.invitation import Invitation
from referral_hub.domain.referrals.referral import Referral
from referral_hub.domain.referrals.terms import Customer
from referral_hub.domain.shapes import Money
from referral_hub.domain.users import User
from referral_hub.hub import Hub, WebhookPorts
from referral_hub.ports import ChosenCrm, Crm, CrmConnection
from tests.connected import Connected

NOON = datetime(2027, 3, 1, 12, 0, tzinfo=UTC)
OUTGOING_FIELDS = {
    "title": "Tide gauges",
    "description": "Readings of ninety tide gauges are typed in by hand.",
    "value.amount": "2500.00",
    "value.currency": "EUR",
    "target_close_date": "2027-09-30",
    "customer.company_name": "Solberg Ports",
    "customer.website_url": "https://solberg.example",
    "customer.country_code": "NO",
    "contact.first_name": "Tuva",
    "contact.last_name": "Lien",
    "contact.email": "tuva.lien@solberg.example",
    "contact.phone": "+4722334466",
    "contact.title": "Harbour Master",
}


class Clock:
    """Noon of 1 March 2027, until a test lets time pass."""

    def __init__(self, now: datetime = NOON) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def advance(self, **by: float) -> datetime:
        self.now += timedelta(**by)
        return self.now


def a_partner(**override: Any) -> Partner:
    return Partner(**{"partner_id": "harbour", "name": "Harbour Alliance"} | override)


def an_invitation(**override: Any) -> Invitation:
    said = {
        "partner_id": "harbour",
        "partner_referral_id": "H-77",
        "title": "Lamp modernisation",
        "description": "Forty lamps, two winters.",
        "customer": Customer(
            company_name="Fenwick Lighthouses",
            website_url="https://fenwick.example",
            country_code="NO",
            industry="Energy",
        ),
        "value": Money(minor=1250000, currency="EUR"),
        "target_close_date": "2027-09-30",
        "expires_at": NOON + timedelta(days=14),
        "received_at": NOON,
        "via": "api",
    }
    return Invitation(**said | override)


def a_referral(**override: Any) -> Referral:
    said = {
        "number": "R-000001",
        "partner_id": "harbour",
        "partner_referral_id": "H-77",
        "received_at": NOON,
        "expires_at": NOON + timedelta(days=14),
    }
    return Referral(**said | override)


def an_outgoing_referral(**override: Any) -> OutgoingReferral:
    """One with all that a partner is likely to ask for."""
    said = {
        "number": "R-000007",
        "key": "4f2a",
        "partner_id": "harbour",
        "fields": OUTGOING_FIELDS,
        "created_by": "operator:Ingrid",
        "created_at": NOON,
    }
    return OutgoingReferral(**said | override)


def an_acceptance(**override: Any) -> Acceptance:
    said = {
        "by": "operator:Ingrid",
        "at": NOON,
        "account": AccountChoice(create={}),
        "policy_version": 0,
    }
    return Acceptance(**said | override)


def a_rejection(**override: Any) -> Rejection:
    said = {"by": "operator:Ingrid", "at": NOON, "reason": "No capacity"}
    return Rejection(**said | override)


def a_contact(**override: Any) -> ContactInfo:
    """A person as the partner tells of them."""
    said = {
        "first_name": "Maren",
        "last_name": "Holt",
        "email": "maren.holt@fenwick.example",
        "phone": "+47 22 33 44 55",
        "title": "Head of Lamps",
    }
    return ContactInfo(**said | override)


def a_crm_contact(**override: Any) -> Contact:
    """The same person as the CRM has them."""
    said = {
        "contact_id": "con-1",
        "account_id": "acc-1",
        "last_name": "Holt",
        "email": "maren.holt@fenwick.example",
        "created_at": NOON - timedelta(days=400),
    }
    return Contact(**said | override)


def an_arrival(**override: Any) -> ContactArrival:
    info = override.get("info", a_contact())
    said = {"number": "R-000001", "key": info.key, "info": info, "arrived_at": NOON, "via": "api"}
    return ContactArrival(**said | override)


def an_inbound_link(**override: Any) -> InboundLink:
    said = {
        "link_id": "5f0c6e2b9a7d4c1e8f3a2b10",
        "partner_id": "peer",
        "name": "Peer Alliance",
        "workflow": "sales",
        "stage": "new",
        "created_at": NOON,
    }
    return InboundLink(**said | override)


def a_principal(role: Role = Role.OPERATOR, **override: Any) -> Principal:
    return Principal(**{"key_id": "k1", "role": role, "name": "Ingrid"} | override)


def a_user(**override: Any) -> User:
    return User(**{"email": "Ingrid@host.example", "role": Role.OPERATOR} | override)


def a_hub(**override: Any) -> Hub:
    """A hub in memory that knows Harbour; a table or clock given instead serves its CRM too."""
    clock = override.setdefault("clock", Clock())
    table = override.setdefault("table", MemoryTable())
    crm = override.pop("crm", None) or BuiltInCrm(table, clock)
    beside = (override.pop("referral_list", None), override.pop("crm_events", None))
    world = {
        "chosen_crm": chosen(crm, *beside),
        "workflow": MemoryWorkflow(),
        "queue": MemoryHintQueue(),
        "connections": Connected(),
        "effects": Effects(clock),
        "signing": Ed25519,
        "webhooks": WebhookPorts(
            MemoryWebhookQueue(), MemoryWebhookSecrets(), MemoryWebhookSender()
        ),
    }
    hub = Hub(**world | override)
    hub.partners.add(a_partner())
    return hub


def chosen(crm: Crm, *beside: Any) -> ChosenCrm:
    """Choose a CRM that is there already, and beside it perhaps its list and its events."""
    return ChosenCrm(crm.name, lambda: CrmConnection(crm, *beside))


def ask(hub: Hub, use_case: Any, **said: Any) -> Any:
    """Call a use case with what the test says; the hub gives the rest of what it asks for."""
    world = {"now": hub.clock(), "by": a_principal()}
    asked = signature(use_case).parameters.values()
    wanted = [p.name for p in asked if p.name not in said and p.default is p.empty]
    given = {name: world[name] if name in world else getattr(hub, name) for name in wanted}
    return use_case(**given | said)
