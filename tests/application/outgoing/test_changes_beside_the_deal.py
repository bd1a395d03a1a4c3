"""What the partner's people change that is no part of the deal is not changed back."""

from __future__ import annotations

import pytest

from referral_hub.adapters.memory_partner import MemoryPartner
from referral_hub.domain.outgoing.referral import OutgoingReferral
from referral_hub.hub import Hub
from tests.application.outgoing.sharing_stage import READY, create, edit
from tests.application.outgoing.two_way_stage import (
    a_shared_referral,
    a_two_way_hub,
    at_the_partner,
    hear,
    record,
    settle,
)
from tests.builders import a_partner

EDIT = {"description": "Readings of forty tide gauges are typed in by hand."}


@pytest.fixture
def hub(partner: MemoryPartner) -> Hub:
    return a_two_way_hub(partner)


@pytest.fixture
def referral(hub: Hub) -> OutgoingReferral:
    """One of which the hub has heard what the partner has."""
    shared = a_shared_referral(hub)
    hear(hub, shared)
    return shared


def test_an_edit_here_tells_nothing_that_the_partner_has_changed_since(
    hub: Hub, referral: OutgoingReferral
) -> None:
    at_the_partner(hub, referral, need="Delivery", contact__title="Port Captain")

    edit(hub, referral.number, EDIT)
    settle(hub, referral.number)

    theirs = {"need": "Delivery", "contact.title": "Port Captain"}
    assert record(hub, referral).fields == {**READY, **EDIT, **theirs}
    assert hub.outgoing.get(referral.number).fields == {**READY, **EDIT, **theirs}


def test_what_changed_in_the_moment_of_the_edit_is_seen_before_it_is_told(
    hub: Hub, referral: OutgoingReferral
) -> None:
    edit(hub, referral.number, EDIT)

    record(hub, referral).fields["need"] = "Delivery"
    settle(hub, referral.number)

    assert record(hub, referral).fields == {**READY, **EDIT, "need": "Delivery"}


def test_where_both_changed_it_the_host_has_the_last_word(
    hub: Hub, referral: OutgoingReferral
) -> None:
    edit(hub, referral.number, {"need": "Advice"})

    at_the_partner(hub, referral, need="Delivery")
    settle(hub, referral.number)

    assert record(hub, referral).fields["need"] == "Advice"


def test_a_blank_there_wipes_nothing_here(hub: Hub, referral: OutgoingReferral) -> None:
    at_the_partner(hub, referral, need="", contact__title="")

    assert hub.outgoing.get(referral.number).fields == READY


def test_a_customer_whom_the_partner_calls_otherwise_is_protected_under_that_name(
    hub: Hub, referral: OutgoingReferral
) -> None:
    hub.partners.add(a_partner(partner_id="quay", name="Quay"))
    at_the_partner(hub, referral, customer__website_url="https://ports.example")

    other = create(hub, {**READY, "customer.website_url": "ports.example"}, partner_id="quay")

    assert [known.number for known in other.overlaps] == [referral.number]
