"""A fix and one retry complete what failed (IN-20, X-3)."""

from __future__ import annotations

import pytest

from referral_hub.adapters.memory import MemoryTable
from referral_hub.application import closing
from referral_hub.application.choices import InvalidFields, UnknownCrmRecord
from referral_hub.domain.correction import Correction, NotCorrectable
from referral_hub.domain.policies.policy import FieldNotOffered, MappingFails
from referral_hub.domain.referrals.axes import Progress
from referral_hub.domain.referrals.decision import AccountChoice
from referral_hub.domain.referrals.refusals import NotFailed
from referral_hub.hub import Hub
from tests.application.picky import PickyCrm
from tests.application.stage import (
    a_moody_hub,
    accepted,
    awaiting,
    carry_out,
    end,
    publish,
    rejected,
    retry,
    story,
    tell,
)
from tests.builders import Clock, a_contact, a_hub

NEXT_STEP = Correction(opportunity={"next_step": "Call them"})


def a_picky_hub() -> Hub:
    """A hub whose form offers the field that its CRM wants."""
    clock, table = Clock(), MemoryTable()
    hub = a_hub(clock=clock, table=table, crm=PickyCrm(table, clock))
    publish(hub, opportunity_field_set=("next_step",))
    return hub


def refused(hub: Hub) -> str:
    """The number of a referral whose account is there, and whose opportunity was refused."""
    number = accepted(hub).number
    carry_out(hub, number)
    return number


def last_retry(hub: Hub, number: str) -> str:
    [*_, entry] = [e for e in story(hub, number) if e.what == "referral.retried"]
    return entry.why


def test_a_field_that_was_missing_is_told_with_the_retry_which_completes() -> None:
    hub = a_picky_hub()
    number = refused(hub)

    retry(hub, number, correction=NEXT_STEP)
    carry_out(hub, number)

    opportunity = hub.crm.opportunity(hub.referrals.get(number).opportunity_id)
    assert opportunity
    assert opportunity.fields["next_step"] == "Call them"
    assert hub.referrals.get(number).progress is Progress.AWAITING_CONTACT
    assert last_retry(hub, number) == "run 2, policy version 1; corrected: opportunity.next_step"


def test_a_correction_is_set_over_what_was_typed_before() -> None:
    hub = a_picky_hub()
    number = refused(hub)

    again = retry(hub, number, correction=NEXT_STEP)

    assert again.acceptance
    assert again.acceptance.opportunity.fields == {"next_step": "Call them"}
    assert again.acceptance.by == "operator:Ingrid"


def test_a_mapping_that_was_corrected_counts_from_the_retry_on() -> None:
    hub = a_picky_hub()
    number = refused(hub)
    mapping = [
        {"target": "name", "template": "{title}"},
        {"target": "next_step", "template": "Call {customer.company_name}"},
    ]
    publish(hub, opportunity_mapping=mapping)

    retry(hub, number)
    carry_out(hub, number)

    opportunity = hub.crm.opportunity(hub.referrals.get(number).opportunity_id)
    assert opportunity
    assert opportunity.fields["next_step"] == "Call Fenwick Lighthouses"
    assert last_retry(hub, number) == "run 2, policy version 2"


NAME = {"target": "name", "template": "{title}"}
CALL = {"target": "next_step", "template": "Call {customer.company_name}"}
SEATS = {"target": "amount", "expression": "number(custom.seats)"}


def test_a_mapping_that_fails_meanwhile_is_told_with_the_retry_and_no_field_is_lost() -> None:
    hub = a_picky_hub()
    number = refused(hub)
    publish(hub, opportunity_mapping=(NAME, CALL, SEATS))

    with pytest.raises(MappingFails) as failing:
        retry(hub, number)

    assert set(failing.value.fields) == {"opportunity.amount"}
    assert "number() wants digits" in failing.value.fields["opportunity.amount"]
    assert hub.referrals.get(number).run == 1


def test_a_value_for_what_a_mapping_fails_on_lets_the_retry_go_ahead() -> None:
    hub = a_picky_hub()
    number = refused(hub)
    publish(hub, opportunity_mapping=(NAME, CALL, SEATS))

    retry(hub, number, correction=Correction(opportunity={"amount": "12.00"}))
    carry_out(hub, number)

    opportunity = hub.crm.opportunity(hub.referrals.get(number).opportunity_id)
    assert opportunity
    assert opportunity.fields["amount"] == "12.00"


def test_a_mapping_of_what_is_there_already_keeps_nobody_from_retrying() -> None:
    hub = a_picky_hub()
    number = refused(hub)
    publish(hub, opportunity_mapping=(NAME, CALL), account_mapping=(SEATS | {"target": "name"},))

    retry(hub, number)
    carry_out(hub, number)

    assert hub.referrals.get(number).opportunity_id


def test_a_referral_that_keeps_its_own_policy_is_not_kept_from_retrying_by_the_newest() -> None:
    hub = a_picky_hub()
    number = refused(hub)
    retry(hub, number, correction=Correction(opportunity={"next_step": ""}))
    carry_out(hub, number)
    publish(hub, opportunity_mapping=(SEATS,))

    assert retry(hub, number).run == 3


def test_the_timeline_still_says_under_which_version_it_was_accepted() -> None:
    hub = a_picky_hub()
    number = refused(hub)
    publish(hub, opportunity_field_set=("next_step",))
    retry(hub, number)

    [decision] = [e for e in story(hub, number) if e.what == "referral.accepted"]

    assert decision.why.endswith("policy version 1")


def test_a_newer_version_without_room_for_what_was_typed_does_not_count() -> None:
    hub = a_picky_hub()
    number = refused(hub)
    retry(hub, number, correction=Correction(opportunity={"next_step": ""}))
    carry_out(hub, number)
    publish(hub)
    hub.clock.advance(minutes=1)  # type: ignore[attr-defined]

    retry(hub, number)

    said = "run 3, policy version 1, contacts under policy version 2"
    assert last_retry(hub, number) == said


def test_the_policy_stays_as_it_was_once_the_opportunity_is_there() -> None:
    hub = a_hub()
    number = awaiting(hub).number
    [arrival] = tell(hub, number, a_contact())
    end(hub, closing.close, number, left_behind=[arrival.key])
    publish(hub)

    again = retry(hub, number)

    assert again.acceptance
    assert again.acceptance.policy_version == 0
    assert last_retry(hub, number) == "run 2, contacts under policy version 1"


def test_a_correction_is_checked_like_an_acceptance() -> None:
    hub = a_picky_hub()
    number = refused(hub)

    with pytest.raises(InvalidFields) as wrong:
        retry(hub, number, correction=Correction(opportunity={"amount": "a lot"}))
    with pytest.raises(FieldNotOffered) as strange:
        retry(hub, number, correction=Correction(opportunity={"shoe_size": "44"}))

    assert set(wrong.value.fields) == {"opportunity.amount"}
    assert set(strange.value.fields) == {"opportunity.shoe_size"}
    assert hub.referrals.get(number).run == 1


def test_an_account_that_is_there_is_not_corrected() -> None:
    hub = a_picky_hub()
    number = refused(hub)

    with pytest.raises(NotCorrectable) as late:
        retry(hub, number, correction=Correction(account={"industry": "Energy"}))

    assert late.value.fields == {"account.industry": "the account is in the CRM already"}


def test_nothing_is_corrected_once_the_opportunity_is_there(hub: Hub) -> None:
    number = awaiting(hub).number
    [arrival] = tell(hub, number, a_contact())
    end(hub, closing.close, number, left_behind=[arrival.key])

    with pytest.raises(NotCorrectable) as late:
        retry(hub, number, correction=NEXT_STEP)

    assert set(late.value.fields) == {"opportunity.next_step"}


def test_a_rejection_has_nothing_to_correct(hub: Hub) -> None:
    number = rejected(hub).number
    hub.referrals.save(hub.referrals.get(number).failed("the partner does not answer"))

    with pytest.raises(NotCorrectable):
        retry(hub, number, correction=NEXT_STEP)


def test_that_nothing_failed_is_said_before_what_is_wrong_with_the_correction(hub: Hub) -> None:
    number = awaiting(hub).number

    with pytest.raises(NotFailed):
        retry(hub, number, correction=Correction(opportunity={"shoe_size": "44"}))


def test_a_plain_retry_needs_no_answer_of_the_crm() -> None:
    hub, crm = a_moody_hub()
    number = accepted(hub).number
    hub.referrals.save(hub.referrals.get(number).failed("the CRM is closed"))
    crm.closed = True

    assert retry(hub, number).run == 2


def test_an_account_that_is_gone_since_is_named_by_a_correction() -> None:
    hub = a_picky_hub()
    number = accepted(hub, account=AccountChoice(existing=_an_account(hub))).number
    carry_out(hub, number)
    referral = hub.referrals.get(number)
    assert referral.acceptance
    gone = referral.acceptance.model_copy(update={"account": AccountChoice(existing="acc-gone")})
    hub.referrals.save(referral.model_copy(update={"decision": gone}))

    with pytest.raises(UnknownCrmRecord) as refusal:
        retry(hub, number, correction=NEXT_STEP)

    assert set(refusal.value.fields) == {"account.existing"}


def _an_account(hub: Hub) -> str:
    made = hub.crm.create_account({"name": "Fenwick Lighthouses"}, token="a" * 32)
    return str(getattr(made, "result", ""))
