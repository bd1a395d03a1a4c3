"""What the CRM does not take of a shared referral's deal is a problem like any other."""

from __future__ import annotations

import pytest

from referral_hub.adapters.memory_partner import MemoryPartner
from referral_hub.domain.effects import Outcome, Refused
from referral_hub.domain.forms import Fields
from referral_hub.domain.outgoing.referral import OutgoingReferral
from referral_hub.hub import Hub
from tests.application.crm_stage import BusyCrm, crm_of
from tests.application.outgoing.sharing_stage import edit
from tests.application.outgoing.two_way_stage import (
    a_shared_referral,
    a_two_way_hub,
    opportunity,
    settle,
)
from tests.functions.api.client import Client

HERE = "/v1/outgoing-referrals"


class PickyCrm(BusyCrm):
    picky = False

    def update_opportunity(self, opportunity_id: str, fields: Fields) -> Outcome:
        if self.picky:
            return Refused(reason="close_date: is in a closed quarter", fields=("close_date",))
        return super().update_opportunity(opportunity_id, fields)


@pytest.fixture
def hub(taker: MemoryPartner) -> Hub:
    return a_two_way_hub(taker, crm_of_type=PickyCrm)


@pytest.fixture
def referral(hub: Hub) -> OutgoingReferral:
    """One whose new close date the CRM does not take."""
    referral = a_shared_referral(hub)
    be_picky(hub, picky=True)
    edit(hub, referral.number, {"target_close_date": "2028-02-28"})
    settle(hub, referral.number)
    return referral


def be_picky(hub: Hub, *, picky: bool) -> None:
    crm = crm_of(hub)
    assert isinstance(crm, PickyCrm)
    crm.picky = picky


def test_it_is_listed_and_shown_with_the_referral(
    operator: Client, referral: OutgoingReferral
) -> None:
    [listed] = operator.get("/v1/sync-problems").said["items"]
    shown = operator.get(f"{HERE}/{referral.number}").said

    assert (listed["number"], listed["direction"]) == (referral.number, "outgoing")
    assert shown["sync_problems"][0]["reason"] == "close_date: is in a closed quarter"
    assert shown["integrations"]["crm"]["status"] == "update_failed"
    assert shown["integrations"]["partner"]["status"] == "success"
    assert {"retry", "dismiss_problem"} <= set(shown["actions"])


@pytest.mark.parametrize("alone", [True, False])
def test_once_the_crm_takes_it_a_retry_brings_it_there(
    operator: Client, hub: Hub, referral: OutgoingReferral, *, alone: bool
) -> None:
    be_picky(hub, picky=False)

    if alone:
        operator.post(f"{HERE}/{referral.number}/retry")
    else:
        operator.post("/v1/sync-problems/retry", {"system": "built-in", "cause": "refused"})
    settle(hub, referral.number)

    assert opportunity(hub, referral)["close_date"] == "2028-02-28"
    assert operator.get(f"{HERE}/{referral.number}").said["sync_problems"] == []


def test_it_can_be_let_be(operator: Client, referral: OutgoingReferral) -> None:
    operator.post(f"{HERE}/{referral.number}/dismiss-problem", {"reason": "By hand"})

    assert operator.get("/v1/sync-problems").said["items"] == []
