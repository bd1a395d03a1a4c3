"""Deals that the CRM does not take, and what the hub knows of them."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from referral_hub.adapters.memory import MemoryTable
from referral_hub.application import dismissing
from referral_hub.application.deals import crm_telling
from referral_hub.application.deals import edits as deal_edits
from referral_hub.domain.effects import Done, Refused
from referral_hub.domain.errors import Unavailable
from referral_hub.domain.forms import Fields
from referral_hub.domain.referrals.deal_fields import DealField
from referral_hub.domain.referrals.referral import Referral
from referral_hub.hub import Hub
from tests.application.crm_stage import BusyCrm, a_connected_hub, a_synced_deal
from tests.application.stage import accept, filed, run
from tests.builders import Clock, ask

CORRECTED = "9900.00"
CLOSED = Refused(
    reason="Amount is locked once quoted",
    cause="rule",
    fields=("amount",),
    fix="Unlock the quote, then retry.",
)


class StubbornCrm(BusyCrm):
    """A CRM that may refuse changes, or not take any calls that change something."""

    def __init__(self, table: MemoryTable, clock: Clock) -> None:
        super().__init__(table, clock)
        self.refuses: Refused | None = None
        self.read_only = False
        self.written: list[Fields] = []

    def update_opportunity(self, opportunity_id: str, fields: Fields) -> Done | Refused:
        if self.read_only:
            raise Unavailable(self.name, "no changes during the release")
        if self.refuses and ("amount" in fields or self.refuses != CLOSED):
            return self.refuses
        self.written.append(fields)
        return super().update_opportunity(opportunity_id, fields)


def a_stubborn_hub() -> tuple[Hub, StubbornCrm]:
    table, clock = MemoryTable(), Clock()
    crm = StubbornCrm(table, clock)
    return a_connected_hub(table=table, clock=clock, crm=crm), crm


def stubborn(hub: Hub) -> StubbornCrm:
    """The CRM of such a hub."""
    assert isinstance(hub.crm, StubbornCrm)
    return hub.crm


def edit(hub: Hub, number: str, **told: str) -> None:
    """Let somebody of the host change the deal in the hub; the amount, if nothing is said."""
    fields = {DealField(name): text for name, text in told.items()}
    ask(hub, deal_edits.edit, number=number, told=fields or {DealField.AMOUNT: CORRECTED})


def tell(hub: Hub, number: str) -> str:
    """Let SQS bring the message that the CRM has to be told."""
    return str(ask(hub, crm_telling.tell, number=number))


def try_to_tell(hub: Hub, number: str, *, for_hours: int = 0) -> None:
    """Let SQS bring it to a CRM that is out of reach, every hour."""
    for hour in range(for_hours + 1):
        if hour:
            hub.clock.advance(hours=1)  # type: ignore[attr-defined]
        with suppress(Unavailable):
            tell(hub, number)


def another_deal(hub: Hub) -> Referral:
    """A second referral whose opportunity is there, under the policy that counts."""
    number = accept(hub, filed(hub, partner_referral_id="H-78").number).number
    return run(hub, number)


def an_edited_deal(hub: Hub) -> Referral:
    """A referral whose deal was changed in the hub, and whose CRM has yet to be told."""
    referral = a_synced_deal(hub)
    edit(hub, referral.number)
    return referral


def refused(
    hub: Hub, crm: StubbornCrm, refusal: Refused = CLOSED, *, of: Referral | None = None
) -> Referral:
    """A referral whose deal was changed in the hub, which the CRM refused."""
    referral = of or a_synced_deal(hub)
    edit(hub, referral.number)
    crm.refuses = refusal
    tell(hub, referral.number)
    return hub.referrals.get(referral.number)


def let_be(hub: Hub, number: str) -> Referral:
    """Let somebody dismiss the problem."""
    dismissed: Referral = ask(hub, dismissing.dismiss, number=number, reason="Entered by hand")
    return dismissed


def fields_of(hub: Hub, referral: Referral) -> dict[str, Any]:
    opportunity = hub.crm.opportunity(referral.opportunity_id)
    assert opportunity
    return dict(opportunity.fields)
