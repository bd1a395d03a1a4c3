"""One entry, or one page, that is out of all bounds: it is named, and nothing behind it is lost."""

from __future__ import annotations

from typing import Any

import pytest

from referral_hub.adapters.partners.feed import walk
from referral_hub.domain.errors import Unavailable
from referral_hub.hub import Hub
from tests.adapters.partners.feed.stage import (
    FIELDS,
    Stage,
    a_hub_with_a_feed,
    poll_of,
)

BY_TIME: dict[str, Any] = {"paging": None, "page_size": {"parameter": "limit", "size": 5}}


def filed(hub: Hub) -> set[str]:
    return {referral.partner_referral_id for referral in hub.referrals.newest()}


def reasons(hub: Hub) -> list[str]:
    return [known.why for _, known in hub.quarantine.newest(partner_ids=["harbour"])]


def person(n: int) -> dict[str, str]:
    return {"last": f"Holt {n}", "mail": f"m{n}@fenwick.example"}


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"ref": "x" * 256}, "ref: is longer than 255 characters"),
        ({"ref": "x" * 3000, "state": "withdrawn"}, "ref: is longer than 255 characters"),
        ({"people": [person(n) for n in range(201)]}, "people: has more than 200 people"),
        ({"owners": [{"name": "Edda"}] * 21}, "owners: has more than 20 people"),
        ({"name": "long " * 100}, "title: must have at most 255 characters"),
        ({"notes": "n" * 300_001}, "the entry is longer than 300000 characters"),
    ],
)
def test_an_entry_out_of_bounds_is_put_aside_and_its_neighbours_are_filed(
    stage: Stage, changes: dict[str, Any], why: str
) -> None:
    before = stage.shares().partner_referral_id
    stage.shares(**changes)
    after = stage.shares().partner_referral_id
    hub = a_hub_with_a_feed(stage)

    poll_of(hub, stage).run()

    assert reasons(hub) == [why]
    assert filed(hub) == {before, after}


def test_a_reason_names_what_is_set_and_nothing_that_the_feed_sent(stage: Stage) -> None:
    echo = "Bearer t0ken-of-harbour"
    stage.partner.share(notes=0)
    [shared] = stage.partner._entries.values()
    twice = shared.text.replace('"notes": 0', f'"{echo}": 1, "{echo}": "\\u0007", "name": 2')
    stage.partner._put(shared.ref, twice, shared.updated)
    hub = a_hub_with_a_feed(stage)

    poll_of(hub, stage).run()

    [why] = reasons(hub)
    assert echo not in why
    assert "*: stands twice in its object" in why
    assert "name: stands twice in its object" in why


def test_a_page_of_too_many_entries_is_refused_and_the_connection_says_so(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(walk, "_MOST_ENTRIES", 2)
    for _ in range(3):
        stage.shares()
    hub = a_hub_with_a_feed(stage)

    with pytest.raises(Unavailable, match="more than 2 entries; ask for smaller pages"):
        poll_of(hub, stage).run()

    assert filed(hub) == set()


def test_a_page_of_three_thousand_numbers_is_put_aside_as_one(stage: Stage) -> None:
    good = stage.shares().partner_referral_id
    numbers = ", ".join(map(str, range(3000)))
    stage.partner._put("junk", numbers, "2027-03-01T12:00:01Z")
    hub = a_hub_with_a_feed(stage)

    turns = [poll_of(hub, stage, stage.connected(since=None)).run() for _ in range(2)]

    assert filed(hub) == {good}
    assert reasons(hub) == ["the entry is no object"]
    assert [turn.quarantined for turn in turns] == [1, 0]


def test_an_answer_of_very_many_parts_is_refused_before_it_is_read(stage: Stage) -> None:
    stage.shares(notes=[0] * 500_001)
    hub = a_hub_with_a_feed(stage)

    with pytest.raises(Unavailable, match="too many parts"):
        poll_of(hub, stage).run()


def test_a_cursor_that_cannot_be_sent_back_is_refused_and_the_poll_says_so(stage: Stage) -> None:
    stage.shares(meta={"next_cursor": "\ud800"})
    next_one = {"by": "cursor", "parameter": "cursor", "next": "data.items.0.meta.next_cursor"}
    hub = a_hub_with_a_feed(stage)

    with pytest.raises(Unavailable, match="no text of a sensible length"):
        poll_of(hub, stage, stage.connected(paging=next_one)).run()

    assert hub.feed_states.of("harbour").failures == 1


def test_a_clock_ahead_of_ours_hides_nothing_and_the_connection_says_so(stage: Stage) -> None:
    stage.clock.advance(hours=23)
    ahead = stage.shares().partner_referral_id
    stage.clock.advance(hours=-23)
    hub = a_hub_with_a_feed(stage)
    poll_of(hub, stage).run()
    stage.clock.advance(minutes=1)
    now = stage.shares().partner_referral_id

    poll_of(hub, stage).run()

    state = hub.feed_states.of("harbour")
    assert filed(hub) == {ahead, now}
    assert "dated later than now" in state.warning
    assert state.newest_at == stage.clock()


def test_the_warning_ends_when_the_partners_time_is_past(stage: Stage) -> None:
    stage.clock.advance(hours=23)
    stage.shares()
    stage.clock.advance(hours=-23)
    hub = a_hub_with_a_feed(stage)
    poll_of(hub, stage).run()
    stage.clock.advance(hours=24)
    stage.shares()

    poll_of(hub, stage).run()

    assert hub.feed_states.of("harbour").warning == ""


@pytest.mark.parametrize("form", ["iso", "epoch"])
def test_a_time_that_stands_for_none_is_asked_on_from_like_any_other(
    stage: Stage, form: str
) -> None:
    """What some systems write where a time is not known: the first moment that they can write."""
    told: Any = "0001-01-01T00:00:00Z" if form == "iso" else -62135596800
    first = stage.shares(changed=told).partner_referral_id
    connector = stage.connected(
        fields=FIELDS | {"changed_at": "changed"},
        since={"parameter": "changed_since", "format": form},
    )
    hub = a_hub_with_a_feed(stage)
    poll_of(hub, stage, connector).run()
    second = stage.shares(changed=told).partner_referral_id

    poll_of(hub, stage, connector).run()

    assert filed(hub) == {first, second}


def test_a_full_page_that_nobody_can_read_is_gone_on_from_by_its_times(stage: Stage) -> None:
    for _ in range(5):
        stage.clock.advance(seconds=1)
        stage.partner.poison("missing_title")
    good = {stage.shares().partner_referral_id for _ in range(3)}
    stage.partner.behave(paging="since", page_size=5)
    hub = a_hub_with_a_feed(stage)

    poll_of(hub, stage, stage.connected(**BY_TIME)).run()

    assert filed(hub) == good
    assert len(reasons(hub)) == 5


def test_a_full_page_without_any_time_is_a_failure_that_says_what_to_set(stage: Stage) -> None:
    for _ in range(6):
        stage.shares()
    stage.partner.behave(paging="since", page_size=5)
    fields = FIELDS | {"changed_at": "not.there"}
    hub = a_hub_with_a_feed(stage)

    with pytest.raises(Unavailable, match=r"set fields\.changed_at"):
        poll_of(hub, stage, stage.connected(**BY_TIME, fields=fields)).run()

    assert hub.feed_states.of("harbour").failures == 1


def test_more_changes_at_one_moment_than_a_page_holds_are_a_failure_that_says_what_to_set(
    stage: Stage,
) -> None:
    for _ in range(6):
        stage.partner.share()
    stage.partner.behave(paging="since", page_size=5)
    hub = a_hub_with_a_feed(stage)

    with pytest.raises(Unavailable, match="set a larger page_size"):
        poll_of(hub, stage, stage.connected(**BY_TIME)).run()
