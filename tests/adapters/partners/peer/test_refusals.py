"""What a peer refuses stands on the sender's own record: in its words, with what to do (AX-8)."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from referral_hub.adapters.partner_wire import Answer
from referral_hub.adapters.partners.peer.connection import _ping
from referral_hub.domain.access_links.signing import ReferralKey
from referral_hub.domain.effects import Refused
from referral_hub.domain.outgoing.referral import Step
from tests.adapters.partners.peer.fjord import LINKS, Fjord
from tests.adapters.partners.peer.north import North
from tests.adapters.partners.peer.outbound import outbound
from tests.adapters.partners.peer.taking import PeerTakingStage
from tests.contracts.taking_stage import settled, taker_of


@pytest.fixture
def north() -> North:
    return North()


def reconnected(north: North, *, url: str = "", key: str = "", late: float = 0) -> None:
    """Let North's admin have set something else, or its clock go wrong."""
    fjord = north.fjord

    def clock() -> Any:
        return fjord.clock().fromtimestamp(fjord.clock().timestamp() + late, fjord.clock().tzinfo)

    connection = outbound(fjord, url=url or fjord.url, key=key or fjord.key, clock=clock)
    connections: Any = north.hub.connections
    connections._connect = lambda _: connection


def another_link(fjord: Fjord) -> str:
    made = fjord.admin.post(LINKS, {"partner_id": "quay", "name": "Quay"})
    return str(made.said["key"])


def without_its_workflow(north: North) -> None:
    """Remove what the link leads to, as nobody can over the API."""
    links = north.fjord.there.inbound_links
    link = links.get(north.fjord.link_id)
    links.save(link.model_copy(update={"workflow": "gone"}))


def without_its_stage(north: North) -> None:
    links = north.fjord.there.inbound_links
    link = links.get(north.fjord.link_id)
    links.save(link.model_copy(update={"stage": "gone"}))


UNKNOWN = ReferralKey(key_id="ffffffffffff", seed=bytes(32)).text
TROUBLES: dict[str, Callable[[North], object]] = {
    "wrong_key": lambda north: reconnected(north, key=UNKNOWN),
    "key_revoked": lambda north: north.fjord.rotated(),
    "foreign_key": lambda north: reconnected(north, key=another_link(north.fjord)),
    "link_disabled": lambda north: north.fjord.disabled(),
    "link_not_found": lambda north: reconnected(
        north, url=north.fjord.url.rpartition("/")[0] + "/" + "0" * 24
    ),
    "workflow_missing": without_its_workflow,
    "stage_missing": without_its_stage,
    "stale_timestamp": lambda north: reconnected(north, late=301),
    "unreadable_key": lambda north: reconnected(north, key="rk_nonsense"),
}


@pytest.mark.parametrize("code", TROUBLES)
def test_each_is_told_apart_on_the_senders_record_and_nothing_is_stored(
    north: North, code: str
) -> None:
    TROUBLES[code](north)

    number = north.sends()

    told = north.shown(number)["integrations"]["partner"]
    assert told["status"] == "create_failed"
    assert f"({code})" in told["error"]
    assert told["fix"].endswith("; then resubmit.")
    assert north.shown(number)["sync_problems"]
    assert north.fjord.inbox == []
    assert north.notes() == []


@pytest.mark.parametrize("code", TROUBLES)
def test_the_test_of_the_connection_says_the_same(north: North, code: str) -> None:
    TROUBLES[code](north)
    takes: Any = taker_of(north.hub.connection("fjord"))

    check = _ping(takes.door)

    assert f"({code})" in check.problem
    assert check.fix


def test_a_ping_that_is_answered_finds_nothing_wrong_and_leaves_no_trace(north: North) -> None:
    takes: Any = taker_of(north.hub.connection("fjord"))

    assert _ping(takes.door).passed
    assert north.fjord.inbox == []


def test_what_was_refused_goes_out_once_it_is_mended(north: North) -> None:
    new_key = north.fjord.rotated()
    number = north.sends()
    reconnected(north, key=new_key)

    north.operator.post(f"/v1/outgoing-referrals/{number}/resubmit", {})
    north.works(number)

    assert north.shown(number)["integrations"]["partner"]["status"] == "success"
    assert len(north.fjord.inbox) == 1


def test_edits_go_out_with_the_resubmission_of_what_was_refused(north: North) -> None:
    new_key = north.fjord.rotated()
    number = north.sends()
    reconnected(north, key=new_key)

    edits = {"fields": {"title": "Ninety tide gauges"}}
    north.operator.post(f"/v1/outgoing-referrals/{number}/resubmit", edits)
    north.works(number)

    assert [there["title"] for there in north.fjord.inbox] == ["Ninety tide gauges"]


class Says:
    """Whoever answers this, to whatever it is sent."""

    def __init__(self, status: int, said: object) -> None:
        self._answer = Answer(status, json.dumps(said).encode(), "The peer")

    def exchange(self, *_: object) -> Answer:
        return self._answer


def refused_by(status: int, said: object) -> Refused:
    stage = PeerTakingStage()
    stage._connection = outbound(Says(status, said))
    outcome = settled(stage, Step.CREATE, stage.whole())
    assert isinstance(outcome, Refused)
    return outcome


def test_a_redirect_is_not_followed_but_told() -> None:
    assert "(redirected)" in refused_by(308, {}).reason


def test_words_of_the_peer_are_short_and_name_nobodys_address() -> None:
    words = f"no deals of kai@fjord.example {'x' * 2000}"

    refused = refused_by(403, {"code": "closed", "detail": words})

    assert "kai@" not in refused.reason
    assert len(refused.reason) < 400


@pytest.mark.parametrize(
    "said",
    [
        {},
        [],
        "yes",
        {"results": []},
        {"results": [{"id": "another", "status": "created", "number": "R-1"}]},
        {"results": [{"status": "created", "number": "R-1"}]},
        {"results": [{"id": "key-1", "status": "created", "number": ""}]},
        {"results": [{"id": "key-1", "status": "created", "number": 7}]},
        {"results": [{"id": "key-1", "status": "refused", "problem": "no"}]},
    ],
)
def test_an_answer_that_does_not_answer_is_asked_for_again(said: object) -> None:
    stage = PeerTakingStage()
    stage._connection = outbound(Says(200, said))

    with pytest.raises(AssertionError, match="never settled"):
        settled(stage, Step.CREATE, stage.whole())
