"""EventBridge events as hints; everything else on the bus is left alone."""

from __future__ import annotations

import json
from copy import deepcopy
from datetime import UTC, datetime
from typing import Any

import pytest

from referral_hub.adapters.partners.aws.events import hint_in
from referral_hub.domain.partners.partner import Hint
from tests.adapters.partners.aws.stage import EVENTS, Stage

OF_AWS = EVENTS / "partners/aws"


def an_event(name: str) -> dict[str, Any]:
    return dict(json.loads((OF_AWS / f"{name}.json").read_text("utf-8")))


def read(event: dict[str, Any]) -> Hint | None:
    """What the event points at; when it was sent is a matter of its own."""
    hint = hint_in(event, partner_id="aws", catalog="Sandbox")
    return hint.model_copy(update={"sent_at": None}) if hint else None


def test_a_created_invitation_is_a_hint_to_read_it() -> None:
    event = an_event("engagement_invitation_created")

    hint = read(event)

    invitation_id = event["detail"]["engagementInvitation"]["id"]
    assert hint == Hint(partner_id="aws", about="invitation", id=invitation_id)


def test_an_invitation_to_a_lead_is_a_hint_to_read_it() -> None:
    event = an_event("engagement_invitation_created")
    event["detail"]["engagementInvitation"]["payloadType"] = "LeadInvitation"

    hint = read(event)

    assert hint is not None
    assert hint.about == "invitation"


@pytest.mark.parametrize("how", ["Accepted", "Rejected", "Expired"])
def test_an_invitation_that_was_settled_is_a_hint_to_close_it(how: str) -> None:
    kind = f"Engagement Invitation {how}"
    event = an_event("engagement_invitation_created") | {"detail-type": kind}

    hint = read(event)

    invitation_id = event["detail"]["engagementInvitation"]["id"]
    assert hint == Hint(partner_id="aws", about="closed", id=invitation_id)


@pytest.mark.parametrize("kind", ["Engagement Created", "Engagement Updated"])
def test_a_changed_engagement_is_a_hint_to_look_for_the_people_of_a_lead(kind: str) -> None:
    detail = {"catalog": "Sandbox", "engagement": {"engagementId": "eng-0abcd1234efghi"}}
    event = an_event("opportunity_updated") | {"detail-type": kind, "detail": detail}

    hint = read(event)

    assert hint == Hint(partner_id="aws", about="opportunity", id="eng-0abcd1234efghi")


def test_a_hint_knows_when_its_event_was_sent() -> None:
    event = an_event("opportunity_updated") | {"time": "2026-11-23T07:41:19Z"}

    hint = hint_in(event, partner_id="aws", catalog="Sandbox")

    assert hint is not None
    assert hint.sent_at == datetime(2026, 11, 23, 7, 41, 19, tzinfo=UTC)
    assert "sent_at" not in hint.model_dump()


def test_a_changed_opportunity_is_a_hint_to_look_for_contacts() -> None:
    event = an_event("opportunity_updated")

    hint = read(event)

    identifier = event["detail"]["opportunity"]["identifier"]
    assert hint == Hint(partner_id="aws", about="opportunity", id=identifier)


@pytest.mark.parametrize(
    ("member", "value"),
    [("participantType", "Sender"), ("payloadType", "GiftInvitation")],
)
def test_an_invitation_that_we_sent_or_cannot_answer_is_no_news(member: str, value: str) -> None:
    event = an_event("engagement_invitation_created")
    event["detail"]["engagementInvitation"][member] = value

    assert read(event) is None


def test_events_of_the_other_catalog_are_no_news() -> None:
    event = deepcopy(an_event("engagement_invitation_created"))
    event["detail"]["catalog"] = "AWS"

    assert read(event) is None


@pytest.mark.parametrize(
    "kind",
    ["Opportunity Created", "Engagement Member Added", "Something Never Heard Of"],
)
def test_other_events_of_partner_central_are_no_news(kind: str) -> None:
    event = an_event("engagement_invitation_created") | {"detail-type": kind}

    assert read(event) is None


def test_a_newer_envelope_and_more_members_change_nothing() -> None:
    event = an_event("engagement_invitation_created") | {"version": "1", "replay-name": "again"}
    event["detail"]["engagementInvitation"]["participantType"] = "RECEIVER"

    assert read(event) is not None


def test_a_mutilated_event_is_an_error_that_somebody_sees() -> None:
    event = an_event("engagement_invitation_created")
    del event["detail"]["engagementInvitation"]["id"]

    with pytest.raises(KeyError):
        read(event)


def test_what_the_stand_in_emits_leads_to_the_invitation(stage: Stage) -> None:
    referral = stage.shares()

    hints = [hint for event in stage.aws.events if (hint := stage.feed.hint_in(event))]

    assert [(h.about, h.id) for h in hints] == [("invitation", referral.partner_referral_id)]
