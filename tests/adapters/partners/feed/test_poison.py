"""Poisoned entries: each is put aside once with what came, and the rest of the feed goes on."""

from __future__ import annotations

import json

import pytest

from referral_hub.application.partners.pages import Turn
from referral_hub.domain.partners.news import Quarantined, QuarantineState
from referral_hub.hub import Hub
from sandbox.feed.poison import POISONS
from tests.adapters.partners.feed.stage import Stage, a_hub_with_a_feed, poll_of, polled_to_its_end

REASONS = {
    "nan": "deal/amount: is no number that JSON knows",
    "infinity": "deal/amount: is no number that JSON knows",
    "huge_number": "deal/amount: is a number of a size that cannot be kept",
    "huge_string": "the entry is longer than 300000 characters",
    "lone_surrogate": "name: has half of a surrogate pair",
    "control_character": "name: has a control character",
    "unknown_state": "state: is a word that nobody has set",
    "missing_id": "ref: is missing",
    "missing_title": "name: is missing",
    "missing_time": "updated: is missing",
    "future_version": "schema: is a version that nobody has set",
    "wrong_type": "company.name: is missing",
    "bad_country": "country_code: must be a country's two letters, such as NO",
    "bad_amount": "deal.amount: is no amount such as 12500.00",
    "bad_date": "deal.closes: is no date such as 2027-09-30",
    "no_date": "deal.closes: must be a day from 1700-01-01 to 4000-12-31: no CRM takes another",
    "far_future": "updated: is in the future",
    "repeated_name": "state: stands twice in its object",
    "deep": "the document is nested too deeply",
    "no_object": "the entry is no object",
    "null": "the entry is no object",
}


def aside(hub: Hub) -> list[Quarantined]:
    return [known for _, known in hub.quarantine.newest(partner_ids=["harbour"])]


def filed(hub: Hub) -> set[str]:
    return {referral.partner_referral_id for referral in hub.referrals.newest()}


@pytest.mark.parametrize("kind", POISONS)
def test_a_poisoned_entry_is_put_aside_with_its_reason_and_its_neighbours_are_filed(
    stage: Stage, kind: str
) -> None:
    before = stage.shares().partner_referral_id
    stage.clock.advance(seconds=1)
    stage.partner.poison(kind)
    after = stage.shares().partner_referral_id
    hub = a_hub_with_a_feed(stage)

    turn = poll_of(hub, stage).run()

    [known] = aside(hub)
    assert known.why == REASONS[kind]
    assert filed(hub) == {before, after}
    assert (turn.quarantined, len(turn.filed), turn.begun) == (1, 2, 3)


@pytest.mark.parametrize("kind", POISONS)
def test_a_poisoned_entry_is_put_aside_once_however_often_it_is_met(
    stage: Stage, kind: str
) -> None:
    stage.partner.behave(etags=False)
    stage.partner.poison(kind)
    hub = a_hub_with_a_feed(stage)

    turns = [poll_of(hub, stage).run() for _ in range(3)]

    [known] = aside(hub)
    assert (known.times, known.state) == (1, QuarantineState.OPEN)
    assert turns[1:] == [Turn()] * 2


def test_what_came_is_kept_as_it_came(stage: Stage) -> None:
    stage.partner.poison("repeated_name")
    hub = a_hub_with_a_feed(stage)

    poll_of(hub, stage).run()

    [known] = aside(hub)
    raw = hub.quarantine.entry(known).raw
    pairs = json.loads(raw, object_pairs_hook=lambda pairs: pairs)
    assert [value for name, value in pairs if name == "state"] == ["open", "withdrawn"]
    assert '"amount": 12500.5' in raw


def test_the_reason_repeats_nothing_of_what_came(stage: Stage) -> None:
    stage.partner.share(country="x", company={"name": "Fenwick", "country": "Sunniva Eide"})
    hub = a_hub_with_a_feed(stage)

    poll_of(hub, stage).run()

    assert "Sunniva" not in aside(hub)[0].why


def test_an_entry_that_is_whole_again_is_filed_and_nobody_has_to_look_any_more(
    stage: Stage,
) -> None:
    ref = stage.partner.poison("bad_amount")
    hub = a_hub_with_a_feed(stage)
    poll_of(hub, stage).run()
    stage.clock.advance(minutes=1)
    stage.partner.edit(ref)

    poll_of(hub, stage).run()

    [known] = aside(hub)
    [referral] = hub.referrals.newest()
    assert known.state is QuarantineState.REPLAYED
    assert (known.number, known.settled_by) == (referral.number, "")


def test_new_settings_read_what_the_old_ones_could_not(stage: Stage) -> None:
    ref = stage.partner.poison("future_version")
    hub = a_hub_with_a_feed(stage)
    poll_of(hub, stage).run()
    versions = {"path": "schema", "known": ["1", "9"]}

    poll_of(hub, stage, stage.connected(versions=versions)).run()

    assert filed(hub) == {ref}
    assert [known.state for known in aside(hub)] == [QuarantineState.REPLAYED]


def test_of_a_thousand_poisoned_entries_each_is_aside_once_and_each_good_one_is_filed(
    stage: Stage,
) -> None:
    """Pages of 50, every second entry is poisoned."""
    kinds = list(POISONS)
    good = set()
    for n in range(1000):
        stage.partner.poison(kinds[n % len(kinds)])
        good.add(stage.partner.share())
        stage.clock.advance(seconds=1)
    hub = a_hub_with_a_feed(stage)

    polled_to_its_end(hub, stage)
    again = poll_of(hub, stage).run()

    known = aside(hub)
    assert filed(hub) == good
    assert len(known) == 1000 - _alike()
    assert {each.times for each in known if each.entry_id} == {1}
    assert again == Turn()


def _alike() -> int:
    """What has no content of its own is kept once: all the nulls are one."""
    return 1000 // len(POISONS) - 1
