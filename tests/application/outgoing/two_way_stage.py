"""A referral that a partner has, linked to an opportunity of the CRM, and people on all sides."""

from __future__ import annotations

from typing import Any

from referral_hub.adapters.memory import MemoryOutbound, MemoryTable
from referral_hub.adapters.memory_partner import MemoryPartner, Record
from referral_hub.adapters.partners.platform.connector import PlatformConnector
from referral_hub.application.crms import changes as crm_changes
from referral_hub.application.deals import crm_telling
from referral_hub.domain.crm_referrals import CrmHint, CrmThing
from referral_hub.domain.deals.deal import Deal
from referral_hub.domain.effects import Done
from referral_hub.domain.outgoing.referral import OutgoingReferral
from referral_hub.hub import Hub
from referral_hub.ports import PartnerConnection
from tests.application.crm_stage import BusyCrm, a_connected_hub, crm_of
from tests.application.deal_stage import mapped
from tests.application.outgoing.sharing_stage import create, share
from tests.application.stage import publish
from tests.builders import Clock, ask
from tests.connected import Connected

# As the sellers have it, which is not as it was shared.
IN_THE_CRM = {
    "name": "Solberg rollout",
    "amount": "9000.00",
    "currency": "EUR",
    "close_date": "2027-12-31",
    "description": "They are slow to pay.",
    "stage": "new",
}


def a_two_way_hub(
    partner: MemoryPartner, crm_of_type: type[BusyCrm] = BusyCrm, **choices: Any
) -> Hub:
    connection = PartnerConnection(PlatformConnector(), takes=partner)
    clock, table = Clock(), MemoryTable()
    world = {"clock": clock, "table": table, "crm": crm_of_type(table, clock)}
    ways = {"connections": Connected(lambda _: connection), "outbound": MemoryOutbound()}
    hub = a_connected_hub(**world, **ways)
    publish(hub, **{"opportunity_mapping": mapped()} | choices)
    return hub


def an_opportunity(hub: Hub) -> str:
    account = hub.crm.create_account({"name": "Solberg Ports"}, token="a")
    assert isinstance(account, Done)
    made = hub.crm.create_opportunity(account.result, IN_THE_CRM, token="o")
    assert isinstance(made, Done)
    return made.result


def a_shared_referral(hub: Hub, **wanted: Any) -> OutgoingReferral:
    """One that the partner has, and that the hub has looked up in the CRM."""
    chosen = {"opportunity_id": an_opportunity(hub), "link_locked": True, "ready": True}
    number = create(hub, **chosen | wanted).number
    share(hub, number)
    referral = hub.outgoing.get(number)
    look_in_the_crm(hub, referral)
    return referral


def look_in_the_crm(hub: Hub, referral: OutgoingReferral) -> None:
    hint = CrmHint(about=CrmThing.OPPORTUNITY, record_id=referral.opportunity_id)
    crm_changes.follow(hint=hint, now=hub.clock(), desk=hub.desk)


def in_the_crm(hub: Hub, referral: OutgoingReferral, **fields: str) -> None:
    """Let a seller change the opportunity, and the hub hear of it."""
    crm_of(hub).edit(referral.opportunity_id, **fields)
    look_in_the_crm(hub, referral)


def at_the_partner(hub: Hub, referral: OutgoingReferral, **fields: str) -> bool:
    """Let the partner's people change their record, and the hub hear of it."""
    record(hub, referral).fields |= {name.replace("__", "."): text for name, text in fields.items()}
    return hear(hub, referral)


def hear(hub: Hub, referral: OutgoingReferral) -> bool:
    return hub.two_way_desk.look(referral.number, partner_of(hub), at=hub.clock())


def settle(hub: Hub, number: str) -> None:
    """Bring everything to whom it concerns, as the queue does."""
    share(hub, number)
    ask(hub, crm_telling.tell, number=number)


def partner_of(hub: Hub) -> MemoryPartner:
    takes = hub.connection("harbour").takes
    assert isinstance(takes, MemoryPartner)
    return takes


def record(hub: Hub, referral: OutgoingReferral) -> Record:
    return partner_of(hub).record_of(referral)


def opportunity(hub: Hub, referral: OutgoingReferral) -> dict[str, str]:
    found = crm_of(hub).opportunity(referral.opportunity_id)
    assert found
    return dict(found.fields)


def deal_of(hub: Hub, referral: OutgoingReferral) -> Deal:
    found = hub.deals.find(referral.number)
    assert found
    return found
