"""What the table's stream shows in the list inside the CRM."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from functions._entrypoint import metrics
from functions.stream.show_referrals import handle
from referral_hub.adapters.crms.memory import MemoryReferralList
from referral_hub.domain.crm_referrals import ReferralCard
from referral_hub.domain.referrals.axes import Status
from referral_hub.hub import Hub
from referral_hub.ports import Key
from tests.application.crm_stage import ClosedList, a_connected_hub, list_of
from tests.application.stage import accept, filed
from tests.builders import a_hub

SAMPLES = Path(__file__).parents[2] / "events" / "stream"
WELL: dict[str, Any] = {"batchItemFailures": []}


def sample(*names: str) -> dict[str, Any]:
    files = [json.loads((SAMPLES / f"show_referrals.{name}.json").read_text()) for name in names]
    return {"Records": [record for file in files for record in file["Records"]]}


@pytest.fixture
def hub() -> Hub:
    hub = a_connected_hub()
    filed(hub)
    return hub


@pytest.mark.parametrize("name", ["received", "answered"])
def test_what_changes_a_card_shows_the_referral(hub: Hub, name: str) -> None:
    assert handle(sample(name), hub=hub) == WELL

    assert list(list_of(hub).cards) == ["R-000001"]


def test_a_step_that_nobody_sees_in_the_list_shows_nothing(hub: Hub) -> None:
    handle(sample("unseen_step"), hub=hub)

    assert list_of(hub).cards == {}


def test_what_is_shown_is_how_the_referral_is_now_and_not_how_it_was(hub: Hub) -> None:
    accept(hub, "R-000001")

    handle(sample("received"), hub=hub)

    assert list_of(hub).cards["R-000001"].status is Status.ACCEPTED


def test_changes_that_come_together_are_shown_once(
    hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[int] = []
    monkeypatch.setattr(list_of(hub), "show", lambda cards: shown.append(len(cards)))

    handle(sample("received", "answered", "received"), hub=hub)

    assert shown == [1]


def test_a_crm_that_is_down_brings_all_of_it_again() -> None:
    hub = a_connected_hub(referral_list=ClosedList())
    filed(hub)

    answer = handle(sample("received", "answered"), hub=hub)

    assert answer == {"batchItemFailures": [{"itemIdentifier": "200"}]}


def test_a_record_that_nobody_can_read_does_not_hold_up_the_others(hub: Hub) -> None:
    broken = sample("received")
    broken["Records"][0]["dynamodb"]["NewImage"]["doc"]["S"] = '{"lamp": 1}'

    assert handle({"Records": broken["Records"] + sample("answered")["Records"]}, hub=hub) == WELL

    assert list(list_of(hub).cards) == ["R-000001"]


def broken(hub: Hub, number: str) -> None:
    """Let what is kept of a referral be something that no version of the hub can read."""
    key = Key(f"REFERRAL#{number}", "DEAL")
    hub.table.put(
        {"pk": key.pk, "sk": key.sk, "kind": "DEAL", "version": 1, "doc": '{"values": 1}'},
        version=0,
    )


def changed(number: str) -> dict[str, Any]:
    (record,) = sample("answered")["Records"]
    record["dynamodb"]["NewImage"]["pk"]["S"] = f"REFERRAL#{number}"
    return dict(record)


def test_a_referral_that_can_never_be_shown_does_not_hold_up_the_others(hub: Hub) -> None:
    other = filed(hub, partner_referral_id="H-78").number
    broken(hub, "R-000001")

    answer = handle({"Records": [changed("R-000001"), changed(other)]}, hub=hub)

    assert answer == WELL
    assert list(list_of(hub).cards) == [other]
    assert "RelayFailed" in metrics.metric_set


class Choosy(MemoryReferralList):
    """A list whose connector stumbles over one card."""

    def show(self, cards: Sequence[ReferralCard]) -> None:
        if any(card.number == "R-000001" for card in cards):
            raise ValueError("a lamp is no amount")
        super().show(cards)


def test_a_card_that_the_connector_stumbles_over_does_not_hold_up_the_others() -> None:
    hub = a_connected_hub(referral_list=Choosy())
    numbers = [filed(hub, partner_referral_id=f"H-{n}").number for n in range(3)]

    assert handle({"Records": [changed(number) for number in numbers]}, hub=hub) == WELL

    assert list(list_of(hub).cards) == numbers[1:]


def test_a_hub_whose_crm_has_no_list_shows_nothing() -> None:
    assert handle(sample("received"), hub=a_hub()) == WELL


def test_what_was_deleted_is_not_shown(hub: Hub) -> None:
    gone = sample("received")
    del gone["Records"][0]["dynamodb"]["NewImage"]

    assert handle(gone, hub=hub) == WELL
