"""Stages as the host calls them, on lines of the book (PB-8)."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from referral_hub.hub import Hub
from tests.functions.api.book.lines import edits, opens, sent_to_harbour
from tests.functions.api.client import Client, Reply

STAGES = [{"name": "talking", "label": "We talk", "counts_as": "in_progress"}]


@pytest.fixture
def talking(admin: Client) -> None:
    """A stage of the host's own."""
    path = "/v1/sales-workflows/sales"
    known = admin.get(path)
    stages = [*known.said["stages"], *STAGES]
    admin.put(path, {"name": "Sales", "stages": stages}, if_match=known.headers["ETag"])


@pytest.mark.usefixtures("talking")
@pytest.mark.parametrize("first", [Client.opens, Client.accepts])
def test_a_stage_of_the_hosts_own_counts_as_one_of_the_five(
    hub: Hub, partner: Client, operator: Client, number: str, first: Callable[..., Reply]
) -> None:
    first(operator, number)

    edited = edits(partner, number, stage="talking").said

    assert (edited["stage"], edited["stage_label"], edited["counts_as"]) == (
        "talking",
        "We talk",
        "in_progress",
    )
    assert hub.referrals.get(number).stage == "in_progress"


@pytest.mark.usefixtures("talking")
def test_a_stage_of_the_hosts_own_counts_of_what_was_shared_with_them_too(
    hub: Hub, partner: Client, operator: Client
) -> None:
    number = sent_to_harbour(hub)
    edits(partner, number, stage="talking")

    there, back = opens(operator, number).said, edits(partner, number, stage="in_progress").said

    assert (there["stage"], there["counts_as"]) == ("talking", "in_progress")
    assert (back["stage"], back["counts_as"]) == ("in_progress", "in_progress")


@pytest.mark.usefixtures("talking")
def test_nobody_gets_into_a_stage_that_is_retired(admin: Client, partner: Client) -> None:
    staying, going = (partner.shares(partner_referral_id=f"H-{n}").said["number"] for n in (1, 2))
    edits(partner, staying, stage="talking")
    path = "/v1/sales-workflows/sales"
    known = admin.get(path)
    stages = [s | {"retired": s["name"] == "talking"} for s in known.said["stages"]]
    admin.put(path, {"name": "Sales", "stages": stages}, if_match=known.headers["ETag"])

    refused = edits(partner, going, stage="talking")

    assert (refused.status, refused.code) == (422, "stage_not_found")
    assert opens(partner, staying).said["stage_label"] == "We talk"
    assert edits(partner, staying, notes="still there").status == 200
