"""What HubSpot's search finds of what changed: all of it, in order, however much it is."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import islice

import pytest

from referral_hub.adapters.crms.hubspot.changes import changed_since
from referral_hub.adapters.crms.hubspot.custom_object import CustomObject
from referral_hub.adapters.crms.hubspot.door import Door
from referral_hub.adapters.crms.hubspot.paths import SCHEMAS
from referral_hub.domain.crm_referrals import CrmHint, CrmThing
from referral_hub.domain.errors import Unavailable
from tests.adapters.crms.hubspot.portal import LAG_SECONDS, Portal, opened
from tests.builders import NOON

DEALS, REFERRALS = CrmThing.OPPORTUNITY, CrmThing.REFERRAL
LAMPS = {"dealname": "Lamps", "dealstage": "appointmentscheduled"}


def asked(portal: Portal, about: CrmThing = DEALS, since: datetime = NOON) -> Iterator[CrmHint]:
    """Ask as the poll does; waiting moves the portal's clock."""
    door = Door(portal.url, lambda: portal.secret)
    wait = portal.clock.advance
    custom_object = CustomObject(door, portal.clock)
    return changed_since(
        door, custom_object, about, since, pause=lambda s: wait(seconds=s) and None
    )


def ids(hints: Iterator[CrmHint]) -> list[str]:
    return [hint.record_id for hint in hints]


def caught_up(portal: Portal) -> None:
    """Let the index of search catch up."""
    portal.clock.advance(seconds=LAG_SECONDS)


def deals(portal: Portal, number: int, seconds_apart: float = 0) -> list[str]:
    """Make so many deals; the index knows them."""
    if seconds_apart:
        made = []
        for _ in range(number):
            made.append(portal.seed("deals", **LAMPS))
            portal.clock.advance(seconds=seconds_apart)
    else:
        [made] = portal.hubspot.seed({"deals": [LAMPS] * number}).values()
    caught_up(portal)
    return made


def test_the_connection_asks_hubspot(portal: Portal) -> None:
    events = portal.connection.events
    assert events
    [deal] = deals(portal, 1)

    found = list(events.changed_since(DEALS, NOON))

    assert found == [CrmHint(about=DEALS, record_id=deal, at=NOON)]


def test_what_changed_comes_in_the_order_of_its_changes(portal: Portal) -> None:
    first, second, third = deals(portal, 3, seconds_apart=1)
    changed = portal.clock.now
    portal.hubspot.person_edits("deals", first, {"amount": "1"})
    caught_up(portal)

    found = list(asked(portal))

    assert [hint.record_id for hint in found] == [second, third, first]
    assert found[-1].at == changed


def test_what_did_not_change_since_is_left_out(portal: Portal) -> None:
    early, late = deals(portal, 2, seconds_apart=60)

    assert ids(asked(portal, since=NOON + timedelta(seconds=60))) == [late]
    assert ids(asked(portal, since=NOON)) == [early, late]


def test_a_change_is_found_again_from_its_own_moment(portal: Portal) -> None:
    portal.clock.advance(milliseconds=123, microseconds=456)
    [deal] = deals(portal, 1)
    [hint] = asked(portal)

    assert hint.at
    assert ids(asked(portal, since=hint.at)) == [deal]
    assert ids(asked(portal, since=hint.at + timedelta(seconds=1))) == []


def test_what_the_hub_changed_is_among_it(portal: Portal) -> None:
    deal, *_ = deals(portal, 2)
    since = portal.clock.now
    portal.crm.update_opportunity(deal, {"amount": "1"})
    caught_up(portal)

    assert ids(asked(portal, since=since)) == [deal]


def test_a_change_that_the_index_does_not_know_is_found_by_who_begins_earlier(
    portal: Portal,
) -> None:
    changed = portal.clock.now
    deal = portal.seed("deals", **LAMPS)
    portal.clock.advance(seconds=LAG_SECONDS - 1)
    too_soon = ids(asked(portal))

    portal.clock.advance(seconds=1)

    assert too_soon == []
    assert ids(asked(portal, since=changed - timedelta(minutes=2))) == [deal]


def test_deleted_deals_are_left_out_and_with_what_is_left_of_a_merge_all_are_named(
    portal: Portal,
) -> None:
    deleted, merged, left = deals(portal, 3)
    portal.hubspot.person_deletes("deals", deleted)
    portal.hubspot.person_merges("deals", left, merged)
    caught_up(portal)

    assert ids(asked(portal)) == [left, merged]


# Many


def test_ties_come_by_id_however_the_search_orders_them(portal: Portal) -> None:
    made = deals(portal, 5)

    assert ids(asked(portal)) == made


def test_every_one_of_many_is_found_once(portal: Portal) -> None:
    made = deals(portal, 450, seconds_apart=0.5)

    assert ids(asked(portal)) == made


@pytest.mark.parametrize("number", [199, 200, 201, 400, 450])
def test_more_records_of_one_moment_than_a_page_has_are_passed(portal: Portal, number: int) -> None:
    before = deals(portal, 3, seconds_apart=1)
    together = deals(portal, number)
    after = deals(portal, 2, seconds_apart=1)

    assert ids(asked(portal)) == before + together + after


def test_records_of_one_moment_that_a_page_would_part_stay_together(portal: Portal) -> None:
    before = deals(portal, 190, seconds_apart=0.5)
    together = deals(portal, 20)

    assert ids(asked(portal)) == before + together


def test_whoever_changes_records_meanwhile_hides_none(portal: Portal) -> None:
    """Places shift when a record moves to the end; stamps do not."""
    made = deals(portal, 300, seconds_apart=1)
    hints = asked(portal)
    seen = ids(islice(hints, 50))

    for deal in made[:20]:
        portal.hubspot.person_edits("deals", deal, {"amount": "1"})
    caught_up(portal)
    seen += ids(hints)

    assert seen == made + made[:20]


def test_no_page_is_named_by_its_place(portal: Portal) -> None:
    deals(portal, 450)
    with portal.counted() as calls:
        list(asked(portal))

    assert len(calls) == 5
    assert not any('"after"' in str(call.body) for call in portal.hubspot.calls)


def test_whoever_stops_goes_on_from_the_last_moment_and_misses_nothing(portal: Portal) -> None:
    made, since, seen = deals(portal, 250, seconds_apart=1), NOON, set[str]()

    for _ in range(4):
        some = list(islice(asked(portal, since=since), 80))
        seen |= {hint.record_id for hint in some}
        since = some[-1].at or NOON

    assert seen == set(made)


def test_a_page_is_read_when_it_is_needed(portal: Portal) -> None:
    deals(portal, 250, seconds_apart=1)

    with portal.counted() as calls:
        hints = asked(portal)
        before = len(portal.hubspot.calls)
        next(hints)

    assert len(calls) == 1
    assert before == len(portal.hubspot.calls) - 1


def test_a_long_list_leaves_others_their_searches(portal: Portal) -> None:
    made = deals(portal, 900)
    portal.hubspot.behave(search_secondly_limit=5)

    assert ids(asked(portal)) == made


# Referrals


def referral(portal: Portal, number: str, **more: str) -> str:
    return portal.seed("p_referral", number=number, referral_hub_id=number, **more)


def test_only_referrals_on_which_somebody_decided_are_hints(portal: Portal) -> None:
    referral(portal, "R-1")
    accepted = referral(portal, "R-2", decision="Accept")
    rejected = referral(portal, "R-3", decision="Reject")
    caught_up(portal)
    [schema] = portal.calls_api("GET", SCHEMAS)["results"]

    found = list(asked(portal, REFERRALS))

    type_id = schema["objectTypeId"]
    assert [hint.record_id for hint in found] == [f"{type_id}/{accepted}", f"{type_id}/{rejected}"]
    assert {(hint.about, hint.at, hint.by) for hint in found} == {(REFERRALS, NOON, "")}


def test_a_hint_of_the_poll_is_at_the_place_of_its_event(portal: Portal) -> None:
    record = referral(portal, "R-1")
    portal.hubspot.person_edits("p_referral", record, {"decision": "Accept"})
    events = portal.connection.events
    assert events
    (told,) = events.hints_in(portal.hubspot.events[-1])
    caught_up(portal)

    (found,) = asked(portal, REFERRALS)

    assert (found.place, found.at) == (told.place, told.at)
    assert portal.connection.referral_list
    assert portal.connection.referral_list.decision(found.record_id)


@pytest.mark.usefixtures("loopback")
@pytest.mark.parametrize("born", [{"is_enterprise": False}, {"is_prepared": False}])
def test_a_portal_without_the_custom_object_has_no_referrals(born: dict[str, bool]) -> None:
    with opened(**born) as portal:
        assert list(asked(portal, REFERRALS)) == []


def test_more_referrals_of_one_moment_than_a_page_has_are_passed(portal: Portal) -> None:
    many = [{"number": f"R-{n}", "decision": "Accept"} for n in range(250)]
    [made] = portal.hubspot.seed({"p_referral": many}).values()
    caught_up(portal)

    assert [each.rpartition("/")[2] for each in ids(asked(portal, REFERRALS))] == made


# Trouble


@pytest.mark.parametrize("fault", ["search_rate_limited", "internal_error", "drop_after_commit"])
def test_a_search_that_fails_says_try_again(portal: Portal, fault: str) -> None:
    [deal] = deals(portal, 1)
    portal.fails(fault, "POST", "/search")

    with pytest.raises(Unavailable):
        list(asked(portal))

    assert ids(asked(portal)) == [deal]


def test_what_was_found_before_a_failure_is_found(portal: Portal) -> None:
    made = deals(portal, 250, seconds_apart=1)
    hints = asked(portal)
    seen = [next(hints)]
    portal.fails("search_rate_limited", "POST", "/search")

    with pytest.raises(Unavailable):
        seen.extend(hints)

    last = seen[-1].at
    assert last
    assert [hint.record_id for hint in seen] == made[: len(seen)]
    assert ids(asked(portal, since=last)) == made[len(seen) - 1 :]


def test_a_scope_that_is_missing_is_named(portal: Portal) -> None:
    portal.hubspot.behave(scopes=[])

    with pytest.raises(Unavailable) as told:
        list(asked(portal))

    assert told.value.cause == "no_permission"
    assert "crm.objects.deals.read" in told.value.reason
