"""A customer whom another partner refers is noticed before a second partner is told (X-6)."""

from __future__ import annotations

import pytest

from referral_hub.adapters.memory_partner import MemoryPartner
from referral_hub.application.outgoing.desk import MOST_DUPLICATES
from referral_hub.domain.customers import Overlap
from referral_hub.domain.outgoing.referral import OutgoingReferral
from referral_hub.domain.outgoing.refusals import ChannelConflict
from referral_hub.domain.policies.policy import IntakePolicy
from referral_hub.domain.policies.protection import OnConflict
from referral_hub.domain.referrals.terms import Customer
from referral_hub.hub import Hub
from tests.application.outgoing.sharing_stage import (
    READY,
    create,
    edit,
    resubmit,
    share,
    submit,
)
from tests.builders import Clock, a_partner, a_rejection, an_invitation

NOBODY = {name: text for name, text in READY.items() if not name.startswith("customer.")}
FENWICK = {"customer.company_name": "Fenwick", "customer.website_url": "fenwick.example"}
SOLBERG = Customer(
    company_name="Solberg Ports AS", website_url="www.solberg.example", country_code="NO"
)


@pytest.fixture(autouse=True)
def _quay(hub: Hub) -> None:
    hub.partners.add(a_partner(partner_id="quay", name="Quay"))


def referred_by(hub: Hub, partner_id: str, customer: Customer = SOLBERG) -> str:
    invitation = an_invitation(partner_id=partner_id, customer=customer)
    return hub.referrals.file(invitation).referral.number


def overlaps(referral: OutgoingReferral) -> list[tuple[str, str, str]]:
    return [(known.kind.value, known.number, known.matched_on) for known in referral.overlaps]


def publish(hub: Hub, **choices: object) -> None:
    hub.policies.publish(IntakePolicy.model_validate(choices))


def test_a_customer_whom_another_partner_refers_is_a_channel_conflict(hub: Hub) -> None:
    number = referred_by(hub, "quay")

    assert overlaps(create(hub)) == [("channel_conflict", number, "domain")]


def test_one_without_a_website_is_known_by_name_and_country(hub: Hub) -> None:
    known = referred_by(hub, "quay", Customer(company_name="SOLBERG PORTS", country_code="NO"))

    assert overlaps(create(hub)) == [("channel_conflict", known, "name and country")]


def test_the_same_partner_told_twice_is_a_duplicate_and_no_conflict(hub: Hub) -> None:
    first = create(hub)

    assert overlaps(create(hub)) == [("duplicate", first.number, "domain")]


def test_another_customer_is_nobodys_conflict(hub: Hub) -> None:
    referred_by(hub, "quay", Customer(company_name="Fenwick", website_url="fenwick.example"))

    assert create(hub).overlaps == ()


def test_what_was_rejected_protects_nobody(hub: Hub) -> None:
    number = referred_by(hub, "quay")
    hub.referrals.save(hub.referrals.get(number).reject(a_rejection()))

    assert create(hub).overlaps == ()


def test_the_protection_ends_with_its_window(hub: Hub) -> None:
    referred_by(hub, "quay")
    assert isinstance(hub.clock, Clock)
    publish(hub, protection_days=30)

    hub.clock.advance(days=29)
    inside = create(hub)
    hub.clock.advance(days=1)

    assert [known.kind for known in inside.overlaps] == [Overlap.CHANNEL_CONFLICT]
    assert [known.kind for known in create(hub).overlaps] == [Overlap.DUPLICATE]


def test_a_policy_that_blocks_says_which_referral_is_protected_and_until_when(hub: Hub) -> None:
    number = referred_by(hub, "quay")
    publish(hub, on_conflict=OnConflict.BLOCK)

    with pytest.raises(ChannelConflict) as refused:
        create(hub)

    assert refused.value.detail == (
        f"{number}, with another partner, is about the same customer (same domain) and is protected"
        " until 2027-05-30"
    )
    assert list(hub.outgoing.newest()) == []


def test_a_duplicate_blocks_nothing(hub: Hub) -> None:
    create(hub)
    publish(hub, on_conflict=OnConflict.BLOCK)

    assert [known.kind for known in create(hub).overlaps] == [Overlap.DUPLICATE]


def test_a_draft_whose_customer_is_named_later_is_looked_at_when_it_is_submitted(
    hub: Hub,
) -> None:
    number = create(hub, READY).number
    referred_by(hub, "quay")
    publish(hub, on_conflict=OnConflict.BLOCK)

    with pytest.raises(ChannelConflict):
        submit(hub, number)

    assert not hub.outgoing.get(number).ready


def test_a_policy_that_ignores_does_not_look(hub: Hub) -> None:
    referred_by(hub, "quay")
    publish(hub, on_conflict=OnConflict.IGNORE)

    assert create(hub).overlaps == ()


def test_a_customer_that_a_draft_was_given_later_is_protected_all_the_same(hub: Hub) -> None:
    first = create(hub, NOBODY)
    edit(hub, first.number, READY)
    submit(hub, first.number)
    publish(hub, on_conflict=OnConflict.BLOCK)

    with pytest.raises(ChannelConflict, match=first.number):
        create(hub, partner_id="quay")


def test_a_referral_protects_nobody_for_a_customer_whom_it_was_about_by_mistake(hub: Hub) -> None:
    edit(hub, create(hub).number, FENWICK)

    assert create(hub, partner_id="quay").overlaps == ()


def test_what_is_submitted_cannot_be_turned_to_a_customer_of_another_partner(hub: Hub) -> None:
    create(hub, partner_id="quay", ready=True)
    publish(hub, on_conflict=OnConflict.BLOCK)
    mine = create(hub, {**READY, **FENWICK}, ready=True)

    with pytest.raises(ChannelConflict):
        edit(hub, mine.number, READY)

    assert hub.outgoing.get(mine.number) == mine


def test_nor_can_a_resubmission_turn_it(hub: Hub, partner: MemoryPartner) -> None:
    create(hub, partner_id="quay", ready=True)
    publish(hub, on_conflict=OnConflict.BLOCK)
    mine = create(hub, {**READY, **FENWICK}, ready=True)
    partner.refuses_next = {"customer.company_name": "is unknown"}
    share(hub, mine.number)

    with pytest.raises(ChannelConflict):
        resubmit(hub, mine.number, **READY)


def test_many_duplicates_hide_no_conflict_and_are_not_all_named(hub: Hub) -> None:
    conflict = referred_by(hub, "quay")
    for claim in range(MOST_DUPLICATES + 2):
        create(hub, claim=f"batch#{claim}")

    kinds = [known.kind for known in create(hub).overlaps]

    assert kinds.count(Overlap.DUPLICATE) == MOST_DUPLICATES
    assert overlaps(create(hub))[-1] == ("channel_conflict", conflict, "domain")


def test_a_draft_for_another_partner_stands_in_nobodys_way(hub: Hub) -> None:
    create(hub, partner_id="quay")
    publish(hub, on_conflict=OnConflict.BLOCK)

    assert create(hub).overlaps == ()


def test_what_another_partner_was_told_of_does(hub: Hub) -> None:
    create(hub, partner_id="quay", ready=True)
    publish(hub, on_conflict=OnConflict.BLOCK)

    with pytest.raises(ChannelConflict):
        create(hub)
