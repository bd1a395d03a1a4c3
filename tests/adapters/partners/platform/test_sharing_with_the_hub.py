"""A referral goes out to a platform by webhook, and the platform's answers come back by the API."""

from __future__ import annotations

import pytest

from referral_hub.adapters.memory import MemoryOutbound
from referral_hub.domain.access import Role
from referral_hub.domain.referrals.axes import OutgoingStatus
from referral_hub.hub import Hub
from tests.adapters.partners.platform.stage import PlatformStage
from tests.application.outgoing.sharing_stage import create, edit, is_shared, resubmit, share
from tests.builders import OUTGOING_FIELDS, a_hub
from tests.connected import Connected
from tests.functions.api.client import Client, a_client


@pytest.fixture
def hub(stage: PlatformStage) -> Hub:
    connections = Connected(lambda _: stage.connection)
    world = {"table": stage.table, "clock": stage.clock, "outbound": MemoryOutbound()}
    return a_hub(connections=connections, **world)


@pytest.fixture
def harbour(hub: Hub) -> Client:
    return a_client(hub, Role.INTEGRATION)


def shared(hub: Hub) -> str:
    number = create(hub, OUTGOING_FIELDS, ready=True).number
    share(hub, number)
    return number


def test_it_is_told_once_and_answered(hub: Hub, stage: PlatformStage, harbour: Client) -> None:
    number = shared(hub)
    share(hub, number)

    told = {"verdict": "accepted", "partner_referral_id": "H-901", "stage": "in_progress"}
    harbour.post(f"/v1/outgoing-referrals/{number}/answer", told)

    assert [message["type"] for message in stage.messages] == ["referral.shared"]
    assert hub.outgoing.get(number).status is OutgoingStatus.ACCEPTED


def test_an_edit_is_told_after_it_and_the_answer_stays(
    hub: Hub, stage: PlatformStage, harbour: Client
) -> None:
    number = shared(hub)
    harbour.post(f"/v1/outgoing-referrals/{number}/answer", {"verdict": "accepted"})

    edit(hub, number, {"title": "Tide gauges and lamps"})
    share(hub, number)

    titles = [message["data"]["title"] for message in stage.messages]
    assert titles == ["Tide gauges", "Tide gauges and lamps"]
    assert hub.outgoing.get(number).status is OutgoingStatus.ACCEPTED


def test_what_the_platform_asks_to_be_corrected_comes_again(
    hub: Hub, stage: PlatformStage, harbour: Client
) -> None:
    number = shared(hub)
    asked = {"verdict": "action_required", "comments": "Which harbour?"}
    harbour.post(f"/v1/outgoing-referrals/{number}/answer", asked)

    resubmit(hub, number, description="The harbour of Bergen.")
    share(hub, number)

    assert stage.messages[-1]["data"]["description"] == "The harbour of Bergen."


def test_a_platform_without_a_webhook_is_shared_with_once_it_has_one(
    hub: Hub, stage: PlatformStage
) -> None:
    stage.listens()
    number = shared(hub)
    refused = hub.outgoing.get(number).refused
    stage.listens_to_all()

    resubmit(hub, number)
    share(hub, number)

    assert refused
    assert is_shared(hub.outgoing.get(number))
    assert len(stage.messages) == 1
