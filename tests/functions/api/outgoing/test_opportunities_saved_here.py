"""Where the hub itself is the CRM, an opportunity is saved here, and what was shared follows it."""

from __future__ import annotations

from referral_hub.adapters.memory_partner import MemoryPartner
from referral_hub.hub import Hub
from tests.application.outgoing.sharing_stage import create, share
from tests.application.outgoing.two_way_stage import an_opportunity
from tests.functions.api.client import Client


def test_a_date_that_is_moved_here_is_moved_at_the_partner(
    operator: Client, hub: Hub, taker: MemoryPartner
) -> None:
    opportunity_id = an_opportunity(hub)
    number = create(hub, opportunity_id=opportunity_id, ready=True).number
    share(hub, number)

    changed = {"close_date": "2028-01-31", "stage": "in_progress"}
    operator.patch(f"/v1/crm/opportunities/{opportunity_id}", {"fields": changed})
    share(hub, number)

    [theirs] = taker.records.values()
    assert theirs.fields["target_close_date"] == "2028-01-31"
    assert operator.get(f"/v1/outgoing-referrals/{number}").said["stage"] == "in_progress"


def test_a_draft_stays_as_it_was_written(operator: Client, hub: Hub) -> None:
    opportunity_id = an_opportunity(hub)
    number = create(hub, opportunity_id=opportunity_id).number
    before = hub.outgoing.get(number)

    operator.patch(f"/v1/crm/opportunities/{opportunity_id}", {"fields": {"amount": "1.00"}})

    assert hub.outgoing.get(number) == before
