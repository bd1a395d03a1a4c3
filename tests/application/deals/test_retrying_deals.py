"""What the CRM has not taken of a deal is told again, under the policy that counts now (X-3)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from referral_hub.application import sync_problems
from referral_hub.application.sync_problems import Look
from referral_hub.domain.correction import Correction, NotCorrectable
from referral_hub.domain.deals.update import Untold
from referral_hub.domain.effects import Refused
from referral_hub.domain.policies.policy import MappingFails
from referral_hub.domain.referrals.axes import Progress
from referral_hub.domain.referrals.refusals import NotFailed
from referral_hub.hub import Hub
from tests.application.crm_stage import SYNCED, crm_of, deal_of
from tests.application.deal_troubles import (
    CORRECTED,
    StubbornCrm,
    an_edited_deal,
    another_deal,
    fields_of,
    refused,
    tell,
    try_to_tell,
)
from tests.application.stage import publish, records, retry, story, words
from tests.application.troubles import numbers
from tests.builders import a_principal, ask

LONG = Refused(reason="Amount is too long", cause="too_long", fields=("amount",))
WANTING = Refused(
    reason="Next step is required", cause="required_field_missing", fields=("next_step",)
)


def mapped(hub: Hub, *more: Mapping[str, Any], without: str = "") -> None:
    """Publish the mappings once more, with others."""
    kept = [mapping for mapping in SYNCED if mapping["target"] != without]
    publish(hub, opportunity_mapping=(*kept, *more))


def test_a_retry_tells_it_again_and_the_timeline_says_who_asked(hub: Hub, crm: StubbornCrm) -> None:
    referral = refused(hub, crm)
    crm.refuses = None

    again = retry(hub, referral.number)
    [item] = records(hub, "DEAL")
    tell(hub, referral.number)

    assert (again.run, item["unsent"]) == (1, "yes")
    assert fields_of(hub, referral)["amount"] == CORRECTED
    [entry] = [e for e in story(hub, referral.number) if e.what == "deal.retried"]
    assert (entry.who, entry.why) == (a_principal().actor, "policy version 1")


def test_a_retry_needs_no_answer_of_the_crm(hub: Hub, crm: StubbornCrm) -> None:
    number = refused(hub, crm).number
    crm.closed = True

    retry(hub, number)

    assert deal_of(hub, number).update.untold is Untold.FRESH


def test_what_is_refused_again_is_listed_again(hub: Hub, crm: StubbornCrm) -> None:
    number = refused(hub, crm).number

    retry(hub, number)
    under_way = (numbers(hub), numbers(hub, "waiting"))
    tell(hub, number)

    assert under_way == ([], [])
    assert numbers(hub) == [number]


def test_an_outage_of_a_day_is_retried_when_the_crm_is_back(hub: Hub, crm: StubbornCrm) -> None:
    referral = an_edited_deal(hub)
    crm.closed = True
    try_to_tell(hub, referral.number, for_hours=21)
    crm.closed = False

    batch = ask(
        hub, sync_problems.retry_all, look=Look("built-in", "unreachable"), limit=25, before=""
    )
    tell(hub, referral.number)

    [attempt] = batch.attempts
    assert (attempt.number, attempt.outcome) == (referral.number, "retried")
    assert (attempt.what, attempt.run) == (("deal",), 0)
    assert fields_of(hub, referral)["amount"] == CORRECTED


def test_retrying_twice_tells_it_once(hub: Hub, crm: StubbornCrm) -> None:
    number = refused(hub, crm).number
    retry(hub, number)

    with pytest.raises(NotFailed):
        retry(hub, number)


def test_a_deal_that_is_still_being_told_is_not_retried(hub: Hub, crm: StubbornCrm) -> None:
    number = an_edited_deal(hub).number
    crm.closed = True
    try_to_tell(hub, number)

    with pytest.raises(NotFailed):
        retry(hub, number)


def test_a_failed_referral_and_its_deal_are_retried_at_once(hub: Hub, crm: StubbornCrm) -> None:
    referral = refused(hub, crm)
    hub.referrals.save(hub.referrals.get(referral.number).failed("the hub itself failed"))
    crm.refuses = None

    again = retry(hub, referral.number)
    tell(hub, referral.number)

    assert (again.run, again.progress) == (2, Progress.CARRYING_OUT)
    assert fields_of(hub, referral)["amount"] == CORRECTED
    assert {"deal.retried", "referral.retried"} < set(words(hub, referral.number))


def test_the_fields_of_a_deal_are_corrected_by_editing_it(hub: Hub, crm: StubbornCrm) -> None:
    number = refused(hub, crm).number

    with pytest.raises(NotCorrectable) as late:
        retry(hub, number, correction=Correction(opportunity={"amount": "9000.00"}))

    assert set(late.value.fields) == {"opportunity.amount"}
    assert "PATCH /v1/referrals/{number}/deal" in late.value.fix
    assert deal_of(hub, number).update.untold is Untold.NOTHING


# A policy that was corrected


def test_a_corrected_mapping_counts_from_the_retry_on(hub: Hub, crm: StubbornCrm) -> None:
    referral = refused(hub, crm, LONG)
    whole = {"target": "amount", "expression": "round(value.amount, 0)", "sync": "to_crm"}
    mapped(hub, whole, without="amount")
    crm.refuses = None

    retry(hub, referral.number)
    tell(hub, referral.number)

    assert deal_of(hub, referral.number).update.policy_version == 2
    assert crm.written[-1] == {"amount": "9900"}


def test_a_mapping_that_is_new_overwrites_nothing_of_what_has_not_changed(
    hub: Hub, crm: StubbornCrm
) -> None:
    referral = refused(hub, crm)
    crm_of(hub).edit(referral.opportunity_id, next_step="Lunch with Maren's boss")
    call = {"target": "next_step", "template": "Call {customer.company_name}", "sync": "to_crm"}
    mapped(hub, call)
    crm.refuses = None

    retry(hub, referral.number)
    tell(hub, referral.number)

    assert crm.written == [{"amount": CORRECTED}]
    assert fields_of(hub, referral)["next_step"] == "Lunch with Maren's boss"


def test_a_mapping_that_is_another_one_overwrites_nothing_of_what_has_not_changed(
    hub: Hub, crm: StubbornCrm
) -> None:
    mapping = {"target": "next_step", "template": "Call {partner_id}", "sync": "to_crm"}
    mapped(hub, mapping)
    referral = refused(hub, crm, of=another_deal(hub))
    mapped(hub, mapping | {"template": "Visit {partner_id}"})
    crm.refuses = None

    retry(hub, referral.number)
    tell(hub, referral.number)

    assert crm.written == [{"amount": CORRECTED}]


def test_a_value_that_has_another_field_now_is_written_there(hub: Hub, crm: StubbornCrm) -> None:
    referral = refused(hub, crm, LONG)
    told = {"target": "next_step", "template": "Quote {value.amount}", "sync": "to_crm"}
    mapped(hub, told, without="amount")
    crm.refuses = None

    retry(hub, referral.number)
    tell(hub, referral.number)

    assert crm.written == [{"next_step": f"Quote {CORRECTED}"}]


def test_a_field_that_the_crm_asked_for_is_written_once_it_is_mapped(
    hub: Hub, crm: StubbornCrm
) -> None:
    referral = refused(hub, crm, WANTING)
    call = {"target": "next_step", "template": "Call {customer.company_name}", "sync": "to_crm"}
    mapped(hub, call)
    crm.refuses = None

    retry(hub, referral.number)
    tell(hub, referral.number)

    assert crm.written == [{"amount": CORRECTED, "next_step": "Call Fenwick Lighthouses"}]


def test_a_mapping_that_fails_on_the_deal_refuses_the_retry(hub: Hub, crm: StubbornCrm) -> None:
    number = refused(hub, crm).number
    seats = {"target": "next_step", "expression": "number(custom.seats)", "sync": "to_crm"}
    mapped(hub, seats)

    with pytest.raises(MappingFails) as failing:
        retry(hub, number)

    assert set(failing.value.fields) == {"opportunity.next_step"}
    assert numbers(hub) == [number]
