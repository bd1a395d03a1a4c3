"""The main job with HubSpot behind it, under the policy that ships for it."""

from __future__ import annotations

from typing import Any

import pytest

from referral_hub.application.policies import configuration
from referral_hub.domain.contacts.contact import ContactInfo
from referral_hub.domain.errors import Unavailable
from referral_hub.domain.policies.policy import Scope
from referral_hub.domain.referrals.axes import Progress
from referral_hub.domain.referrals.decision import AccountChoice
from referral_hub.domain.referrals.referral import Referral
from referral_hub.hub import Hub
from tests.adapters.crms.hubspot.portal import Portal
from tests.application.stage import accept, carry_all, carry_out, filed, tell
from tests.builders import a_contact, a_hub, a_principal, ask

ONE_EACH = {"companies": 1, "deals": 1, "contacts": 1}
MOST_CALLS = 5


@pytest.fixture
def hub(portal: Portal) -> Hub:
    return a_hub(crm=portal.crm, clock=portal.clock)


def counted(portal: Portal) -> dict[str, int]:
    return {kind: len(portal.records(kind)) for kind in ONE_EACH}


def through(act: Any, *, tries: int = 5) -> Any:
    """Try again as the state machine does."""
    for _ in range(tries):
        try:
            return act()
        except Unavailable:
            continue
    raise AssertionError("it never went through")


def run(
    hub: Hub, person: ContactInfo | None = None, number: str = "R-000001", **said: Any
) -> Referral:
    filed(hub, partner_referral_id=f"partner's {number}")
    through(lambda: accept(hub, number, **said))
    through(lambda: carry_out(hub, number))
    keys = [arrival.key for arrival in tell(hub, number, person or a_contact())]
    return through(lambda: carry_all(hub, number, keys))


def test_a_referral_becomes_a_company_a_deal_a_contact_and_a_label(
    hub: Hub, portal: Portal
) -> None:
    referral = run(hub)

    [role] = portal.crm.roles(referral.opportunity_id)
    [contact] = portal.crm.contacts(referral.account_id)
    deal = portal.crm.opportunity(referral.opportunity_id)
    assert (referral.progress, counted(portal)) == (Progress.DONE, ONE_EACH)
    assert (role.contact_id, contact.last_name) == (contact.contact_id, "Holt")
    assert deal
    assert deal.account_id == referral.account_id
    assert (deal.fields["amount"], deal.fields["closedate"]) == ("12500.00", "2027-09-30")


def test_with_the_portal_known_it_takes_five_calls(hub: Hub, portal: Portal) -> None:
    """What the portal is like is known since the referral before."""
    company = portal.seed("companies", name="Fenwick Lighthouses")
    run(hub, number="R-000001", account=AccountChoice(existing=company))
    berg = a_contact(last_name="Berg", email="berg@fenwick.example")

    with portal.counted() as calls:
        run(hub, berg, number="R-000002", account=AccountChoice(existing=company))

    assert len(calls) == MOST_CALLS, calls
    assert counted(portal) == {"companies": 1, "deals": 2, "contacts": 2}


def test_a_known_person_is_skipped_after_three_calls(hub: Hub, portal: Portal) -> None:
    company = portal.seed("companies", name="Fenwick Lighthouses")
    run(hub, number="R-000001", account=AccountChoice(existing=company))

    with portal.counted() as calls:
        other = run(hub, number="R-000002", account=AccountChoice(existing=company))

    assert other.progress is Progress.DONE
    assert len(calls) == 3, calls
    assert counted(portal) == {"companies": 1, "deals": 2, "contacts": 1}


def test_the_policy_that_ships_fits_a_portal_as_it_comes(hub: Hub) -> None:
    shipped = hub.policies.current(Scope("hubspot"))

    published = ask(hub, configuration.publish_policy, policy=shipped, by=a_principal())

    assert published.version == 1
