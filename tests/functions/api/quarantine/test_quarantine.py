"""What nobody could read: the host's people see it, look into it, read it again or let it be."""

from __future__ import annotations

import json
from typing import Any

from referral_hub.domain.partners.news import PartnerNews
from referral_hub.domain.partners.partner import Hint
from referral_hub.hub import Hub
from tests.builders import Clock, an_invitation
from tests.connected import Connected
from tests.functions.api.client import Client
from tests.functions.api.quarantine.stage import (
    ENTRY,
    Counting,
    at,
    connect,
    feed_of,
    keys,
    poisoned,
)


def test_open_entries_of_all_partners_are_listed_newest_first(hub: Hub, operator: Client) -> None:
    first = poisoned(hub)
    second = poisoned(hub, partner_id="lantern", minutes=1)

    listed = operator.get("/v1/quarantine")

    assert keys(listed) == [second, first]
    assert listed.said["items"][1]["why"] == "state: is unknown"


def test_a_partners_entries_are_listed_in_every_state_or_in_one(hub: Hub, operator: Client) -> None:
    let_be, stays = poisoned(hub), poisoned(hub, entry_id="F-8", minutes=1)
    poisoned(hub, partner_id="lantern")
    operator.post(at(let_be, "/dismiss"))

    everything = operator.get("/v1/quarantine", partner_id="harbour")
    still_open = operator.get("/v1/quarantine", partner_id="harbour", state="open")

    assert keys(everything) == [stays, let_be]
    assert keys(still_open) == [stays]
    assert keys(operator.get("/v1/quarantine", state="dismissed")) == [let_be]


def test_the_list_is_read_page_by_page(hub: Hub, operator: Client) -> None:
    poisons = [poisoned(hub, entry_id=f"F-{n}", minutes=n) for n in range(5)]

    pages = [operator.get("/v1/quarantine", limit="2")]
    while cursor := pages[-1].said["next_cursor"]:
        pages.append(operator.get("/v1/quarantine", limit="2", cursor=cursor))

    assert [keys(page) for page in pages] == [poisons[:2:-1], poisons[2:0:-1], poisons[:1]]


def test_listing_reads_nothing_of_what_partners_sent(hub: Hub, operator: Client) -> None:
    for n in range(25):
        poisoned(hub, entry_id=f"F-{n}", raw="x" * 200_000)
    assert isinstance(hub.table, Counting)
    hub.table.read = 0

    listed = operator.get("/v1/quarantine")

    assert len(listed.said["items"]) == 25
    assert hub.table.read < 25 * 1000


def test_an_entry_is_opened_with_what_the_partner_sent(hub: Hub, operator: Client) -> None:
    opened = operator.get(at(poisoned(hub)))

    assert json.loads(opened.said["raw"]) == ENTRY
    assert (opened.said["entry_id"], opened.said["times"]) == ("F-7", 1)


def test_an_entry_that_can_be_read_now_becomes_a_referral(
    hub: Hub, operator: Client, connected: Connected
) -> None:
    key = poisoned(hub)
    words = {"path": "state", "waiting": ["open", "teleported"]}
    connect(connected, feed_of(status=words))

    replayed = operator.post(at(key, "/replay"))

    [referral] = hub.referrals.newest()
    assert (replayed.status, replayed.said["state"]) == (200, "replayed")
    assert replayed.said["number"] == referral.number
    assert replayed.said["settled_by"].startswith("operator:")
    assert referral.partner_referral_id == "F-7"


class ById:
    """A feed of a platform that shows single invitations by their id."""

    def __init__(self, **shown: Any) -> None:
        self.shown = shown

    def read(self, hint: Hint, **_: Any) -> PartnerNews | None:
        return self.shown.get(hint.id)


def test_an_entry_of_a_platform_is_read_again_by_its_id(
    hub: Hub, operator: Client, connected: Connected
) -> None:
    key = poisoned(hub, entry_id="engi-1")
    invitation = an_invitation(partner_referral_id="engi-1")
    whole = PartnerNews(partner_id="harbour", partner_referral_id="engi-1", invitation=invitation)
    connect(connected, ById(**{"engi-1": whole}))

    assert operator.post(at(key, "/replay")).said["state"] == "replayed"


def test_what_a_platform_does_not_show_any_more_stays_and_says_so(
    hub: Hub, operator: Client, connected: Connected
) -> None:
    key = poisoned(hub)
    connect(connected, ById())

    replayed = operator.post(at(key, "/replay")).said

    assert (replayed["state"], replayed["why"]) == ("open", "the partner does not show it any more")


def test_replaying_twice_files_one_referral(
    hub: Hub, operator: Client, connected: Connected
) -> None:
    key = poisoned(hub)
    connect(connected, feed_of(status=None))

    first, second = operator.post(at(key, "/replay")), operator.post(at(key, "/replay"))

    assert first.said == second.said
    assert len(list(hub.referrals.newest())) == 1


def test_an_entry_without_an_id_of_its_own_is_settled_by_its_replay(
    hub: Hub, operator: Client, connected: Connected
) -> None:
    key = poisoned(hub, entry_id="")
    connect(connected, feed_of(status=None))

    operator.post(at(key, "/replay"))

    assert keys(operator.get("/v1/quarantine")) == []


def test_what_still_cannot_be_read_stays_with_the_reason_of_today(
    hub: Hub, operator: Client, connected: Connected
) -> None:
    key = poisoned(hub)
    connect(connected, feed_of(versions={"path": "schema", "known": ["2"]}))

    replayed = operator.post(at(key, "/replay"))

    assert replayed.said["state"] == "open"
    assert replayed.said["why"] == "schema: is a version that nobody has set"
    assert list(hub.referrals.newest()) == []


def test_what_was_cut_when_it_was_kept_says_so(
    hub: Hub, operator: Client, connected: Connected
) -> None:
    key = poisoned(hub, raw=json.dumps(ENTRY)[:-5])
    connect(connected, feed_of())

    assert "no longer whole" in operator.post(at(key, "/replay")).said["why"]


def test_nothing_of_a_partner_that_pushes_can_be_read_again(hub: Hub, operator: Client) -> None:
    refused = operator.post(at(poisoned(hub), "/replay"))

    assert (refused.status, refused.code) == (409, "not_replayable")


def test_what_was_dismissed_is_kept_and_coming_again_opens_nothing(
    hub: Hub, operator: Client
) -> None:
    key = poisoned(hub)

    dismissed = operator.post(at(key, "/dismiss"))
    poisoned(hub, minutes=9)

    assert dismissed.said["state"] == "dismissed"
    assert keys(operator.get("/v1/quarantine")) == []
    assert operator.get(at(key)).said["times"] == 2


def test_an_entry_that_is_not_there_is_not_found(operator: Client) -> None:
    for reply in (operator.get(at("0" * 24)), operator.post(at("0" * 24, "/replay"))):
        assert (reply.status, reply.code) == (404, "not_in_quarantine")


def test_who_only_looks_does_not_see_what_partners_sent(hub: Hub, reader: Client) -> None:
    assert reader.get(at(poisoned(hub))).status == 403


def test_the_clock_of_the_hub_is_the_one_that_settles(hub: Hub, operator: Client) -> None:
    assert isinstance(hub.clock, Clock)
    key = poisoned(hub)
    hub.clock.advance(hours=2)

    dismissed = operator.post(at(key, "/dismiss"))

    assert dismissed.said["settled_at"] == "2027-03-01T14:00:00Z"
