"""A retry carries contacts under the policy that counts now, whatever is in the CRM (IN-20)."""

from __future__ import annotations

from typing import Any

import pytest

from referral_hub.adapters.crms.builtin import BuiltInCrm
from referral_hub.adapters.memory import MemoryTable
from referral_hub.domain.cause import Cause
from referral_hub.domain.contacts.arrivals import ContactArrival
from referral_hub.domain.crm import ContactRole
from referral_hub.domain.effects import Refused
from referral_hub.domain.policies.policy import ContactSyncMode, ExistingContact, IntakePolicy
from referral_hub.domain.referrals.axes import Progress
from referral_hub.domain.referrals.decision import Acceptance, AccountChoice
from referral_hub.domain.referrals.referral import Referral
from referral_hub.hub import Hub
from tests.application.stage import (
    awaiting,
    carry_all,
    people,
    publish,
    records,
    retry,
    roles,
    run,
    story,
    tell,
)
from tests.builders import Clock, a_contact, a_hub

NO_SUCH_ROLE = Refused(reason="Role: not in the picklist", cause=Cause.OPTION_REFUSED)


class RolesOfItsOwn(BuiltInCrm):
    """A CRM that knows one role only."""

    def give_role(self, role: ContactRole, *, token: str) -> Any:
        return super().give_role(role, token=token) if role.role == "Evaluator" else NO_SUCH_ROLE


@pytest.fixture
def hub() -> Hub:
    clock, table = Clock(), MemoryTable()
    return a_hub(clock=clock, table=table, crm=RolesOfItsOwn(table, clock))


def refused(hub: Hub, **said: Any) -> str:
    """The number of a referral whose opportunity is there, and whose contact got no role."""
    number = awaiting(hub, **said).number
    [arrival] = tell(hub, number, a_contact())
    referral = carry_all(hub, number, [arrival.key])
    assert referral.progress is Progress.FAILED
    return number


def at_an_account_that_knows_maren(hub: Hub) -> AccountChoice:
    made: Any = hub.crm.create_account({"name": "Fenwick"}, token="there before")
    hub.crm.create_contact(made.result, a_contact(), token="there before")
    return AccountChoice(existing=made.result)


def only_contact(hub: Hub, number: str) -> ContactArrival:
    [arrival] = hub.contacts.of(number)
    return arrival


def acceptance_of(referral: Referral) -> Acceptance:
    assert referral.acceptance
    return referral.acceptance


def last_retry(hub: Hub, number: str) -> str:
    [*_, entry] = [e for e in story(hub, number) if e.what == "referral.retried"]
    return entry.why


def test_a_role_that_the_crm_refused_is_corrected_in_the_policy_and_one_retry_completes(
    hub: Hub,
) -> None:
    number = refused(hub)
    publish(hub, contact_role="Evaluator")

    retry(hub, number)
    referral = run(hub, number)

    assert referral.progress is Progress.DONE
    assert [role.role for role in roles(hub, number)] == ["Evaluator"]
    assert len(people(hub, number)) == 1
    assert last_retry(hub, number) == "run 2, contacts under policy version 1"


def test_the_fields_of_what_is_there_stay_under_the_policy_of_the_decision(hub: Hub) -> None:
    number = refused(hub)
    publish(hub, contact_role="Evaluator")

    accepted = acceptance_of(retry(hub, number))

    assert (accepted.policy_version, accepted.contact_policy) == (0, (1, ""))


def test_a_policy_of_the_partner_alone_counts_for_contacts_too(hub: Hub) -> None:
    number = refused(hub)
    hub.policies.publish(IntakePolicy(partner_id="harbour", contact_role="Evaluator"))

    accepted = acceptance_of(retry(hub, number))

    assert accepted.contact_policy == (1, "built-in#harbour")
    assert run(hub, number).progress is Progress.DONE


def test_a_retry_under_the_same_policy_adds_nothing_to_what_is_kept(hub: Hub) -> None:
    number = refused(hub)

    retry(hub, number)

    [kept] = records(hub, "REFERRAL")
    assert "contacts_" not in str(kept["doc"])


def test_a_second_retry_takes_the_policy_that_counts_then(hub: Hub) -> None:
    number = refused(hub)
    publish(hub, contact_role="Buyer")
    retry(hub, number)
    run(hub, number)
    publish(hub, contact_role="Evaluator")

    retry(hub, number)

    assert run(hub, number).progress is Progress.DONE


def test_known_people_are_not_linked_any_more_when_the_policy_says_skip_by_now(hub: Hub) -> None:
    publish(hub, existing_contact=ExistingContact.LINK)
    number = refused(hub, account=at_an_account_that_knows_maren(hub))
    publish(hub, existing_contact=ExistingContact.SKIP)

    retry(hub, number)

    assert run(hub, number).progress is Progress.DONE
    assert only_contact(hub, number).outcome == "skipped"
    assert roles(hub, number) == []


def test_nobody_is_carried_any_more_when_the_policy_carries_no_contacts_by_now(hub: Hub) -> None:
    number = refused(hub)
    publish(hub, contact_sync=ContactSyncMode.NONE)

    retry(hub, number)

    assert run(hub, number).progress is Progress.DONE
    assert only_contact(hub, number).outcome == "skipped"
