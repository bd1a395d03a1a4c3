"""
A crash at every call: whatever fails, however it fails, the same calls made again leave one record.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial

import pytest

from referral_hub.domain.crm import Contact, ContactRole, Opportunity
from referral_hub.domain.effects import Done, Outcome
from referral_hub.domain.errors import Unavailable
from referral_hub.ports import Crm
from tests.adapters.crms.hubspot.portal import Portal, at_once, opened
from tests.builders import a_contact

pytestmark = pytest.mark.usefixtures("loopback")

FAULTS = (
    "service_unavailable",
    "drop_before_commit",
    "drop_after_commit",
    "gateway_timeout_after_commit",
    "truncated_body",
    "rate_limited",
    "locked",
)
# Every kind of call that the work below makes, in its order.
CALLS = (
    ("GET", "/properties/"),
    ("POST", "/companies$"),
    ("GET", "/pipelines/"),
    ("GET", "/account-info/"),
    ("POST", "/deals$"),
    ("GET", "/contacts/"),
    ("POST", "/contacts$"),
    ("PUT", "/contacts/.*/default/companies/"),
    ("GET", "/labels"),
    ("POST", "/labels"),
    ("POST", "/deals/contacts/batch/read"),
    ("PUT", "/deals/.*/contacts/"),
)
DEAL = {"dealname": "Lamps", "dealstage": "appointmentscheduled", "closedate": "2027-06-30"}
LABEL = "Lamp keeper"


def again_and_again(step: Callable[[], Outcome]) -> str:
    """Make the call as the workflow does: until it says something."""
    for _ in range(100):
        try:
            outcome = step()
        except Unavailable:
            continue
        assert isinstance(outcome, Done), outcome
        return outcome.result
    raise AssertionError("it never ended")


def carry_out(crm: Crm) -> tuple[str, str, str]:
    """Create an account, its opportunity, a contact and its role."""
    account = again_and_again(
        lambda: crm.create_account({"name": "Fenwick Lighthouses"}, token="account")
    )
    deal = again_and_again(lambda: crm.create_opportunity(account, DEAL, token="deal"))
    contact = again_and_again(lambda: contact_of(crm, account))
    role = ContactRole(opportunity_id=deal, contact_id=contact, role="", association_type=LABEL)
    again_and_again(lambda: crm.give_role(role, token="role"))
    return account, deal, contact


def contact_of(crm: Crm, account: str) -> Outcome:
    known = crm.contacts_like(account, a_contact())
    if known:
        return Done(result=known[0].contact_id)
    return crm.create_contact(account, a_contact(), token="contact")


def assert_whole(portal: Portal, account: str, deal: str, contact: str) -> None:
    """One record each, all of them linked, and nothing lost."""
    crm = portal.connect().crm
    assert portal.effect("companies.created") == 1
    assert portal.effect("deals.created") == 1
    assert portal.effect("contacts.created") == 1
    assert portal.effect("labels.created") == 1
    found = crm.opportunity(deal)
    assert isinstance(found, Opportunity)
    assert (found.account_id, found.fields["closedate"]) == (account, "2027-06-30")
    [person] = crm.contacts(account)
    assert isinstance(person, Contact)
    assert (person.contact_id, person.last_name) == (contact, "Holt")
    assert [(r.contact_id, r.association_type) for r in crm.roles(deal)] == [(contact, LABEL)]


@pytest.mark.parametrize("times", [1, 2])
@pytest.mark.parametrize("fault", FAULTS)
def test_a_crash_at_any_call_leaves_one_record_each(fault: str, times: int) -> None:
    with opened() as portal:
        for method, path in CALLS:
            portal.begins_anew()
            portal.fails(fault, method, path, times)

            made = carry_out(portal.crm)

            assert_whole(portal, *made)


@pytest.mark.parametrize("fault", FAULTS)
def test_a_crash_of_the_whole_process_leaves_one_record_each(fault: str) -> None:
    with opened() as portal:
        for method, path in CALLS:
            portal.begins_anew()
            portal.fails(fault, method, path)

            carry_out(portal.crm)
            made = carry_out(portal.connect().crm)

            assert_whole(portal, *made)


def test_every_failure_after_another_leaves_one_record_each() -> None:
    with opened() as portal:
        for method, path in CALLS:
            for fault in FAULTS:
                portal.fails(fault, method, path)

        made = carry_out(portal.crm)

        assert_whole(portal, *made)


def test_two_processes_at_once_leave_one_record_each() -> None:
    with opened() as portal:
        crms = [portal.connect().crm for _ in range(2)]

        made = at_once(*(partial(carry_out, crm) for crm in crms))

        assert made[0] == made[1]
        assert_whole(portal, *made[0])


def test_the_work_makes_every_call_of_the_schedule() -> None:
    with opened() as portal, portal.counted() as calls:
        carry_out(portal.crm)
        carry_out(portal.connect().crm)

    unmet = [
        (method, path)
        for method, path in CALLS
        if not any(call.startswith(method) and re.search(path, call) for call in calls)
    ]
    assert unmet == [("PUT", "/contacts/.*/default/companies/")]
