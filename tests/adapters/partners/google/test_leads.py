"""What the host shares with Google is a lead there, once, or a person is asked to look."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from referral_hub.domain.cause import Cause
from referral_hub.domain.effects import Done, Refused
from referral_hub.domain.errors import Unavailable
from referral_hub.domain.forms import field_problems
from referral_hub.domain.outgoing.partner_referral import Verdict
from referral_hub.domain.outgoing.referral import Step
from tests.adapters.partners.google.stage import Stage, staged
from tests.adapters.partners.google.taking import OF_GOOGLE, TakingStage
from tests.contracts.partner_takes import TakesReferralsContract
from tests.contracts.taking_stage import settled, shared, token_of, with_taken

CREATION = {"method": "POST", "path": "/leads", "times": 1}


@pytest.fixture
def taking(stage: Stage) -> TakingStage:
    return TakingStage(stage)


class TestGoogleTakesLeads(TakesReferralsContract):
    """Not the contract of who can be asked what became of a call: Google cannot."""

    @pytest.fixture
    def stage(self, loopback: None) -> Iterator[TakingStage]:  # noqa: ARG002 - opens the way
        with staged() as stage:
            yield TakingStage(stage)


def test_a_lead_has_all_that_google_asks_for(taking: TakingStage) -> None:
    more = {"is_confidential": "true", "lead_source": "EVENT"}

    referral = shared(taking, taking.whole(**more))

    lead = taking.lead(referral)
    assert lead["customer"] == {
        "companyName": "Solberg Ports",
        "companyUrl": "https://solberg.example",
    }
    assert lead["productInterests"] == ["GOOGLE_CLOUD"]
    assert (lead["isConfidential"], lead["leadSource"]) == (True, "EVENT")
    assert lead["externalSystemId"].startswith(f"{referral.number}-")


def test_what_google_calls_required_is_required(taking: TakingStage) -> None:
    missing = field_problems(taking.takes.form(), {"title": "Tide gauges"})

    assert set(OF_GOOGLE) <= set(missing)
    assert {"description", "value.amount", "value.currency", "target_close_date"} <= set(missing)


@pytest.mark.parametrize("fault", ["drop_after_commit", "truncated_body", "internal"])
def test_a_lost_answer_makes_no_second_lead_and_asks_a_person_to_look(
    taking: TakingStage, fault: str
) -> None:
    referral = taking.whole()
    taking.google.behave(**{fault: CREATION})
    with pytest.raises(Unavailable):
        taking.takes.take(Step.CREATE, referral, token=token_of(Step.CREATE, referral))
    there = taking.records()

    outcome = settled(taking, Step.CREATE, referral)

    assert isinstance(outcome, Refused)
    assert (outcome.cause, outcome.fields) == (Cause.DUPLICATE, ("lead_id",))
    assert f"{referral.number}-" in outcome.fix
    assert taking.records() == there


def test_a_lead_that_a_person_found_is_taken_over(taking: TakingStage) -> None:
    referral = taking.whole()
    taking.google.behave(drop_after_commit=CREATION)
    with pytest.raises(Unavailable):
        taking.takes.take(Step.CREATE, referral, token=token_of(Step.CREATE, referral))
    own_id = taking.google.leads[0]["name"].rpartition("/")[2]

    outcome = settled(taking, Step.CREATE, referral.edited({"lead_id": own_id}), turn=2)

    assert outcome == Done(result=own_id)
    assert taking.records() == 1


def test_a_lead_that_a_person_did_not_find_is_submitted_when_they_say_so(
    taking: TakingStage,
) -> None:
    referral = taking.whole()
    taking.google.behave(internal=CREATION)
    with pytest.raises(Unavailable):
        taking.takes.take(Step.CREATE, referral, token=token_of(Step.CREATE, referral))

    retried = settled(taking, Step.CREATE, referral, turn=2)
    outcomes = [settled(taking, Step.CREATE, referral.edited({"lead_id": "new"}), 3) for _ in "12"]

    assert isinstance(retried, Refused)
    assert outcomes == [Done(result="lead-00001")] * 2
    assert taking.records() == 1


@pytest.mark.parametrize("typed", ["lead-99999", "partners/9/leads/lead-00001", "../x"])
def test_an_id_that_leads_to_no_lead_is_refused(taking: TakingStage, typed: str) -> None:
    outcome = settled(taking, Step.CREATE, taking.whole(lead_id=typed))

    assert isinstance(outcome, Refused)
    assert outcome.fields == ("lead_id",)
    assert taking.records() == 0


@pytest.mark.parametrize("fault", ["resource_exhausted", "unavailable", "aborted"])
def test_a_google_that_says_it_did_nothing_leaves_no_doubt(taking: TakingStage, fault: str) -> None:
    taking.google.behave(**{fault: CREATION})

    outcome = settled(taking, Step.CREATE, taking.whole())

    assert isinstance(outcome, Done)
    assert taking.records() == 1


def test_a_refusal_names_the_field_that_google_means(taking: TakingStage) -> None:
    referral = taking.whole()
    taking.google.behave(invalid_deal_term=CREATION)

    refused = settled(taking, Step.CREATE, referral)
    again = settled(taking, Step.CREATE, referral, turn=2)

    assert isinstance(refused, Refused)
    assert (refused.cause, refused.fields) == (Cause.INVALID_FIELDS, ("deal_term",))
    assert isinstance(again, Done)


@pytest.mark.parametrize(
    ("said", "verdict"),
    [
        ({}, Verdict.IN_REVIEW),
        ({"leadApprovalStatus": "APPROVED"}, Verdict.ACCEPTED),
        ({"leadApprovalStatus": "REJECTED", "rejectionComments": "Known"}, Verdict.REJECTED),
    ],
)
def test_what_google_makes_of_it_is_read(
    taking: TakingStage, said: dict[str, str], verdict: Verdict
) -> None:
    referral = shared(taking, taking.whole())
    taking.google.judge(referral.partner_referral_id, **said)

    word = taking.takes.read(referral)

    assert word
    assert word.verdict is verdict
    assert word.comments == said.get("rejectionComments", "")
    assert word.fields["value.amount"] == "2500"


def test_googles_words_and_members_are_settings(taking: TakingStage) -> None:
    told = {"approved_words": ["OK"], "customer_members": {"customer.company_name": "org"}}
    takes = taking.stage.connected(**told).takes
    assert takes
    referral = taking.whole()

    made = takes.take(Step.CREATE, referral, token=token_of(Step.CREATE, referral))

    taking.google.judge("lead-00001", leadApprovalStatus="OK")
    word = takes.read(with_taken(referral, Step.CREATE, made))
    assert word
    assert word.verdict is Verdict.ACCEPTED
    assert taking.google.leads[0]["customer"] == {"org": "Solberg Ports"}


def test_where_google_may_not_be_written_to_nothing_is_shared(stage: Stage) -> None:
    assert stage.connected(writes=False).takes is None
