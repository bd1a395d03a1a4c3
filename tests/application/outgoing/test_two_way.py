"""What changes of a shared referral, here, in the CRM or at the partner, reaches the others."""

from __future__ import annotations

import pytest

from referral_hub.adapters.memory_partner import MemoryPartner
from referral_hub.domain.deals.update import Untold
from referral_hub.domain.outgoing.partner_referral import Verdict
from referral_hub.domain.outgoing.referral import OutgoingReferral, Step
from referral_hub.domain.referrals.axes import OutgoingStatus, Stage
from referral_hub.domain.referrals.deal_fields import DealField
from referral_hub.hub import Hub
from tests.application.outgoing.sharing_stage import READY, edit, resubmit, share
from tests.application.outgoing.two_way_stage import (
    IN_THE_CRM,
    a_shared_referral,
    a_two_way_hub,
    at_the_partner,
    deal_of,
    hear,
    in_the_crm,
    opportunity,
    record,
    settle,
)


@pytest.fixture
def hub(partner: MemoryPartner) -> Hub:
    return a_two_way_hub(partner)


@pytest.fixture
def referral(hub: Hub) -> OutgoingReferral:
    return a_shared_referral(hub)


def fields(hub: Hub, referral: OutgoingReferral) -> dict[str, str]:
    return dict(hub.outgoing.get(referral.number).fields)


def test_that_the_crm_has_it_otherwise_is_no_change_of_it(
    hub: Hub, referral: OutgoingReferral
) -> None:
    settle(hub, referral.number)

    assert fields(hub, referral) == READY
    assert record(hub, referral).fields == READY
    assert opportunity(hub, referral) == IN_THE_CRM


def test_what_changes_in_the_crm_goes_to_the_partner_and_nothing_else_does(
    hub: Hub, referral: OutgoingReferral
) -> None:
    in_the_crm(hub, referral, close_date="2028-01-31", description="They pay at last.")

    settle(hub, referral.number)

    assert fields(hub, referral) == {**READY, "target_close_date": "2028-01-31"}
    assert record(hub, referral).fields == {**READY, "target_close_date": "2028-01-31"}
    assert record(hub, referral).changes == 1


def test_what_was_not_shared_stays_with_the_host(hub: Hub) -> None:
    without_date = {name: text for name, text in READY.items() if name != "target_close_date"}
    referral = a_shared_referral(hub, fields={**READY, "target_close_date": ""})

    in_the_crm(hub, referral, close_date="2028-01-31")
    settle(hub, referral.number)

    assert record(hub, referral).fields == without_date
    assert record(hub, referral).changes == 0


def test_the_stage_of_the_crm_is_that_of_the_referral(hub: Hub, referral: OutgoingReferral) -> None:
    in_the_crm(hub, referral, stage="won")

    assert hub.outgoing.get(referral.number).stage is Stage.WON
    assert not hub.outgoing.get(referral.number).due


def test_a_partner_that_wants_to_know_is_told_how_far_the_sale_is(hub: Hub) -> None:
    taker = hub.connection("harbour").takes
    assert isinstance(taker, MemoryPartner)
    taker.tells_stage = True
    referral = a_shared_referral(hub)

    in_the_crm(hub, referral, stage="won")
    due = hub.outgoing.get(referral.number).due
    settle(hub, referral.number)

    assert due == (Step.CORRECT,)
    assert not hub.outgoing.get(referral.number).due


def test_what_people_edit_goes_to_the_partner_and_to_the_crm(
    hub: Hub, referral: OutgoingReferral
) -> None:
    edit(hub, referral.number, {"target_close_date": "2028-02-28"})

    settle(hub, referral.number)

    assert record(hub, referral).fields["target_close_date"] == "2028-02-28"
    assert opportunity(hub, referral) == {**IN_THE_CRM, "close_date": "2028-02-28"}


def test_what_the_partner_changes_comes_back_to_hub_and_crm_and_not_to_the_partner(
    hub: Hub, referral: OutgoingReferral
) -> None:
    heard = at_the_partner(hub, referral, target_close_date="2027-11-30")

    settle(hub, referral.number)

    assert heard
    assert fields(hub, referral) == {**READY, "target_close_date": "2027-11-30"}
    assert opportunity(hub, referral) == {**IN_THE_CRM, "close_date": "2027-11-30"}
    assert record(hub, referral).changes == 0


def test_what_comes_back_of_what_the_hub_told_is_no_news(
    hub: Hub, referral: OutgoingReferral
) -> None:
    in_the_crm(hub, referral, close_date="2028-01-31")
    settle(hub, referral.number)
    before = deal_of(hub, referral).changes

    hear(hub, referral)
    hear(hub, referral)

    assert deal_of(hub, referral).changes == before
    assert deal_of(hub, referral).update.untold is Untold.NOTHING
    assert not hub.outgoing.get(referral.number).due


def test_a_word_whose_answer_got_lost_is_not_taken_for_the_partners_own(
    hub: Hub, referral: OutgoingReferral, partner: MemoryPartner
) -> None:
    edit(hub, referral.number, {"target_close_date": "2028-02-28"})
    partner.loses_next = True
    with pytest.raises(Exception, match="lost"):
        share(hub, referral.number)
    edit(hub, referral.number, {"target_close_date": "2028-03-31"})

    settle(hub, referral.number)

    assert record(hub, referral).fields["target_close_date"] == "2028-03-31"
    assert fields(hub, referral)["target_close_date"] == "2028-03-31"
    assert {change.who for change in deal_of(hub, referral).changes} == {"host"}


def test_a_blank_at_the_partner_or_in_the_crm_wipes_nothing(
    hub: Hub, referral: OutgoingReferral
) -> None:
    at_the_partner(hub, referral, description="", target_close_date="")
    in_the_crm(hub, referral, close_date="")

    settle(hub, referral.number)

    assert fields(hub, referral) == READY


@pytest.mark.parametrize(
    ("rule", "counts"), [("crm_wins", "2028-01-31"), ("partner_wins", "2027-11-30")]
)
def test_when_the_partner_and_the_crm_both_changed_a_field_the_rule_says_which_counts(
    partner: MemoryPartner, rule: str, counts: str
) -> None:
    mapping = {"target": "close_date", "template": "{target_close_date}", "sync": "both"}
    hub = a_two_way_hub(partner, opportunity_mapping=({**mapping, "conflict": rule},))
    referral = a_shared_referral(hub)
    in_the_crm(hub, referral, close_date="2028-01-31")

    record(hub, referral).fields["target_close_date"] = "2027-11-30"
    settle(hub, referral.number)
    settle(hub, referral.number)

    assert fields(hub, referral)["target_close_date"] == counts
    assert record(hub, referral).fields["target_close_date"] == counts
    assert opportunity(hub, referral)["close_date"] == counts


def test_two_edits_in_a_row_of_things_that_are_no_part_of_the_deal_are_told_as_one(
    hub: Hub, referral: OutgoingReferral
) -> None:
    edit(hub, referral.number, {"customer.website_url": "https://ports.example"})
    edit(hub, referral.number, {"need": "Delivery"})

    settle(hub, referral.number)

    assert record(hub, referral).fields == {
        **READY,
        "customer.website_url": "https://ports.example",
        "need": "Delivery",
    }
    assert record(hub, referral).changes == 1
    assert opportunity(hub, referral) == IN_THE_CRM


@pytest.mark.parametrize(
    ("verdict", "status"),
    [
        (Verdict.ACCEPTED, OutgoingStatus.ACCEPTED),
        (Verdict.REJECTED, OutgoingStatus.REJECTED),
        (Verdict.EXPIRED, OutgoingStatus.EXPIRED),
        (Verdict.ACTION_REQUIRED, OutgoingStatus.SUBMITTED),
    ],
)
def test_the_partners_verdict_moves_the_referral_and_stands_on_the_partners_record(
    hub: Hub, referral: OutgoingReferral, verdict: Verdict, status: OutgoingStatus
) -> None:
    record(hub, referral).says(verdict, "Seen by our people.")

    assert hear(hub, referral)

    side = hub.outgoing.partners_side(referral.number)
    judged = hub.outgoing.get(referral.number)
    assert (judged.verdict, judged.status) == (verdict, status)
    assert side
    assert side.word
    assert side.word.comments == "Seen by our people."


def test_the_same_word_again_changes_nothing(hub: Hub, referral: OutgoingReferral) -> None:
    record(hub, referral).says(Verdict.ACCEPTED)
    hear(hub, referral)
    before = hub.outgoing.get(referral.number)

    assert not hear(hub, referral)

    assert hub.outgoing.get(referral.number) == before


def test_while_it_is_locked_changes_of_all_sides_wait_and_go_out_as_one(
    hub: Hub, referral: OutgoingReferral
) -> None:
    record(hub, referral).says(Verdict.IN_REVIEW, locked=True)
    edit(hub, referral.number, {"title": "A hundred tide gauges"})
    in_the_crm(hub, referral, close_date="2028-01-31")
    held = [share(hub, referral.number), share(hub, referral.number)]
    asked = hub.outgoing.get(referral.number).asked

    record(hub, referral).says(Verdict.ACCEPTED)
    hear(hub, referral)
    # The queue is told of it by the count of what was asked for.
    reminded = hub.outgoing.get(referral.number).asked > asked
    share(hub, referral.number)

    assert held == ["held", "held"]
    assert reminded
    assert record(hub, referral).changes == 1
    assert record(hub, referral).fields["title"] == "A hundred tide gauges"
    assert record(hub, referral).fields["target_close_date"] == "2028-01-31"


def test_nothing_is_told_of_what_the_partner_rejected(hub: Hub, referral: OutgoingReferral) -> None:
    record(hub, referral).says(Verdict.REJECTED)
    hear(hub, referral)

    in_the_crm(hub, referral, close_date="2028-01-31")
    settle(hub, referral.number)

    assert record(hub, referral).changes == 0
    assert not hub.outgoing.get(referral.number).due


def test_what_a_resubmission_corrects_reaches_the_crm_too(
    hub: Hub, referral: OutgoingReferral
) -> None:
    record(hub, referral).says(Verdict.ACTION_REQUIRED, "Give a later date.")
    hear(hub, referral)

    resubmit(hub, referral.number, target_close_date="2028-02-28")
    settle(hub, referral.number)

    assert record(hub, referral).fields["target_close_date"] == "2028-02-28"
    assert opportunity(hub, referral)["close_date"] == "2028-02-28"


def test_a_partner_that_takes_no_changes_keeps_what_it_has_and_the_referral_follows_the_crm(
    hub: Hub, referral: OutgoingReferral, partner: MemoryPartner
) -> None:
    partner.corrects = False

    in_the_crm(hub, referral, close_date="2028-01-31")
    settle(hub, referral.number)
    hear(hub, referral)

    assert fields(hub, referral)["target_close_date"] == "2028-01-31"
    assert record(hub, referral).fields == READY
    assert deal_of(hub, referral).text(DealField.TARGET_CLOSE_DATE) == "2028-01-31"
