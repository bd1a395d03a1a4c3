"""What becomes of an entry that is put aside, as time goes by."""

from __future__ import annotations

import json
from datetime import timedelta

from referral_hub.hub import Hub
from referral_hub.records.quarantine import MOST_WITHOUT_ID
from tests.builders import NOON, Clock
from tests.connected import Connected
from tests.functions.api.client import Client
from tests.functions.api.quarantine.stage import (
    ENTRY,
    at,
    connect,
    feed_of,
    keys,
    lapsing,
    news_in,
    poisoned,
)


def test_a_replay_in_vain_says_that_it_was_tried(
    hub: Hub, operator: Client, connected: Connected
) -> None:
    assert isinstance(hub.clock, Clock)
    key = poisoned(hub)
    connect(connected, feed_of())
    hub.clock.advance(hours=2)

    replayed = operator.post(at(key, "/replay")).said

    assert (replayed["state"], replayed["tried_at"]) == ("open", "2027-03-01T14:00:00Z")
    assert replayed["why"] == "state: is a word that nobody has set"


def test_of_an_entry_that_stays_broken_the_latest_content_alone_is_open(
    hub: Hub, operator: Client
) -> None:
    first = poisoned(hub, raw='{"ref": "F-7", "amount": "1"}')
    latest = poisoned(hub, raw='{"ref": "F-7", "amount": "2"}', minutes=5)

    [shown] = operator.get("/v1/quarantine").said["items"]

    assert (shown["key"], shown["times"]) == (latest, 2)
    assert (shown["first_at"], shown["last_at"]) == ("2027-03-01T12:00:00Z", "2027-03-01T12:05:00Z")
    assert operator.get(at(first)).status == 404
    assert "2" in operator.get(at(latest)).said["raw"]


def test_contents_without_an_id_do_not_replace_each_other(hub: Hub, operator: Client) -> None:
    both = [poisoned(hub, entry_id="", raw=f"[{n}]", minutes=n) for n in range(2)]

    assert keys(operator.get("/v1/quarantine")) == both[::-1]


def test_of_what_has_no_id_only_so_many_are_open_and_all_that_came_are_counted(hub: Hub) -> None:
    for n in range(MOST_WITHOUT_ID + 20):
        poisoned(hub, entry_id="", raw=f"[{n}]", minutes=n)
    poisoned(hub, entry_id="F-7", raw="{}")

    kept = [known for _, known in hub.quarantine.newest(partner_ids=["harbour"])]

    nameless = [known for known in kept if not known.entry_id]
    raws = {hub.quarantine.entry(known).raw for known in nameless}
    assert (len(kept), len(nameless)) == (MOST_WITHOUT_ID + 1, MOST_WITHOUT_ID)
    assert sum(known.times for known in nameless) == MOST_WITHOUT_ID + 20
    assert raws >= {f"[{n}]" for n in range(21, MOST_WITHOUT_ID + 20)}


def test_what_was_dismissed_and_filed_after_all_shows_its_number(
    hub: Hub, operator: Client, connected: Connected
) -> None:
    key = poisoned(hub)
    operator.post(at(key, "/dismiss"))
    feed = feed_of(status=None)
    connect(connected, feed)

    hub.news_desk.take(news_in(feed), via="poll", at=hub.clock())

    [referral] = hub.referrals.newest()
    shown = operator.get(at(key)).said
    assert (shown["state"], shown["number"]) == ("replayed", referral.number)


def test_what_was_dismissed_does_not_come_back_over_what_was_said_since(
    hub: Hub, operator: Client, connected: Connected
) -> None:
    cheap = ENTRY | {"deal": {"amount": 1, "currency": "EUR"}}
    key = poisoned(hub, raw=json.dumps(cheap))
    operator.post(at(key, "/dismiss"))
    feed = feed_of(status=None)
    connect(connected, feed)
    hub.news_desk.take(news_in(feed, amount=500), via="poll", at=hub.clock())

    operator.post(at(key, "/replay"))

    [row] = operator.lists()
    assert row["value"]["amount"] == "500.00"


def test_what_is_settled_lapses_a_month_after_it_was_met_last(hub: Hub, operator: Client) -> None:
    key = poisoned(hub)

    before = lapsing(hub, key)
    operator.post(at(key, "/dismiss"))
    after = lapsing(hub, key)
    poisoned(hub, minutes=60)

    month = int((NOON + timedelta(days=30)).timestamp())
    assert (before, after) == ([None, None], [month, month])
    assert lapsing(hub, key) == [month + 3600] * 2


def test_what_is_open_again_does_not_lapse(hub: Hub) -> None:
    key = poisoned(hub)
    known = hub.quarantine.find("harbour", key)
    assert known
    hub.quarantine.save(known.replayed(number="R-000001", at=NOON))

    poisoned(hub, minutes=5)

    assert lapsing(hub, key) == [None, None]
