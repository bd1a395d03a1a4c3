"""A platform says over the API what becomes of a referral that was shared with it."""

from __future__ import annotations

from typing import Any

import pytest

from referral_hub.domain.access import Role
from referral_hub.hub import Hub
from tests.application.outgoing.sharing_stage import create, share
from tests.builders import a_partner
from tests.functions.api.client import Client, Reply, a_client

HERE = "/v1/outgoing-referrals"


@pytest.fixture
def shared(hub: Hub) -> str:
    """The number of a referral that Harbour has."""
    number = create(hub, ready=True).number
    share(hub, number)
    return number


@pytest.fixture
def harbour(hub: Hub) -> Client:
    return a_client(hub, Role.INTEGRATION)


def answers(client: Client, number: str, **said: Any) -> Reply:
    return client.post(f"{HERE}/{number}/answer", said)


def test_an_accepted_referral_is_accepted_and_known_by_the_platforms_id(
    harbour: Client, operator: Client, shared: str
) -> None:
    reply = answers(harbour, shared, verdict="accepted", partner_referral_id="H-901")

    shown = operator.get(f"{HERE}/{shared}").said
    assert (reply.status, reply.said["verdict"]) == (200, "accepted")
    assert shown["status"] == "accepted"
    assert shown["partner_referral"]["partner_referral_id"] == "H-901"


def test_a_rejection_tells_why_and_is_final(harbour: Client, operator: Client, shared: str) -> None:
    answers(harbour, shared, verdict="rejected", comments="No boats in the north")

    changed = answers(harbour, shared, verdict="accepted")

    shown = operator.get(f"{HERE}/{shared}").said
    assert (changed.status, changed.code) == (409, "already_rejected")
    assert shown["status"] == "rejected"
    assert shown["partner_referral"]["comments"] == "No boats in the north"


def test_the_same_answer_again_changes_nothing(harbour: Client, hub: Hub, shared: str) -> None:
    said = {"verdict": "rejected", "comments": "No boats"}
    first = answers(harbour, shared, **said)
    known = hub.outgoing.partners_side(shared)
    hub.clock.advance(hours=1)  # type: ignore[attr-defined]

    again = answers(harbour, shared, **said)

    assert again.said == first.said
    assert hub.outgoing.partners_side(shared) == known


def test_what_is_left_out_stays_as_it_was_said(harbour: Client, shared: str) -> None:
    answers(harbour, shared, verdict="accepted", partner_referral_id="H-901")

    reply = answers(harbour, shared, stage="won")

    told = {name: reply.said[name] for name in ("verdict", "partner_referral_id", "stage")}
    assert told == {"verdict": "accepted", "partner_referral_id": "H-901", "stage": "won"}


def test_a_correction_that_is_asked_for_can_be_resubmitted(
    harbour: Client, operator: Client, shared: str
) -> None:
    answers(harbour, shared, verdict="action_required", comments="Which harbour?")

    shown = operator.get(f"{HERE}/{shared}").said

    assert "resubmit" in shown["actions"]
    assert shown["integrations"]["partner"]["status"] == "action_required"


def test_every_answer_stands_on_the_timeline(
    harbour: Client, operator: Client, hub: Hub, shared: str
) -> None:
    answers(harbour, shared, verdict="in_review")
    hub.clock.advance(hours=1)  # type: ignore[attr-defined]
    answers(harbour, shared, verdict="accepted")

    story = operator.get(f"{HERE}/{shared}/timeline").said["items"]

    assert [entry["what"] for entry in story][-2:] == ["partner.in_review", "partner.accepted"]
    assert story[-1]["who"] == "partner:harbour"


def test_another_partners_referral_is_as_unknown_as_one_that_was_not_shared_yet(
    hub: Hub, harbour: Client, shared: str
) -> None:
    draft = create(hub).number
    hub.partners.add(a_partner(partner_id="quay", name="Quay"))

    foreign = answers(a_client(hub, Role.INTEGRATION, "quay"), shared, verdict="accepted")
    too_early = answers(harbour, draft, verdict="accepted")

    assert (foreign.status, foreign.code) == (404, "outgoing_referral_not_found")
    assert too_early.text.replace(draft, shared) == foreign.text


@pytest.mark.parametrize(
    "said", [{}, {"verdict": "expired"}, {"stage": "lead"}, {"comments": "x" * 1001}]
)
def test_an_answer_that_says_nothing_or_nonsense_is_refused(
    harbour: Client, shared: str, said: dict[str, Any]
) -> None:
    assert answers(harbour, shared, **said).status == 422


def test_the_platform_is_shown_nothing_of_the_hosts(harbour: Client, shared: str) -> None:
    reply = answers(harbour, shared, verdict="accepted")

    assert set(reply.said) == {
        "number",
        "partner_referral_id",
        "verdict",
        "stage",
        "comments",
        "heard_at",
    }
    assert harbour.get(f"{HERE}/{shared}").status == 403
