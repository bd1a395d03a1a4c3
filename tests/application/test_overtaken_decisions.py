"""Somebody decides inside the CRM while somebody else decides in the hub."""

from __future__ import annotations

from referral_hub.adapters.memory import MemoryTable
from referral_hub.domain.crm import Opportunity
from referral_hub.domain.crm_referrals import CrmVerdict
from referral_hub.domain.referrals.axes import Status
from tests.application.crm_stage import BusyCrm, a_connected_hub, card, decide
from tests.application.stage import filed, reject
from tests.builders import Clock


def test_a_decision_that_another_one_overtakes_is_answered() -> None:
    class Overtaken(BusyCrm):
        """While the hub looks up what was chosen, an operator rejects."""

        def opportunity(self, opportunity_id: str) -> Opportunity | None:
            reject(hub, number)
            return super().opportunity(opportunity_id)

    table, clock = MemoryTable(), Clock()
    hub = a_connected_hub(table=table, clock=clock, crm=Overtaken(table, clock))
    number = filed(hub).number

    decide(hub, number, CrmVerdict.ACCEPT, opportunity_id="opp-1")

    assert hub.referrals.get(number).status is Status.REJECTED
    assert card(hub, number).answer.startswith("Not done.")
