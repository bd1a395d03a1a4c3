"""Each step of the workflow, called as the state machine calls it: with its sample in events/."""

from __future__ import annotations

import importlib
import json
from pathlib import Path
from typing import Any

import pytest

from referral_hub.domain.referrals.axes import Progress
from referral_hub.hub import Hub
from tests.application.stage import accepted, filed
from tests.builders import a_hub, an_arrival

SAMPLES = Path(__file__).parents[2] / "events" / "workflow"
KEY = "4f2d1c0b9a87"


def run(sample: str, hub: Hub) -> Any:
    """Call the step that a sample is named after."""
    event = json.loads((SAMPLES / f"{sample}.json").read_text())
    step = importlib.import_module(f"functions.workflow.{sample.partition('.')[0]}")
    return step.handle(event, hub=hub)


@pytest.fixture
def hub() -> Hub:
    """A hub whose R-000001 is accepted, and whose contact has come."""
    hub = a_hub()
    accepted(hub)
    hub.contacts.save(an_arrival(key=KEY))
    return hub


def test_a_decision_is_carried_out_and_the_contacts_that_are_here_come_next(hub: Hub) -> None:
    answer = run("carry_out_decision", hub)

    assert answer == {"next": "carry", "contacts": [KEY]}
    assert hub.referrals.get("R-000001").opportunity_id


def test_without_contacts_the_workflow_is_told_to_wait() -> None:
    hub = a_hub()
    accepted(hub)

    assert run("carry_out_decision", hub) == {"next": "wait", "contacts": []}


def test_the_task_token_is_kept_where_contact_info_finds_it() -> None:
    hub = a_hub()
    accepted(hub)
    run("carry_out_decision", hub)

    run("await_contact_info", hub)

    waiting = hub.contacts.waiting("R-000001")
    assert waiting is not None
    assert waiting.token.startswith("AQCEAAAA")


def test_a_new_person_is_matched_and_then_created(hub: Hub) -> None:
    run("carry_out_decision", hub)

    matched = run("match_contact", hub)
    created = run("create_contact", hub)

    assert (matched["match"], matched["next"]) == ("new", "create")
    assert (created["outcome"], created["contact_key"]) == ("created", KEY)
    assert created["crm_contact_id"].startswith("con-")


def test_a_run_whose_contacts_were_carried_is_done(hub: Hub) -> None:
    for step in ("carry_out_decision", "match_contact", "create_contact"):
        run(step, hub)

    assert run("close_referral", hub) == {"number": "R-000001", "progress": "done"}


def test_a_run_that_left_a_contact_behind_has_failed(hub: Hub) -> None:
    for step in ("carry_out_decision", "match_contact"):
        run(step, hub)

    answer = run("close_referral.left_behind", hub)

    assert answer == {"number": "R-000001", "progress": "failed"}


def test_a_wait_that_is_over_is_overdue() -> None:
    hub = a_hub()
    accepted(hub)
    run("carry_out_decision", hub)

    assert run("record_overdue", hub) == {"next": "carry", "contacts": []}
    assert hub.referrals.get("R-000001").progress is Progress.CONTACT_OVERDUE


def test_a_failure_is_shown_on_the_referral() -> None:
    hub = a_hub()
    accepted(hub)

    answer = run("record_failure", hub)

    assert answer == {"number": "R-000001", "progress": "failed"}
    assert hub.referrals.get("R-000001").problem


def test_an_undecided_referral_is_not_carried_out() -> None:
    hub = a_hub()
    filed(hub)

    run("carry_out_decision", hub)

    assert hub.crm.search_accounts("Fenwick") == []
    assert not hub.referrals.get("R-000001").ledger.effects


@pytest.mark.parametrize("sample", sorted(path.stem for path in SAMPLES.glob("*.json")))
def test_every_sample_is_answered_in_words_that_fit_an_execution(hub: Hub, sample: str) -> None:
    for before in ("carry_out_decision", "match_contact"):
        run(before, hub)

    answer = run(sample, hub)

    told = json.dumps(answer)
    assert len(told) < 1000
    assert "maren" not in told.casefold()
