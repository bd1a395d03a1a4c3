"""A referral gets its opportunity later: one that is there, or one that is made for it."""

from __future__ import annotations

import pytest

from referral_hub.adapters.memory_partner import MemoryPartner
from referral_hub.application.choices import UnknownCrmRecord
from referral_hub.application.effects import Effects
from referral_hub.application.outgoing import linking
from referral_hub.application.outgoing.sharing import spawning, steps
from referral_hub.domain.outgoing.referral import OutgoingReferral
from referral_hub.domain.outgoing.refusals import LinkLocked
from referral_hub.domain.referrals.axes import Stage
from referral_hub.domain.referrals.decision import AccountChoice, OpportunityChoice
from referral_hub.hub import Hub
from tests.application.outgoing.sharing_stage import create, edit, share
from tests.application.outgoing.two_way_stage import (
    IN_THE_CRM,
    a_shared_referral,
    a_two_way_hub,
    an_opportunity,
    in_the_crm,
    look_in_the_crm,
    opportunity,
    record,
    settle,
)
from tests.application.stage import Crash, CrashOnce

NEW = AccountChoice(create={})


@pytest.fixture
def hub(partner: MemoryPartner) -> Hub:
    return a_two_way_hub(partner)


@pytest.fixture
def referral(hub: Hub) -> OutgoingReferral:
    """One that the partner has, and that belongs to no opportunity."""
    number = create(hub, ready=True).number
    share(hub, number)
    return hub.outgoing.get(number)


def links(hub: Hub) -> steps.Links:
    return steps.Links(hub.partner_links, hub.crm_links)


def link(hub: Hub, number: str, account: AccountChoice, **chosen: str) -> OutgoingReferral:
    return linking.link(
        number=number,
        account=account,
        opportunity=OpportunityChoice(**chosen),
        now=hub.clock(),
        desk=hub.two_way_desk,
        links=links(hub),
    )


def link_existing(hub: Hub, number: str) -> OutgoingReferral:
    found = hub.crm.opportunity(an_opportunity(hub))
    assert found
    return link(
        hub, number, AccountChoice(existing=found.account_id), existing=found.opportunity_id
    )


def spawn(hub: Hub, number: str, effects: Effects | None = None) -> str:
    return spawning.spawn(
        number=number,
        now=hub.clock(),
        desk=hub.two_way_desk,
        effects=effects or hub.effects,
        links=links(hub),
    )


def test_a_linked_opportunity_keeps_what_it_has_and_is_followed(
    hub: Hub, referral: OutgoingReferral
) -> None:
    edit(hub, referral.number, {"target_close_date": "2028-02-28"})
    settle(hub, referral.number)

    linked = link_existing(hub, referral.number)
    look_in_the_crm(hub, linked)
    settle(hub, linked.number)
    before = opportunity(hub, linked)
    in_the_crm(hub, linked, close_date="2028-05-31", stage="in_progress")
    settle(hub, linked.number)

    assert before == IN_THE_CRM
    assert record(hub, linked).fields["target_close_date"] == "2028-05-31"
    assert hub.outgoing.get(linked.number).stage is Stage.IN_PROGRESS


def test_a_spawned_opportunity_has_what_is_shared_now_and_is_followed(
    hub: Hub, referral: OutgoingReferral
) -> None:
    edit(hub, referral.number, {"target_close_date": "2028-02-28"})
    settle(hub, referral.number)

    link(hub, referral.number, NEW)
    assert spawn(hub, referral.number) == "created"
    spawned = hub.outgoing.get(referral.number)
    settle(hub, spawned.number)
    in_the_crm(hub, spawned, close_date="2028-05-31")
    settle(hub, spawned.number)

    assert opportunity(hub, spawned)["name"] == "Solberg Ports: Tide gauges"
    assert record(hub, spawned).fields["target_close_date"] == "2028-05-31"
    assert [r.number for r in hub.outgoing.shared_from(spawned.opportunity_id)] == [spawned.number]


@pytest.mark.parametrize(
    "place", ["before account", "after account", "before opportunity", "after opportunity"]
)
def test_a_crash_leaves_one_account_and_one_opportunity(
    hub: Hub, referral: OutgoingReferral, place: str
) -> None:
    link(hub, referral.number, NEW)
    crashing = Effects(hub.clock, CrashOnce(place))

    with pytest.raises(Crash):
        spawn(hub, referral.number, crashing)
    spawn(hub, referral.number, crashing)

    spawned = hub.outgoing.get(referral.number)
    assert spawn(hub, referral.number) == "nothing"
    assert spawned.opportunity_id
    assert hub.crm.account(spawned.account_id)


def test_what_was_made_from_an_opportunity_stays_with_it(hub: Hub) -> None:
    locked = a_shared_referral(hub)

    with pytest.raises(LinkLocked):
        link(hub, locked.number, NEW)


def test_an_opportunity_that_the_crm_does_not_have_is_refused(
    hub: Hub, referral: OutgoingReferral
) -> None:
    with pytest.raises(UnknownCrmRecord):
        link(hub, referral.number, NEW, existing="OPP-999999")

    assert hub.outgoing.get(referral.number).opportunity is None


def test_who_was_linked_before_is_not_followed_any_more(
    hub: Hub, referral: OutgoingReferral
) -> None:
    first = link_existing(hub, referral.number)
    account = hub.crm.create_account({"name": "Solberg Ports"}, token="b")
    made = hub.crm.create_opportunity(account.result, IN_THE_CRM, token="p")

    second = link(
        hub, referral.number, AccountChoice(existing=account.result), existing=made.result
    )
    in_the_crm(hub, first, stage="won")

    assert second.opportunity_id == made.result
    assert hub.outgoing.get(referral.number).stage is Stage.NEW
