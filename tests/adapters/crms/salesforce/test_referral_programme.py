"""Salesforce's referral programme is told of each event once, over the stand-in."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import pytest

from referral_hub.domain.cause import Cause
from referral_hub.domain.effects import Done, Outcome, Refused
from referral_hub.domain.errors import Unavailable
from referral_hub.domain.lifecycles.sales_record import ReferralEvent
from referral_hub.ports import ProcessesReferralEvents
from tests.adapters.crms.salesforce.org import Stage
from tests.builders import NOON
from tests.contracts.referral_programme import CODE, ReferralProgrammeContract, refer

ACTION = "processB2bReferralEvent"
TOKEN = "e-1"


class ProgrammeOfTheOrg:
    def __init__(self, stage: Stage, **programme: Any) -> None:
        self._stage = stage
        self._codes = [CODE]
        self._programme = programme
        self._run()

    def _run(self) -> None:
        self._stage.behave(referral_programme={"codes": self._codes, **self._programme})

    @property
    def crm(self) -> ProcessesReferralEvents:
        assert isinstance(self._stage.crm, ProcessesReferralEvents)
        return self._stage.crm

    def a_lead(self) -> str:
        return self._stage.seed("Lead", LastName="Virta", Company="Nordwind Oy")

    def a_sale(self, lead_id: str) -> tuple[str, str]:
        self._stage.org.person(convert=lead_id, opportunity="Lamps")
        lead = self._stage.record(lead_id)
        return lead["ConvertedAccountId"], lead["ConvertedOpportunityId"]

    def journal(self) -> Sequence[tuple[str, str]]:
        kinds = {row["Id"]: row["Name"] for row in self._stage.records("JournalSubType")}
        rows = self._stage.records("TransactionJournal")
        return [(kinds[row["JournalSubTypeId"]], row["ReferralCode"]) for row in rows]

    def learn(self, code: str) -> None:
        self._codes.append(code)
        self._run()

    def lose_answer(self) -> None:
        self._stage.behave(drop_after_commit={"method": "POST", "path": ACTION})

    def go_away(self) -> None:
        self._stage.behave(server_unavailable={"method": "POST", "path": ACTION})


@pytest.fixture
def programme(stage: Stage) -> ProgrammeOfTheOrg:
    return ProgrammeOfTheOrg(stage)


class TestProgrammeOfSalesforce(ReferralProgrammeContract):
    @pytest.fixture
    def at_work(self, programme: ProgrammeOfTheOrg) -> ProgrammeOfTheOrg:
        return programme


def tell(programme: ProgrammeOfTheOrg, event: ReferralEvent, *, token: str = TOKEN) -> Outcome:
    return programme.crm.process_referral_event(event, token=token)


def test_an_event_says_what_the_action_takes_and_no_more(
    stage: Stage, programme: ProgrammeOfTheOrg
) -> None:
    lead_id = programme.a_lead()
    account_id, opportunity_id = programme.a_sale(lead_id)
    ids = {"account_id": account_id, "opportunity_id": opportunity_id}
    won = ReferralEvent(event_type="Closure", code=CODE, at=NOON, amount="12500.00", **ids)

    tell(programme, won)

    sent = [call.body for call in stage.org.calls if ACTION in call.path]
    assert json.loads(sent[-1]) == {
        "inputs": [
            {
                "eventType": "Closure",
                "referralCode": CODE,
                "activityDateTime": NOON.strftime("%Y-%m-%dT%H:%M:%SZ"),
                "accountId": account_id,
                "opportunityId": opportunity_id,
                "purchaseAmount": "12500.00",
            }
        ]
    }


def test_an_org_that_calls_an_input_by_its_other_name_is_told_by_that(stage: Stage) -> None:
    programme = ProgrammeOfTheOrg(stage, opportunity_input="opportunity")
    _, opportunity_id = programme.a_sale(programme.a_lead())

    outcome = tell(
        programme,
        ReferralEvent(event_type="Closure", code=CODE, at=NOON, opportunity_id=opportunity_id),
    )

    assert isinstance(outcome, Done), outcome
    assert stage.record(outcome.result)["OpportunityId"] == opportunity_id


def test_what_was_taken_under_another_hubs_memory_is_found_in_the_journal(
    stage: Stage, programme: ProgrammeOfTheOrg
) -> None:
    """A table that was restored does not know of calls that were made since."""
    event = refer(programme.a_lead())
    first = tell(programme, event)
    stage.attempts.undo("e-1")

    assert tell(programme, event) == first
    assert programme.journal() == [("Refer", CODE)]


@pytest.mark.parametrize("hidden", ["TransactionJournal", "TransactionJournal.ReferralCode"])
def test_where_the_journal_says_nothing_a_lost_answer_is_a_persons_to_settle(
    stage: Stage, programme: ProgrammeOfTheOrg, hidden: str
) -> None:
    event = refer(programme.a_lead())
    stage.behave(schema={"hide": [hidden]})
    programme.lose_answer()
    with pytest.raises(Unavailable):
        tell(programme, event)

    with pytest.raises(Unavailable, match="may be at work"):
        tell(programme, event)
    stage.clock.advance(minutes=2)
    refused = tell(programme, event)

    assert isinstance(refused, Refused)
    assert refused.cause == Cause.DUPLICATE
    assert CODE in refused.reason
    assert tell(programme, event) == refused
    assert programme.journal() == [("Refer", CODE)]


def test_whoever_has_looked_asks_anew_under_another_token(
    stage: Stage, programme: ProgrammeOfTheOrg
) -> None:
    event = refer(programme.a_lead())
    stage.behave(unknown_exception={"method": "POST", "path": ACTION})
    with pytest.raises(Unavailable):
        tell(programme, event)
    stage.clock.advance(minutes=2)
    refused = tell(programme, event)

    anew = tell(programme, event, token="e-2")

    assert isinstance(refused, Refused)
    assert isinstance(anew, Done), anew
    assert programme.journal() == [("Refer", CODE)]


@pytest.mark.parametrize("fault", ["unable_to_lock_row", "request_limit_exceeded"])
def test_what_salesforce_says_it_did_not_do_is_done_later(
    stage: Stage, programme: ProgrammeOfTheOrg, fault: str
) -> None:
    event = refer(programme.a_lead())
    stage.behave(**{fault: {"method": "POST", "path": ACTION}})
    with pytest.raises(Unavailable):
        tell(programme, event)

    assert isinstance(tell(programme, event), Done)
    assert programme.journal() == [("Refer", CODE)]


def test_while_salesforce_cannot_be_reached_nothing_is_in_doubt(
    stage: Stage, programme: ProgrammeOfTheOrg
) -> None:
    of_nobody = ReferralEvent(event_type="Closure", code=CODE, at=NOON)
    tell(programme, of_nobody)
    stage.behave(drop_before_commit=1)
    with pytest.raises(Unavailable):
        stage.crm.account("001000000000001AAA")
    stage.server.stop()

    for _ in range(2):
        with pytest.raises(Unavailable, match="could not be reached"):
            tell(programme, of_nobody, token="e-2")

    assert stage.attempts.find("e-2") is None


def test_an_org_without_a_programme_says_so(stage: Stage) -> None:
    assert isinstance(stage.crm, ProcessesReferralEvents)

    refused = stage.crm.process_referral_event(refer("00Q000000000001AAA"), token="e-1")

    assert isinstance(refused, Refused)
    assert refused.cause == Cause.NO_PERMISSION
    assert "licence" in refused.fix


def test_a_code_that_is_a_trick_is_no_part_of_a_query(
    programme: ProgrammeOfTheOrg,
) -> None:
    event = refer(programme.a_lead(), code="A' OR ReferralCode != '")

    assert isinstance(tell(programme, event), Refused)
    assert programme.journal() == []
