"""The use cases over DynamoDB do what they do in memory."""

from __future__ import annotations

import pytest

from referral_hub.adapters.dynamodb import DynamoTable
from referral_hub.application import queries
from referral_hub.application.queries import Look
from referral_hub.domain.referrals.axes import Progress, Status
from referral_hub.hub import Hub
from tests.application.routing import stage as routing
from tests.application.stage import accept, carry_out, filed, publish, retry, run, story, tell, wait
from tests.builders import Clock, a_contact, a_hub, a_principal, a_user, ask


@pytest.fixture
def dynamo_hub(dynamo_table: DynamoTable) -> Hub:
    return a_hub(table=dynamo_table, clock=Clock())


def main_job(hub: Hub) -> list[tuple[str, str, str]]:
    """Walk one referral through everything, with a partial contact and a retry, and tell it."""
    publish(hub, contact_role="Evaluator")
    number = filed(hub).number
    tell(hub, number, a_contact(email=""))
    accept(hub, number)
    carry_out(hub, number)
    wait(hub, number)
    hub.clock.advance(minutes=10)
    tell(hub, number, a_contact())
    hub.referrals.save(hub.referrals.get(number).failed("somebody pulled the plug"))
    retry(hub, number)
    hub.clock.advance(minutes=1)
    assert run(hub, number).progress is Progress.DONE
    return [(entry.who, entry.what, entry.why) for entry in story(hub, number)]


def test_the_main_job_leaves_the_same_story_in_both_tables(dynamo_hub: Hub) -> None:
    assert main_job(dynamo_hub) == main_job(a_hub())


def test_owners_take_turns_and_what_waits_is_listed_in_both_tables(dynamo_hub: Hub) -> None:
    assert routed(dynamo_hub) == routed(a_hub())


def routed(hub: Hub) -> list[tuple[str, ...]]:
    """Let three come in for Anna and Bo, of whom each has room for one, and Anna decline hers."""
    for email in (routing.ANNA, routing.BO):
        hub.users.save(a_user(email=email))
    routing.publish(hub, routing.a_rule(routing.ANNA, routing.BO, capacity=1))
    first = routing.comes_in(hub, "1")
    owners = routing.owners_of(hub, "2", "3")
    hub.referrals.save(hub.referrals.get("R-000002").expire())
    declined = routing.decline(hub, first).assignment
    waiting = tuple(r.number for r in hub.referrals.late.unassigned())
    again = routing.look_again(hub)
    return [tuple(owners), (declined.owner, *declined.declined), waiting, (str(again),)]


def test_the_main_job_leaves_the_same_records_in_the_crm(dynamo_hub: Hub) -> None:
    main_job(dynamo_hub)

    [referral] = dynamo_hub.referrals.newest()
    [contact] = dynamo_hub.crm.contacts(referral.account_id)
    [role] = dynamo_hub.crm.roles(referral.opportunity_id)
    assert (contact.last_name, role.contact_id) == ("Holt", contact.contact_id)
    assert role.role == "Evaluator"


def test_the_inbox_is_listed_and_paged_over_the_index(dynamo_hub: Hub) -> None:
    for number in range(7):
        filed(dynamo_hub, partner_referral_id=f"H-{number}")
    accept(dynamo_hub, "R-000003")
    pending = Look(statuses=frozenset([Status.PENDING_ACCEPTANCE]))

    found: list[str] = []
    before = ""
    while True:
        page = ask(
            dynamo_hub, queries.inbox, look=pending, limit=2, before=before, by=a_principal()
        )
        found += [row.referral.number for row in page.rows]
        before = page.after
        if not before:
            break

    assert found == ["R-000007", "R-000006", "R-000005", "R-000004", "R-000002", "R-000001"]
