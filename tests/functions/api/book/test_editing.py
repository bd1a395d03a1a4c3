"""PATCH /v1/referral-book/{number}: notes, stage and value, and nothing else (PB-7)."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from referral_hub.domain.access import Role
from referral_hub.hub import Hub
from tests.functions.api.book.lines import edits, opens, sent_to_harbour, timeline
from tests.functions.api.client import Client, a_client

MORE = {"amount": "14000.00", "currency": "EUR"}


def test_partner_staff_edit_notes_stage_and_value_of_what_they_shared(
    partner: Client, number: str
) -> None:
    edited = edits(partner, number, notes="Maren is away.", stage="in_progress", value=MORE)

    assert edited.status == 200
    assert edited.said["notes"]["text"] == "Maren is away."
    assert edited.said["stage"] == edited.said["inbound"]["stage"] == "in_progress"
    assert edited.said["value"] == edited.said["inbound"]["value"] == MORE
    assert opens(partner, number).said == edited.said
    assert opens(partner, number).headers["ETag"] == edited.headers["ETag"]


def test_and_of_what_was_accepted_so_that_the_host_has_it(
    hub: Hub, partner: Client, operator: Client, number: str
) -> None:
    operator.accepts(number)

    edited = edits(partner, number, stage="won", value=MORE)

    deal, ours = hub.deals.find(number), opens(operator, number).said
    assert (edited.said["stage"], edited.said["value"]) == ("won", MORE)
    assert (ours["stage"], ours["value"]) == ("won", MORE)
    assert deal
    assert deal.update.untold


def test_and_of_what_was_shared_with_them(hub: Hub, partner: Client, operator: Client) -> None:
    number = sent_to_harbour(hub)

    edited = edits(partner, number, notes="They like it.", stage="in_progress", value=MORE)

    ours = operator.get(f"/v1/outgoing-referrals/{number}").said
    assert edited.status == 200
    assert (ours["stage"], ours["fields"]["value.amount"]) == ("in_progress", "14000")
    assert edited.said["value"] == MORE
    assert ours["partner_referral"]["fields"]["stage"] == "in_progress"


@pytest.mark.parametrize(
    "told",
    [
        {"title": "Lamps"},
        {"status": "accepted"},
        {"owner": "me@quay.example"},
        {"partner_id": "quay"},
        {"number": "R-000001"},
        {"follow_up": {"side": "partner"}},
        {"workflow": "mine"},
        {"inbound": {"status": "accepted"}},
        {"version": 7},
        {"__proto__": {}},
    ],
)
def test_nothing_else_may_be_changed_and_each_is_named(
    partner: Client, number: str, told: dict[str, Any]
) -> None:
    before = opens(partner, number)

    refused = edits(partner, number, notes="and this", **told)

    assert (refused.status, refused.code) == (422, "not_editable_here")
    assert refused.wrong == {f"/{name}": "may not be changed after it was shared" for name in told}
    assert opens(partner, number).said == before.said


def test_a_stale_edit_is_refused_and_never_merged(partner: Client, number: str) -> None:
    seen = opens(partner, number).headers["ETag"]
    colleague = a_client(partner.hub, Role.PARTNER_STAFF)
    edits(colleague, number, seen=seen, value=MORE)

    late = edits(partner, number, seen=seen, notes="I have not seen that")

    assert (late.status, late.code) == (412, "precondition_failed")
    assert opens(partner, number).said["notes"]["text"] == ""


def test_what_others_change_makes_an_edit_stale_too(
    hub: Hub, partner: Client, operator: Client, number: str
) -> None:
    seen = opens(partner, number).headers["ETag"]
    operator.accepts(number)

    late = edits(partner, number, seen=seen, stage="won")

    assert late.status == 412
    assert hub.referrals.get(number).stage == "new"


@pytest.mark.parametrize("seen", [None, "*"])
def test_an_edit_says_what_it_has_seen(partner: Client, number: str, seen: str | None) -> None:
    headers = {"if_match": seen} if seen else {}

    refused = partner.patch(f"/v1/referral-book/{number}", {"notes": "x"}, **headers)

    assert refused.status == 428


@pytest.mark.parametrize(
    "told",
    [
        {},
        {"notes": None},
        {"notes": "x" * 4001},
        {"notes": "a\u0000b"},
        {"stage": ""},
        {"stage": "In Progress"},
        {"value": {"amount": "1e9", "currency": "EUR"}},
        {"value": {"amount": "12"}},
        {"value": {"amount": "12.345", "currency": "EUR"}},
    ],
)
def test_what_is_no_value_of_a_field_is_refused(
    partner: Client, number: str, told: dict[str, Any]
) -> None:
    refused = edits(partner, number, **told)

    assert (refused.status, refused.code) == (422, "invalid_request")


def test_a_stage_is_one_of_the_workflow(partner: Client, number: str) -> None:
    refused = edits(partner, number, stage="almost_won")

    assert (refused.status, refused.code) == (422, "stage_not_found")
    assert "new, in_progress, won, lost, junk" in refused.wrong["/stage"]


def test_notes_are_of_both_sides_and_say_who_wrote_them(
    partner: Client, operator: Client, number: str
) -> None:
    edits(partner, number, notes="Ours.")

    answered = edits(operator, number, notes="Ours.\nAnd theirs.")

    assert answered.said["notes"]["by"] == "operator:Ingrid"
    assert opens(partner, number).said["notes"] == answered.said["notes"] | {"by": "host"}
    assert edits(partner, number, notes="").said["notes"]["text"] == ""


def test_a_partner_is_not_told_the_name_of_its_manager(
    hub: Hub, partner: Client, number: str
) -> None:
    answered = edits(a_client(hub, Role.PARTNER_MANAGER), number, notes="Theirs.")

    assert answered.said["notes"]["by"] == "partner_manager:Ingrid"
    assert opens(partner, number).said["notes"]["by"] == "host"


def test_the_timeline_says_who_changed_what(
    hub: Hub, partner: Client, operator: Client, number: str
) -> None:
    theirs = sent_to_harbour(hub)

    edits(partner, number, notes="Maren's number is 555", stage="in_progress", value=MORE)
    edits(partner, theirs, stage="junk")

    (told,) = [e for e in timeline(operator, number) if e["what"] == "referral.edited"]
    (sent,) = [
        e for e in timeline(operator, theirs, outgoing=True) if e["what"] == "referral.edited"
    ]
    assert told["who"] == sent["who"] == "partner_staff:Ingrid"
    assert told["why"] == "edit 1: stage: in_progress, was new; value: 14000.00 EUR; notes"
    assert sent["why"] == "edit 1: stage: junk, was new"
    assert "555" not in str(timeline(operator, number))


def test_the_same_again_changes_nothing(partner: Client, operator: Client, number: str) -> None:
    first = edits(partner, number, notes="Once.", stage="new")

    again = edits(partner, number, notes="Once.", stage="new")

    assert again.headers["ETag"] == first.headers["ETag"]
    assert len([e for e in timeline(operator, number) if e["what"] == "referral.edited"]) == 1


def test_of_what_was_rejected_only_notes_are_written(
    partner: Client, operator: Client, number: str
) -> None:
    operator.rejects(number)

    refused = edits(partner, number, stage="won", notes="x")
    noted = edits(partner, number, notes="A pity.")

    assert (refused.status, refused.code) == (409, "not_accepted")
    assert noted.said["notes"]["text"] == "A pity."


def test_what_is_still_on_its_way_to_the_partner_cannot_be_moved_yet(
    hub: Hub, partner: Client
) -> None:
    number = sent_to_harbour(hub, reached=False)

    refused = edits(partner, number, stage="won")

    assert (refused.status, refused.code) == (409, "not_at_partner_yet")


def test_what_was_moved_on_before_acceptance_stays_there_after_it(
    hub: Hub, partner: Client, operator: Client, number: str
) -> None:
    edits(partner, number, stage="in_progress")
    operator.accepts(number)

    edits(partner, number, value=MORE)

    assert opens(partner, number).said["stage"] == "in_progress"
    assert hub.referrals.get(number).stage == "in_progress"


def test_a_partner_moves_on_what_the_crm_has_moved_before(
    hub: Hub, partner: Client, operator: Client, number: str
) -> None:
    operator.accepts(number)
    edits(operator, number, stage="in_progress")

    moved = edits(partner, number, stage="won")

    assert moved.said["stage"] == hub.referrals.get(number).stage == "won"


def test_the_host_edits_notes_and_stage_here_and_the_value_of_the_deal(
    operator: Client, number: str
) -> None:
    operator.accepts(number)

    moved = edits(operator, number, stage="won")
    refused = edits(operator, number, value=MORE)

    assert (moved.status, moved.said["stage"]) == (200, "won")
    assert (refused.status, refused.code) == (422, "not_editable_here")
    assert "/deal" in refused.wrong["/value"]


@pytest.mark.parametrize("role", [Role.ADMIN, Role.READ_ONLY])
def test_who_configures_or_looks_edits_nothing(hub: Hub, number: str, role: Role) -> None:
    assert edits(a_client(hub, role), number, notes="x").status == 403


def test_of_edits_at_once_one_counts_and_all_others_are_told(hub: Hub, partner: Client) -> None:
    number = partner.shares().said["number"]
    seen = opens(partner, number).headers["ETag"]
    told = [{"notes": "a"}, {"notes": "b"}, {"value": MORE}, {"stage": "won"}, {"stage": "junk"}]

    with ThreadPoolExecutor(len(told)) as crew:
        edited = list(crew.map(lambda each: edits(partner, number, seen=seen, **each), told))

    assert sorted(reply.status for reply in edited) == [200, 412, 412, 412, 412]
    changed = [e for e in hub.timeline.of(number) if e.what == "referral.edited"]
    assert len(changed) == 1
