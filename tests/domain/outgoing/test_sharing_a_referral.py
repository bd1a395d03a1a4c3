"""Sharing a referral with a partner: what is asked, what is settled, what can still be done."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from referral_hub.domain.effects import Done, Refused
from referral_hub.domain.outgoing.partner_referral import PartnerReferral, PartnerWord, Verdict
from referral_hub.domain.outgoing.referral import HUB_RECORD, OutgoingReferral, Step
from referral_hub.domain.outgoing.refusals import LinkLocked, NotResubmittable
from referral_hub.domain.referrals.axes import OutgoingStatus
from referral_hub.domain.referrals.decision import AccountChoice, OpportunityChoice

NOW = datetime(2027, 3, 1, 9, tzinfo=UTC)
STEPS = (Step.CREATE, Step.ASSOCIATE, Step.SUBMIT)
DRAFT = OutgoingReferral(
    number="R-000007",
    key="4f2a",
    partner_id="aws",
    fields={"title": "Data lake", "customer.company_name": "Nordwind Oy"},
    created_by="operator:olga",
    created_at=NOW,
)


def submitted() -> OutgoingReferral:
    return DRAFT.submitted(by="operator:olga", at=NOW, steps=STEPS)


def settled(referral: OutgoingReferral, *names: str, result: str = "") -> OutgoingReferral:
    ledger = referral.ledger
    for name in names:
        ledger = ledger.settle(name, Done(result=result), at=NOW)
    return referral.with_ledger(ledger)


def refused(referral: OutgoingReferral, name: str) -> OutgoingReferral:
    ledger = referral.ledger.settle(name, Refused(reason="Title: is required"), at=NOW)
    return referral.with_ledger(ledger)


def test_a_draft_goes_to_nobody() -> None:
    assert DRAFT.status is OutgoingStatus.PENDING
    assert DRAFT.due == ()


def test_submitting_asks_for_every_step_in_order() -> None:
    assert submitted().due == STEPS
    assert submitted().status is OutgoingStatus.SUBMITTED


def test_submitting_again_changes_nothing() -> None:
    assert submitted().submitted(by="operator:other", at=NOW, steps=STEPS) == submitted()


def test_two_hubs_that_count_alike_are_two_callers_to_the_partner() -> None:
    other = DRAFT.model_copy(update={"key": "9b1c"})

    theirs = other.submitted(by="operator:olga", at=NOW, steps=STEPS).ledger.effects

    ours = submitted().ledger.effects
    assert {e.token for e in ours.values()}.isdisjoint(e.token for e in theirs.values())


def test_a_blank_takes_a_value_out_and_edits_win() -> None:
    edited = DRAFT.edited({"title": "Data lake 2", "customer.company_name": " "})

    assert edited.fields == {"title": "Data lake 2"}


def test_what_was_refused_is_asked_anew_under_another_token() -> None:
    first = refused(submitted(), Step.CREATE)

    again = first.resubmitted(at=NOW, steps=STEPS)

    assert again.due == STEPS
    assert again.ledger.effects[Step.CREATE].token != first.ledger.effects[Step.CREATE].token


def test_a_record_that_the_partner_has_is_corrected_before_it_is_submitted_again() -> None:
    created = settled(submitted(), Step.CREATE, Step.ASSOCIATE, result="O123")

    again = refused(created, Step.SUBMIT).resubmitted(at=NOW, steps=STEPS)

    assert again.due == (Step.CORRECT, Step.SUBMIT)
    assert again.partner_referral_id == "O123"


def test_where_the_partner_asks_for_a_correction_the_correction_is_all() -> None:
    shared = settled(submitted(), *STEPS, result="O123").judged(Verdict.ACTION_REQUIRED)

    again = shared.resubmitted(at=NOW, steps=STEPS)

    assert again.due == (Step.CORRECT,)
    assert not again.resubmittable


def test_nothing_is_resubmitted_that_nobody_refused() -> None:
    with pytest.raises(NotResubmittable):
        submitted().resubmitted(at=NOW, steps=STEPS)


def test_the_partner_accepts_rejects_or_lets_it_expire() -> None:
    verdicts = (Verdict.ACCEPTED, Verdict.REJECTED, Verdict.EXPIRED)

    assert [submitted().judged(verdict).status for verdict in verdicts] == [
        "accepted",
        "rejected",
        "expired",
    ]


def test_a_review_moves_nothing() -> None:
    assert submitted().judged(Verdict.IN_REVIEW).status is OutgoingStatus.SUBMITTED


def test_a_referral_made_from_an_opportunity_stays_with_it() -> None:
    made = DRAFT.model_copy(
        update={"opportunity": OpportunityChoice(existing="006A"), "link_locked": True}
    )

    with pytest.raises(LinkLocked):
        made.linked(AccountChoice(existing="001A"), OpportunityChoice(existing="006B"), at=NOW)


def test_an_opportunity_is_spawned_with_its_account() -> None:
    linked = DRAFT.linked(AccountChoice(create={"name": "Nordwind"}), OpportunityChoice(), at=NOW)

    assert list(linked.ledger.effects) == ["account", "opportunity"]
    assert linked.due == ()


def test_the_hubs_record_of_the_partners_side_is_made_apart_from_any_submission() -> None:
    assert DRAFT.recorded(at=NOW).due == (HUB_RECORD,)


def test_an_older_word_of_the_partner_does_not_win() -> None:
    side = PartnerReferral(number="R-000007", partner_id="aws", created_at=NOW)
    newer = PartnerWord(partner_referral_id="O1", verdict=Verdict.ACCEPTED, at=NOW)
    older = PartnerWord(partner_referral_id="O1", verdict=Verdict.IN_REVIEW, at=NOW.replace(hour=8))

    assert side.heard(newer, at=NOW).heard(older, at=NOW).verdict is Verdict.ACCEPTED
