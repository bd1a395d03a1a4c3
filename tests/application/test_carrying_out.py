"""What was decided is brought about, once: account, opportunity, notice (IN-7, IN-8, IN-18)."""

from __future__ import annotations

from referral_hub.application.carrying_out import CARRY, FINISH, WAIT, NextStep
from referral_hub.domain.effects import Done
from referral_hub.domain.policies.policy import ContactSyncMode, FieldMapping
from referral_hub.domain.referrals.axes import Progress
from referral_hub.domain.referrals.decision import AccountChoice, OpportunityChoice
from referral_hub.hub import Hub
from tests.application.stage import (
    Lantern,
    a_hub_with,
    accepted,
    carry_out,
    publish,
    records,
    rejected,
    run,
    snapshot,
    tell,
)
from tests.builders import a_contact, a_hub

BAD_DATE = FieldMapping(target="close_date", template="soon")


# Accepted


def test_a_new_account_and_the_prefilled_opportunity_are_created(hub: Hub) -> None:
    number = accepted(hub).number

    carry_out(hub, number)

    referral = hub.referrals.get(number)
    opportunity = hub.crm.opportunity(referral.opportunity_id)
    assert hub.crm.account(referral.account_id).name == "Fenwick Lighthouses"
    assert opportunity.account_id == referral.account_id
    assert opportunity.fields["source"] == f"Partner referral {number} (harbour)"


def test_what_the_operator_typed_is_what_the_crm_gets(hub: Hub) -> None:
    number = accepted(
        hub,
        account=AccountChoice(create={"name": "Fenwick & Daughters"}),
        opportunity=OpportunityChoice(fields={"amount": "9.50", "description": ""}),
    ).number

    carry_out(hub, number)

    referral = hub.referrals.get(number)
    fields = hub.crm.opportunity(referral.opportunity_id).fields
    assert hub.crm.account(referral.account_id).name == "Fenwick & Daughters"
    assert fields["amount"] == "9.50"
    assert "description" not in fields


def test_an_existing_account_gets_the_opportunity_and_no_account_is_created(hub: Hub) -> None:
    account_id = hub.crm.create_account({"name": "Fenwick"}, token="there").result
    number = accepted(hub, account=AccountChoice(existing=account_id)).number

    carry_out(hub, number)

    referral = hub.referrals.get(number)
    assert hub.crm.opportunity(referral.opportunity_id).account_id == account_id
    assert len(records(hub, "CRM_ACCOUNT")) == 1


def test_an_existing_opportunity_is_linked_and_left_as_it_is(hub: Hub) -> None:
    account_id = hub.crm.create_account({"name": "Fenwick"}, token="there").result
    there = hub.crm.create_opportunity(account_id, {"name": "Old lamps"}, token="there").result
    number = accepted(
        hub,
        account=AccountChoice(existing=account_id),
        opportunity=OpportunityChoice(existing=there),
    ).number

    carry_out(hub, number)

    assert hub.referrals.get(number).opportunity_id == there
    assert hub.crm.opportunity(there).fields == {"name": "Old lamps"}
    assert len(records(hub, "CRM_OPPORTUNITY")) == 1


def test_the_partner_is_told_after_the_opportunity_is_there_and_then_its_id() -> None:
    lantern = Lantern()
    hub = a_hub_with(lantern)
    number = accepted(hub).number

    carry_out(hub, number)

    effects = hub.referrals.get(number).ledger.effects
    assert list(effects) == ["account", "opportunity", "partner_notice", "partner_crm_id"]
    assert lantern.questions == ["accept", "tell_opportunity"]
    assert effects["partner_notice"].result == "L-9"
    assert effects["partner_crm_id"].result == effects["opportunity"].result


def test_without_contact_info_the_workflow_waits(hub: Hub) -> None:
    number = accepted(hub).number

    assert carry_out(hub, number) == NextStep(WAIT)
    assert hub.referrals.get(number).progress is Progress.AWAITING_CONTACT


def test_contact_info_that_came_early_is_carried_at_once(hub: Hub) -> None:
    number = accepted(hub).number
    [arrival] = tell(hub, number, a_contact())

    assert carry_out(hub, number) == NextStep(CARRY, (arrival.key,))


def test_contact_info_that_came_in_part_does_not_end_the_wait(hub: Hub) -> None:
    number = accepted(hub).number
    tell(hub, number, a_contact(email=""))

    assert carry_out(hub, number) == NextStep(WAIT)


def test_where_no_contacts_are_wanted_the_referral_is_done(hub: Hub) -> None:
    publish(hub, contact_sync=ContactSyncMode.NONE)
    number = accepted(hub).number
    tell(hub, number, a_contact())

    assert carry_out(hub, number) == NextStep(FINISH, done=True)
    assert hub.referrals.get(number).progress is Progress.DONE
    assert records(hub, "CRM_CONTACT") == []


def test_carrying_out_twice_changes_nothing_more(hub: Hub) -> None:
    number = accepted(hub).number
    carry_out(hub, number)
    before = snapshot(hub)

    assert carry_out(hub, number) == NextStep(WAIT)
    assert snapshot(hub) == before


def test_the_main_job_in_one_go() -> None:
    hub = a_hub()
    number = accepted(hub).number
    tell(hub, number, a_contact())

    referral = run(hub, number)

    [contact] = hub.crm.contacts(referral.account_id)
    [role] = hub.crm.roles(referral.opportunity_id)
    assert referral.progress is Progress.DONE
    assert contact.last_name == "Holt"
    assert (role.contact_id, role.role) == (contact.contact_id, "Business User")


# Rejected


def test_a_rejection_is_told_to_the_partner_with_its_reason() -> None:
    lantern = Lantern()
    hub = a_hub_with(lantern)
    number = rejected(hub, "Other").number

    assert carry_out(hub, number) == NextStep(FINISH)

    referral = hub.referrals.get(number)
    assert lantern.questions == ["reject"]
    assert referral.ledger.get("partner_rejection").outcome == Done(result="Other")
    assert referral.progress is Progress.DONE
    assert records(hub, "CRM_ACCOUNT") == []


def test_a_partner_that_reads_for_itself_needs_no_call(hub: Hub) -> None:
    number = rejected(hub).number

    assert carry_out(hub, number) == NextStep(FINISH)
    assert hub.referrals.get(number).progress is Progress.DONE
