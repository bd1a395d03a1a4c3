"""A hub whose partner Harbour takes referrals, and what people do with them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from referral_hub.adapters.memory import MemoryOutbound
from referral_hub.adapters.partners.platform.connector import PlatformConnector
from referral_hub.application.outgoing import creating, editing
from referral_hub.application.outgoing.creating import Wanted
from referral_hub.application.outgoing.sharing import steps, submitting
from referral_hub.domain.outgoing.referral import OutgoingReferral
from referral_hub.hub import Hub
from referral_hub.ports import PartnerConnection, TakesReferrals
from tests.builders import OUTGOING_FIELDS, a_hub, a_principal
from tests.connected import Connected

READY = {**OUTGOING_FIELDS, "need": "Price"}


def a_sharing_hub(partner: TakesReferrals, **override: Any) -> Hub:
    connection = PartnerConnection(PlatformConnector(), takes=partner)
    world = {"connections": Connected(lambda _: connection), "outbound": MemoryOutbound()}
    return a_hub(**world | override)


def create(hub: Hub, fields: Mapping[str, str] = READY, **wanted: Any) -> OutgoingReferral:
    made, _ = creating.create(
        wanted=Wanted(**{"partner_id": "harbour", "fields": fields} | wanted),
        by="operator:Ingrid",
        now=hub.clock(),
        desk=hub.sharing_desk,
        connection=hub.connection("harbour"),
    )
    return made


def is_shared(referral: OutgoingReferral) -> bool:
    """Tell whether the partner has all of it."""
    return referral.ready and not referral.due and not referral.refused


def an_opportunity(hub: Hub, **fields: str) -> str:
    """Put an opportunity into the CRM; return its id."""
    told = {"name": "Tide gauges", "amount": "2500.00"} | fields
    account = hub.crm.create_account({"name": "Solberg Ports"}, token="a" * 32)
    made = hub.crm.create_opportunity(getattr(account, "result", ""), told, token="o" * 32)
    return str(getattr(made, "result", ""))


def submit(hub: Hub, number: str) -> OutgoingReferral:
    submitted, _ = submitting.submit(
        number=number,
        by=a_principal(),
        now=hub.clock(),
        desk=hub.sharing_desk,
        connection=hub.connection("harbour"),
    )
    return submitted


def resubmit(hub: Hub, number: str, **fields: str) -> OutgoingReferral:
    return submitting.resubmit(
        number=number,
        fields=fields,
        by=a_principal(),
        now=hub.clock(),
        desk=hub.sharing_desk,
        connection=hub.connection("harbour"),
    )


def edit(hub: Hub, number: str, fields: Mapping[str, str]) -> OutgoingReferral:
    return editing.edit(
        number=number,
        fields=fields,
        by=a_principal(),
        now=hub.clock(),
        desk=hub.sharing_desk,
        connection=hub.connection("harbour"),
    )


def share(hub: Hub, number: str, partner_id: str = "harbour") -> str:
    takes = hub.connection(partner_id).takes
    assert takes, "this partner takes referrals"
    return steps.share(
        number=number,
        now=hub.clock(),
        desk=hub.two_way_desk,
        taker=lambda _: takes,
        effects=hub.effects,
        links=steps.Links(hub.partner_links, hub.crm_links),
    )
