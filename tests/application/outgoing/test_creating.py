"""Creating outgoing referrals: little is asked of a draft, everything of what goes out."""

from __future__ import annotations

import pytest

from referral_hub.adapters.memory import MemoryTable
from referral_hub.adapters.memory_partner import MemoryPartner
from referral_hub.application.choices import UnknownCrmRecord
from referral_hub.domain.outgoing.referral import HUB_RECORD
from referral_hub.domain.outgoing.refusals import NotReady, TakesNoReferrals, UnknownFields
from referral_hub.domain.policies.policy import IntakePolicy
from referral_hub.domain.referrals.axes import OutgoingStatus
from referral_hub.hub import Hub
from referral_hub.ports import Item
from tests.application.outgoing.sharing_stage import READY, a_sharing_hub, an_opportunity, create
from tests.builders import a_hub


def test_a_draft_may_be_incomplete_and_goes_to_nobody(hub: Hub, partner: MemoryPartner) -> None:
    draft = create(hub, {"title": "Tide gauges"})

    assert draft.status is OutgoingStatus.PENDING
    assert draft.due == (HUB_RECORD,)
    assert partner.calls == 0


def test_what_is_ready_is_submitted_as_it_is_created(hub: Hub) -> None:
    made = create(hub, ready=True)

    assert made.status is OutgoingStatus.SUBMITTED
    assert hub.outgoing.get(made.number) == made


def test_what_is_not_ready_is_not_created_and_all_that_is_wrong_is_named(hub: Hub) -> None:
    fields = {"title": "Tide gauges", "target_close_date": "soon", "need": ""}

    with pytest.raises(NotReady) as refused:
        create(hub, fields, ready=True)

    assert set(refused.value.fields) == {
        "fields.customer.company_name",
        "fields.target_close_date",
        "fields.need",
    }
    assert list(hub.outgoing.newest()) == []


def test_a_field_that_the_partner_does_not_know_is_named(hub: Hub) -> None:
    with pytest.raises(UnknownFields) as refused:
        create(hub, {**READY, "colour": "blue"})

    assert set(refused.value.fields) == {"fields.colour"}


def test_a_partner_that_takes_no_referrals_is_named_as_the_trouble() -> None:
    with pytest.raises(TakesNoReferrals):
        create(a_hub())


def test_one_claim_makes_one_referral_however_often_it_is_made(hub: Hub) -> None:
    first, second = create(hub, claim="batch-1#opp-7"), create(hub, claim="batch-1#opp-7")

    assert first == second
    assert list(hub.outgoing.newest()) == [first]


def test_a_crash_between_claim_and_referral_costs_no_number(hub: Hub) -> None:
    number = hub.outgoing.number_for("batch-1#opp-7")

    assert create(hub, claim="batch-1#opp-7").number == number


class Overtaken(MemoryTable):
    """Somebody under the same claim remembers the opportunity, just before this call does."""

    def put(self, item: Item, *, version: int) -> None:
        if item["kind"] == "SHARED_FROM":
            super().put(item, version=version)
        super().put(item, version=version)


def test_of_two_at_once_under_one_claim_neither_finds_what_is_not_there_yet(
    partner: MemoryPartner,
) -> None:
    hub = a_sharing_hub(partner, table=Overtaken())
    chosen = an_opportunity(hub)

    made = create(hub, opportunity_id=chosen, claim="batch-1#opp-7")

    assert hub.outgoing.shared_from(chosen) == [made]


def test_several_referrals_may_come_from_one_opportunity(hub: Hub) -> None:
    chosen = an_opportunity(hub)

    made = [create(hub, opportunity_id=chosen, claim=claim) for claim in ("a", "b")]

    assert hub.outgoing.shared_from(chosen) == made


def test_the_opportunity_fills_what_nobody_typed(hub: Hub) -> None:
    chosen = an_opportunity(hub)

    made = create(hub, {"title": "Ninety tide gauges"}, opportunity_id=chosen, link_locked=True)

    assert made.fields["title"] == "Ninety tide gauges"
    assert made.fields["customer.company_name"] == "Solberg Ports"
    assert (made.opportunity_id, made.link_locked) == (chosen, True)
    assert made.account_id == hub.crm.search_accounts("Solberg")[0].account_id


def test_of_what_is_missing_it_is_said_whether_anything_should_have_filled_it(hub: Hub) -> None:
    chosen = an_opportunity(hub)

    with pytest.raises(NotReady) as refused:
        create(hub, {"title": " "}, opportunity_id=chosen, ready=True)

    assert refused.value.fields == {
        "fields.title": "is required: what fills it is empty",
        "fields.need": "say what you need, or choose a solution that says it: no mapping fills it",
    }


def test_an_opportunity_that_the_crm_does_not_have_is_named(hub: Hub) -> None:
    with pytest.raises(UnknownCrmRecord) as refused:
        create(hub, opportunity_id="opp-none")

    assert set(refused.value.fields) == {"opportunity_id"}


def test_without_a_word_of_the_caller_the_policy_says_whether_it_is_ready(hub: Hub) -> None:
    cautious = create(hub)
    hub.policies.publish(IntakePolicy(ready_for_submit=True))

    assert (cautious.ready, create(hub).ready) == (False, True)
