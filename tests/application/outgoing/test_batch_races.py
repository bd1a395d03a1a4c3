"""Two batches over one selection at the same moment; and what the table keeps of a batch."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from referral_hub.adapters.memory import MemoryTable
from referral_hub.adapters.memory_partner import MemoryPartner
from referral_hub.domain.crm import Opportunity
from referral_hub.domain.outgoing.batch import RowOutcome
from referral_hub.hub import Hub
from tests.application.outgoing.batch_stage import MoodyCrm, Worker, a_bulk_hub, begin, sales
from tests.application.stage import records
from tests.builders import NOON, Clock


class CrmInBetween(MoodyCrm):
    """Lets something happen while somebody reads an opportunity, once."""

    meanwhile: Callable[[], object] | None = None

    def opportunity(self, opportunity_id: str) -> Opportunity | None:
        happens, self.meanwhile = self.meanwhile, None
        if happens:
            happens()
        return super().opportunity(opportunity_id)


@pytest.fixture
def crm() -> CrmInBetween:
    return CrmInBetween(MemoryTable(), Clock())


@pytest.fixture
def hub(partner: MemoryPartner, crm: CrmInBetween) -> Hub:
    return a_bulk_hub(partner, crm=crm)


@pytest.mark.parametrize(
    ("another", "referrals", "outcome"),
    [(False, 1, RowOutcome.EXISTING), (True, 2, RowOutcome.CREATED)],
)
def test_two_that_both_found_nothing_share_it_once_unless_each_wants_its_own(
    hub: Hub, crm: CrmInBetween, *, another: bool, referrals: int, outcome: RowOutcome
) -> None:
    (sale,) = sales(hub, 1)
    worker = Worker(hub)
    slow = begin(hub, [sale], another=another)
    fast = begin(hub, [sale], batch_id="b2", another=another)
    crm.meanwhile = lambda: worker.works_off(fast)

    done = worker.works_off(slow)

    assert done.rows[0].outcome is outcome
    assert len(list(hub.outgoing.newest())) == referrals


def test_only_a_batch_that_was_just_asked_for_is_to_be_queued(hub: Hub) -> None:
    batch = begin(hub, sales(hub, 12))
    (asked,) = records(hub, "BATCH")
    Worker(hub).works_off(batch)

    (finished,) = records(hub, "BATCH")

    assert (asked["due"], asked["parts"]) == ("yes", 2)
    assert "due" not in finished


def test_all_of_a_batch_lapses_after_ninety_days(hub: Hub) -> None:
    Worker(hub).works_off(begin(hub, sales(hub, 12)))

    kept = [*records(hub, "BATCH"), *records(hub, "PART")]

    lapses = int((NOON + timedelta(days=90)).timestamp())
    assert [item["ttl"] for item in kept] == [lapses] * 3
