"""Notes are tasks that are done: which fields, how many calls, and once whatever breaks."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from referral_hub.domain.cause import Cause
from referral_hub.domain.crm_notes import CrmNote
from referral_hub.domain.effects import Done, Outcome, Refused
from referral_hub.ports import Crm
from tests.adapters.crms.salesforce.org import Stage
from tests.adapters.crms.salesforce.test_creating_once import FAULTS, planned, until_answered

TEXT = "Shared by Nordlys\nAsk for Åse."
CALLS = ("GET .*/query", "GET .*/Task/describe", "POST .*/sobjects/Task$")


def a_note(stage: Stage, text: str = TEXT) -> CrmNote:
    account = stage.seed("Account", Name="Fenwick Lighthouses")
    contact = stage.seed("Contact", AccountId=account, LastName="Holt")
    fields = {"Name": "Lamps", "StageName": "Prospecting", "CloseDate": "2027-09-30"}
    deal = stage.seed("Opportunity", AccountId=account, **fields)
    return CrmNote(text=text, on_opportunity=deal, on_contact=contact)


def refused(outcome: Outcome) -> Refused:
    assert isinstance(outcome, Refused), outcome
    return outcome


def test_a_note_is_one_task_that_is_done_today_on_opportunity_and_contact(stage: Stage) -> None:
    note = a_note(stage)

    stage.crm.add_note(note, token="n-1")

    [task] = stage.records("Task")
    assert (task["Subject"], task["Description"]) == ("Shared by Nordlys", TEXT)
    assert (task["Status"], task["IsClosed"]) == ("Completed", True)
    assert (task["WhatId"], task["WhoId"]) == (note.on_opportunity, note.on_contact)
    assert task["ActivityDate"] == stage.clock().date().isoformat()
    assert task["Referral_Hub_Id__c"] == "n-1"


def test_a_note_costs_one_call_once_the_org_is_known(stage: Stage) -> None:
    note = a_note(stage)
    stage.crm.add_note(note, token="n-1")
    before = len(stage.calls())

    stage.crm.add_note(note, token="n-2")

    assert stage.calls()[before:] == ["POST /sobjects/Task"]


def test_a_subject_that_would_not_fit_is_cut_and_the_text_is_whole(stage: Stage) -> None:
    note = a_note(stage, "x" * 300)

    stage.crm.add_note(note, token="n-1")

    [task] = stage.records("Task")
    assert task["Subject"] == "x" * 254 + "…"
    assert task["Description"] == "x" * 300


def test_what_people_made_of_a_note_since_stays(stage: Stage) -> None:
    note = a_note(stage)
    first = stage.crm.add_note(note, token="n-1")
    assert isinstance(first, Done)
    stage.org.person(edit=first.result, fields={"Description": "Called Åse."})

    stage.crm.add_note(note, token="n-1")

    assert [task["Description"] for task in stage.records("Task")] == ["Called Åse."]


@pytest.mark.parametrize("times", [1, 2])
@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("call", CALLS)
def test_a_call_that_breaks_is_made_again_and_leaves_one_note(
    stage: Stage, call: str, fault: str, times: int
) -> None:
    note = a_note(stage)
    stage.behave(**{fault: planned(call, times)})

    outcome = until_answered(stage.crm, lambda crm: crm.add_note(note, token="n-1"))

    assert isinstance(outcome, Done)
    assert len(stage.records("Task")) == 1
    assert stage.connect().crm.add_note(note, token="n-1") == outcome


def test_the_calls_that_are_broken_above_are_all_there_are(stage: Stage) -> None:
    stage.crm.add_note(a_note(stage), token="n-1")

    assert len(stage.calls()) == len(CALLS)


def test_two_processes_at_once_leave_one_note(stage: Stage) -> None:
    note = a_note(stage)
    crms = [stage.connect().crm for _ in range(4)]

    def add(crm: Crm) -> Outcome:
        return until_answered(crm, lambda it: it.add_note(note, token="n-1"))

    with ThreadPoolExecutor(4) as pool:
        made = set(map(str, pool.map(add, crms)))

    assert len(made) == len(stage.records("Task")) == 1


def test_whoever_loses_the_race_finds_the_note_of_the_winner(stage: Stage) -> None:
    note = a_note(stage)
    stage.behave(lost_races=1)

    outcome = until_answered(stage.crm, lambda crm: crm.add_note(note, token="n-1"))

    assert isinstance(outcome, Done)
    assert len(stage.records("Task")) == 1


@pytest.mark.parametrize("what", ["opportunity", "contact"])
def test_a_record_that_was_deleted_is_named(stage: Stage, what: str) -> None:
    note = a_note(stage)
    stage.org.person(delete=note.on_opportunity if what == "opportunity" else note.on_contact)

    outcome = refused(stage.crm.add_note(note, token="n-1"))

    assert outcome.cause == Cause.RECORD_GONE
    assert outcome.reason == f"Salesforce has no such {what}"
    assert stage.records("Task") == []


def test_a_user_who_sees_no_tasks_is_told_of_the_permission(stage: Stage) -> None:
    note = a_note(stage)
    stage.behave(schema={"hide": ["Task"]})

    outcome = refused(stage.crm.add_note(note, token="n-1"))

    assert outcome.cause == Cause.NO_PERMISSION
    assert "tasks" in outcome.reason
    assert "permission set" in outcome.fix


@pytest.mark.parametrize("missing", ["Description", "WhatId", "Referral_Hub_Id__c"])
def test_a_field_that_the_hub_may_not_write_is_named_by_refusal_and_check(
    stage: Stage, missing: str
) -> None:
    note = a_note(stage)
    stage.behave(schema={"hide": [f"Task.{missing}"]})

    outcome = refused(stage.crm.add_note(note, token="n-1"))

    failed = [check.name for check in stage.connect().crm.check() if not check.passed]
    assert missing in outcome.reason
    assert failed == [f"Task.{missing}"]
    assert stage.records("Task") == []


def test_a_mark_that_is_not_unique_leaves_no_note_rather_than_two(stage: Stage) -> None:
    note = a_note(stage)
    stage.behave(schema={"not_unique": ["Task.Referral_Hub_Id__c"]})

    outcome = refused(stage.crm.add_note(note, token="n-1"))

    assert outcome.cause == Cause.FIELD_NOT_UNIQUE
    assert stage.records("Task") == []


def test_a_day_that_the_hub_may_not_tell_is_left_out(stage: Stage) -> None:
    note = a_note(stage)
    stage.behave(schema={"hide": ["Task.ActivityDate"]})

    stage.crm.add_note(note, token="n-1")

    assert [task["Description"] for task in stage.records("Task")] == [TEXT]


def test_a_rule_of_the_org_refuses_in_its_own_words(stage: Stage) -> None:
    note = a_note(stage)
    stage.behave(validation_rule={"sobject": "Task", "message": "Name a campaign."})

    outcome = refused(stage.crm.add_note(note, token="n-1"))

    assert (outcome.cause, outcome.reason) == (Cause.RULE, "Name a campaign.")
