"""EventBridge events as hints; everything else on the bus is left alone."""

from __future__ import annotations

import json
from copy import deepcopy
from typing import Any

import pytest

from referral_hub.adapters.partners.aws.events import hint_in
from referral_hub.domain.partner import Hint
from tests.adapters.partners.aws.stage import EVENTS, Stage

OF_AWS = EVENTS / "partners/aws"


def an_event(name: str) -> dict[str, Any]:
    return dict(json.loads((OF_AWS / f"{name}.json").read_text("utf-8")))


def read(event: dict[str, Any]) -> Hint | None:
    return hint_in(event, partner_id="aws", catalog="Sandbox")


def test_a_created_invitation_is_a_hint_to_read_it() -> None:
    event = an_event("engagement_invitation_created")

    hint = read(event)

    invitation_id = event["detail"]["engagementInvitation"]["id"]
    assert hint == Hint(partner_id="aws", about="invitation", id=invitation_id)


@pytest.mark.parametrize("kind", ["Opportunity Created", "Opportunity Updated"])
def test_a_changed_opportunity_is_a_hint_to_look_for_contacts(kind: str) -> None:
    event = an_event("opportunity_updated") | {"detail-type": kind}

    hint = read(event)

    identifier = event["detail"]["opportunity"]["identifier"]
    assert hint == Hint(partner_id="aws", about="opportunity", id=identifier)


@pytest.mark.parametrize(
    ("member", "value"),
    [("participantType", "Sender"), ("payloadType", "LeadInvitation")],
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
    ["Engagement Invitation Expired", "Engagement Member Added", "Something Never Heard Of"],
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

    expected = Hint(partner_id="aws", about="invitation", id=referral.partner_referral_id)
    assert hints == [expected]
