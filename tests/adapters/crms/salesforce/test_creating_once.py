"""Whatever breaks on the way, and however often: one record each, and nothing lost."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from referral_hub.domain.effects import Done, Outcome
from referral_hub.domain.errors import Unavailable
from referral_hub.ports import Crm
from tests.adapters.crms.salesforce.org import Stage
from tests.builders import a_contact
from tests.contracts.crm_words import a_part

OPPORTUNITY = {"Name": "Lamps", "StageName": "Prospecting", "CloseDate": "2027-09-30"}
Create = Callable[[Crm], Outcome]

FAULTS = (
    "server_unavailable",
    "unknown_exception",
    "unknown_exception_after_commit",
    "drop_before_commit",
    "drop_after_commit",
    "truncated_body",
    "html_page",
    "unable_to_lock_row",
    "too_many_long_requests",
    "request_limit_exceeded",
    "invalid_session",
)
SIGN_IN_FAULTS = ("drop_before_commit", "drop_after_commit", "truncated_body", "html_page")


def an_account(crm: Crm) -> Outcome:
    return crm.create_account({"Name": "Fenwick Lighthouses"}, token="a-1")


def account_of(stage: Stage) -> str:
    return stage.seed("Account", Name="Fenwick Lighthouses")


def creating(stage: Stage, what: str) -> Create:
    if what == "account":
        return an_account
    account_id = account_of(stage)
    if what == "opportunity":
        return lambda crm: crm.create_opportunity(account_id, OPPORTUNITY, token="o-1")
    part = a_part(stage.seed("Opportunity", AccountId=account_id, **OPPORTUNITY))
    given = None if what == "contact" else part
    return lambda crm: crm.create_contact(account_id, a_contact(), token="c-1", part=given)


COUNTED = {
    "account": {"Account": 1},
    "opportunity": {"Account": 1, "Opportunity": 1},
    "contact": {"Contact": 1, "OpportunityContactRole": 0},
    "contact and role": {"Contact": 1, "OpportunityContactRole": 1},
}
# Every call of each: what asks for a description, and what writes.
CALLS = {
    "account": ("GET .*/Account/describe", "POST .*/sobjects/Account$"),
    "opportunity": ("GET .*/Opportunity/describe", "POST .*/sobjects/Opportunity$"),
    "contact": ("GET .*/Contact/describe", "POST .*/sobjects/Contact$"),
    "contact and role": (
        "GET .*/OpportunityContactRole/describe",
        "GET .*/Contact/describe",
        "POST .*/composite$",
    ),
}
POINTS = [(what, call) for what, calls in CALLS.items() for call in calls]


def until_answered(crm: Crm, create: Create, *, tries: int = 6) -> Outcome:
    """Call as the state machine does."""
    for _ in range(tries):
        try:
            return create(crm)
        except Unavailable:
            continue
    raise AssertionError("it never answered")


def counts(stage: Stage, what: str) -> dict[str, int]:
    return {sobject: len(stage.records(sobject)) for sobject in COUNTED[what]}


def planned(call: str, times: int) -> dict[str, object]:
    method, _, path = call.partition(" ")
    return {"method": method, "path": path, "times": times}


@pytest.mark.parametrize("what", COUNTED)
def test_the_calls_that_are_broken_below_are_all_there_are(stage: Stage, what: str) -> None:
    create = creating(stage, what)

    create(stage.crm)

    assert len(stage.calls()) == len(CALLS[what])


@pytest.mark.parametrize("times", [1, 2])
@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize(("what", "call"), POINTS)
def test_a_call_that_breaks_is_made_again_and_has_the_effect_of_one(
    stage: Stage, what: str, call: str, fault: str, times: int
) -> None:
    create = creating(stage, what)
    stage.behave(**{fault: planned(call, times)})

    outcome = until_answered(stage.crm, create)

    assert isinstance(outcome, Done)
    assert counts(stage, what) == COUNTED[what]
    assert create(stage.crm) == outcome


@pytest.mark.parametrize("times", [1, 2])
@pytest.mark.parametrize("fault", SIGN_IN_FAULTS)
def test_a_sign_in_that_breaks_is_made_again(stage: Stage, fault: str, times: int) -> None:
    stage.behave(**{fault: planned("POST .*/oauth2/token", times)})

    outcome = until_answered(stage.crm, an_account)

    assert isinstance(outcome, Done)
    assert counts(stage, "account") == {"Account": 1}


@pytest.mark.parametrize("what", COUNTED)
def test_a_session_that_ended_is_renewed_within_the_call(stage: Stage, what: str) -> None:
    create = creating(stage, what)
    stage.crm.check()
    stage.behave(expire_sessions=True)

    outcome = create(stage.crm)

    assert isinstance(outcome, Done)
    assert stage.sign_ins() == 2


@pytest.mark.parametrize("what", COUNTED)
def test_another_process_that_repeats_it_finds_the_record(stage: Stage, what: str) -> None:
    create = creating(stage, what)
    first = create(stage.crm)

    again = create(stage.connect().crm)

    assert again == first
    assert counts(stage, what) == COUNTED[what]


@pytest.mark.parametrize("what", COUNTED)
def test_two_processes_at_once_create_one(stage: Stage, what: str) -> None:
    create = creating(stage, what)
    both = [stage.crm, stage.connect().crm] * 3

    with ThreadPoolExecutor(6) as pool:
        outcomes = list(pool.map(lambda crm: until_answered(crm, create), both))

    assert len(set(outcomes)) == 1
    assert counts(stage, what) == COUNTED[what]


@pytest.mark.parametrize("what", COUNTED)
def test_whoever_loses_a_race_finds_the_winner(stage: Stage, what: str) -> None:
    create = creating(stage, what)
    stage.behave(lost_races=1)

    outcome = create(stage.crm)

    assert isinstance(outcome, Done)
    assert create(stage.crm) == outcome
    assert counts(stage, what) == COUNTED[what]


def test_a_winner_that_nobody_sees_yet_is_waited_for(stage: Stage) -> None:
    # The rule keeps the other one from being saved after all.
    stage.behave(lost_races=1, validation_rule={"sobject": "Account", "message": "Closed."})

    with pytest.raises(Unavailable) as trouble:
        an_account(stage.crm)
    stage.behave(validation_rule=None)

    assert trouble.value.cause == "busy"
    assert isinstance(an_account(stage.crm), Done)


def test_a_role_is_given_once_whatever_breaks(stage: Stage) -> None:
    account_id = account_of(stage)
    opportunity_id = stage.seed("Opportunity", AccountId=account_id, **OPPORTUNITY)
    contact_id = stage.seed("Contact", AccountId=account_id, LastName="Holt")
    role = a_part(opportunity_id).of(contact_id)

    for fault in ("drop_after_commit", "truncated_body", "unable_to_lock_row"):
        stage.behave(**{fault: planned("POST .*/OpportunityContactRole$", 1)})
        outcome = until_answered(stage.crm, lambda crm: crm.give_role(role, token="r-1"))

    assert outcome == Done(result=contact_id)
    assert len(stage.records("OpportunityContactRole")) == 1


@pytest.mark.parametrize("what", COUNTED)
def test_what_a_rule_would_refuse_by_now_is_found_all_the_same(stage: Stage, what: str) -> None:
    create = creating(stage, what)
    first = create(stage.crm)
    for sobject in ("Account", "Opportunity", "Contact", "OpportunityContactRole"):
        stage.behave(validation_rule={"sobject": sobject, "message": "Closed."})

    again = create(stage.crm)

    assert again == first
    assert counts(stage, what) == COUNTED[what]


def test_a_field_that_can_be_set_once_only_spoils_no_repetition(stage: Stage) -> None:
    once = {"object": "Account", "name": "Source__c", "length": 20, "set_once": True}
    stage.behave(schema={"fields": [once]})
    told = {"Name": "Fenwick Lighthouses", "Source__c": "Harbour"}

    first = stage.crm.create_account(told, token="a-1")
    again = stage.crm.create_account(told, token="a-1")

    assert isinstance(first, Done)
    assert again == first


def test_a_contact_whose_role_was_refused_gets_it_when_it_is_asked_for_again(stage: Stage) -> None:
    create = creating(stage, "contact and role")
    [opportunity] = stage.records("Opportunity")
    created = stage.crm.create_contact(opportunity["AccountId"], a_contact(), token="c-1")
    stage.behave(validation_rule={"sobject": "Contact", "message": "Closed."})

    outcome = create(stage.crm)

    assert isinstance(outcome, Done)
    assert (outcome.result, outcome.also) == (created.result, ("role",))
    assert counts(stage, "contact and role") == COUNTED["contact and role"]


def test_a_contact_that_was_merged_meanwhile_is_the_one_that_is_left(stage: Stage) -> None:
    create = creating(stage, "contact and role")
    first = create(stage.crm)
    winner = stage.seed("Contact", LastName="Holt")
    stage.org.person(merge=first.result, into=winner)

    again = create(stage.crm)

    assert again == Done(result=winner, also=("role",))
    assert counts(stage, "contact and role") == COUNTED["contact and role"]


@pytest.mark.parametrize("what", COUNTED)
def test_what_a_person_edited_between_a_lost_answer_and_the_repetition_stays(
    stage: Stage, what: str
) -> None:
    create = creating(stage, what)
    *_, writing = CALLS[what]
    stage.behave(drop_after_commit=planned(writing, 1))
    sobject, told = EDITED[what]
    with pytest.raises(Unavailable):
        create(stage.crm)
    *_, made = stage.records(sobject)
    stage.org.person(edit=made["Id"], fields=told)

    outcome = create(stage.crm)

    assert outcome.result == made["Id"]
    assert stage.record(made["Id"]).items() >= told.items()
    assert counts(stage, what) == COUNTED[what]


EDITED = {
    "account": ("Account", {"Name": "Fenwick Group"}),
    "opportunity": ("Opportunity", {"StageName": "Qualification", "Name": "Lamps and more"}),
    "contact": ("Contact", {"FirstName": "Mareike", "Title": "Keeper", "Phone": None}),
    # Even who it is: the role tells that the record is this call's.
    "contact and role": ("Contact", {"LastName": "Holt-Berg", "Email": "holt@fenwick.example"}),
}


@pytest.mark.parametrize("what", COUNTED)
def test_where_a_mark_may_be_borne_twice_nothing_is_created(stage: Stage, what: str) -> None:
    create = creating(stage, what)
    before = counts(stage, what)
    marks = [f"{sobject}.Referral_Hub_Id__c" for sobject in COUNTED[what]]
    stage.behave(schema={"not_unique": marks})

    refused = create(stage.crm)

    assert (refused.cause, refused.fields) == ("field_not_unique", ("Referral_Hub_Id__c",))
    assert refused.fix
    assert counts(stage, what) == before
