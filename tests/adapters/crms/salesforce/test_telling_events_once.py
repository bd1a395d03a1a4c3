"""Whatever breaks on the way, the org's referral programme has each event at most once."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from referral_hub.adapters.crms.salesforce.connection import connect
from referral_hub.domain.effects import Done, Outcome, Refused
from referral_hub.domain.errors import TryAgain
from referral_hub.domain.lifecycles.sales_record import ReferralEvent
from referral_hub.ports import ProcessesReferralEvents
from referral_hub.records.attempts import Attempt, Attempts
from tests.adapters.crms.salesforce.org import SECRET, Stage
from tests.adapters.crms.salesforce.test_referral_programme import ProgrammeOfTheOrg
from tests.contracts.referral_programme import CODE, refer

ACTION = "processB2bReferralEvent$"
_FAULTS = (
    "drop_before_commit",
    "drop_after_commit",
    "truncated_body",
    "unknown_exception",
    "unknown_exception_after_commit",
    "server_unavailable",
    "html_page",
    "unable_to_lock_row",
    "invalid_session",
)


class Crash(Exception):
    """The function died."""


@dataclass(frozen=True)
class MortalAttempts(Attempts):
    """A memory of calls, whose keeper dies once around what it is told to do."""

    dies: list[str] = field(default_factory=list)

    def begin(self, token: str, *, at: object) -> Attempt:
        begun = super().begin(token, at=at)  # type: ignore[arg-type]
        self._die("begun")
        return begun

    def settle(self, token: str, begun: Attempt, result: str) -> None:
        self._die("taken")
        super().settle(token, begun, result)
        self._die("settled")

    def _die(self, moment: str) -> None:
        if moment in self.dies:
            self.dies.remove(moment)
            raise Crash(moment)


@pytest.fixture
def programme(stage: Stage) -> ProgrammeOfTheOrg:
    return ProgrammeOfTheOrg(stage)


def told_until_it_ends(stage: Stage, crm: ProcessesReferralEvents, event: ReferralEvent) -> Outcome:
    for _ in range(6):
        try:
            return crm.process_referral_event(event, token="e-1")
        except (TryAgain, Crash):
            stage.clock.now += timedelta(minutes=1)
    raise AssertionError("it never ends")


def is_as_told(programme: ProgrammeOfTheOrg, outcome: Outcome) -> bool:
    """Done means once; and not done at most once, of which a person is told."""
    taken = list(programme.journal())
    if isinstance(outcome, Done):
        return taken == [("Refer", CODE)]
    return isinstance(outcome, Refused) and "nobody knows" in outcome.reason and len(taken) <= 1


@pytest.mark.parametrize("fault", _FAULTS)
@pytest.mark.parametrize(
    "where",
    [
        {"method": "GET", "path": ACTION},
        {"method": "GET", "path": "/query$"},
        {"method": "POST", "path": ACTION},
        {"method": "POST", "path": ACTION, "times": 2},
    ],
    ids=["describing", "looking", "telling", "telling twice"],
)
def test_a_call_that_breaks_leaves_one_entry_or_a_question(
    stage: Stage, programme: ProgrammeOfTheOrg, fault: str, where: dict[str, object]
) -> None:
    assert isinstance(stage.crm, ProcessesReferralEvents)
    event = refer(programme.a_lead())
    stage.behave(**{fault: where})

    outcome = told_until_it_ends(stage, stage.crm, event)

    assert is_as_told(programme, outcome)


@pytest.mark.parametrize("fault", ["drop_after_commit", "truncated_body"])
def test_an_event_that_was_taken_needs_nobody(
    stage: Stage, programme: ProgrammeOfTheOrg, fault: str
) -> None:
    assert isinstance(stage.crm, ProcessesReferralEvents)
    stage.behave(**{fault: {"method": "POST", "path": ACTION}})

    outcome = told_until_it_ends(stage, stage.crm, refer(programme.a_lead()))

    assert isinstance(outcome, Done)


@pytest.mark.parametrize("moment", ["begun", "taken", "settled"])
def test_a_crash_around_the_call_leaves_one_entry_or_a_question(
    stage: Stage, programme: ProgrammeOfTheOrg, moment: str
) -> None:
    attempts = MortalAttempts(stage.attempts.table, "crm:salesforce", dies=[moment])
    crm = connect(stage.server.url, lambda: SECRET, stage.clock, attempts=attempts).crm
    assert isinstance(crm, ProcessesReferralEvents)

    outcome = told_until_it_ends(stage, crm, refer(programme.a_lead()))

    assert is_as_told(programme, outcome)
    assert isinstance(outcome, Done) == (moment != "begun")
