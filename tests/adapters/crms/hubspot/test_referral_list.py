"""The list of referrals in HubSpot keeps the contract of lists, in portals that have one."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from referral_hub.domain.crm_referrals import CrmVerdict
from referral_hub.domain.errors import Unavailable
from referral_hub.ports import ReferralList
from tests.adapters.crms.hubspot.portal import Portal, opened
from tests.contracts.referral_list import Decide, ReferralListContract, Seen, a_card, a_key

Event = Mapping[str, Any]
KIND = "p_referral"


@pytest.fixture
def referral_list(portal: Portal) -> ReferralList:
    return the_list(portal)


def the_list(portal: Portal) -> ReferralList:
    found = portal.connect().referral_list
    assert found
    return found


def record_of(portal: Portal, number: str) -> dict[str, Any]:
    listed = portal.records(KIND)
    return dict(next(r for r in listed if r["properties"]["referral_hub_id"] == a_key(number)))


class TestHubSpotReferralList(ReferralListContract):
    @pytest.fixture
    def referral_list(self, referral_list: ReferralList) -> ReferralList:
        return referral_list

    @pytest.fixture
    def decide(self, portal: Portal) -> Decide:
        def act(number: str, verdict: CrmVerdict, **said: Any) -> str:
            record_id = str(record_of(portal, number)["id"])
            told = {
                "decision": verdict.value.capitalize(),
                "account_id": said.get("account_id", ""),
                "create_account": "true" if said.get("creates_account") else "",
                "opportunity_id": said.get("opportunity_id", ""),
                "rejection_reason": said.get("reason", ""),
            }
            portal.hubspot.person_edits(KIND, record_id, told)
            return record_id

        return act

    @pytest.fixture
    def seen(self, portal: Portal) -> Seen:
        def look() -> dict[str, tuple[str, str, str, str]]:
            shown = ("status", "stage", "company", "hub_answer")
            told = [record["properties"] for record in portal.records(KIND)]
            return {
                each["number"]: tuple(each.get(name) or "" for name in shown)  # type: ignore[misc]
                for each in told
            }

        return look


def test_all_that_a_card_says_is_in_the_record(portal: Portal, referral_list: ReferralList) -> None:
    referral_list.show([a_card(account_id="17", opportunity_id="18", answer="Done.")])

    told = record_of(portal, "R-000001")["properties"]
    assert told["value"] == "12500.00"
    assert told["expires_at"].startswith("2027-03-01T")
    assert (told["account_id"], told["opportunity_id"]) == ("17", "18")
    assert (told["hub_link"], told["hub_answer"]) == (a_card().link, "Done.")


def test_what_a_person_chose_is_not_emptied_by_what_the_hub_does_not_know(
    portal: Portal, referral_list: ReferralList
) -> None:
    referral_list.show([a_card()])
    record_id = record_of(portal, "R-000001")["id"]
    portal.hubspot.person_edits(KIND, record_id, {"account_id": "17", "decision": "Accept"})

    referral_list.show([a_card(title="Lamps")])

    told = record_of(portal, "R-000001")["properties"]
    assert (told["account_id"], told["decision"], told["title"]) == ("17", "Accept", "Lamps")


def test_two_hundred_cards_are_two_calls(portal: Portal, referral_list: ReferralList) -> None:
    cards = [a_card(f"R-{number:06d}") for number in range(200)]
    referral_list.show(cards[:1])

    with portal.counted() as calls:
        referral_list.show(cards)

    assert len(calls) == 2


def test_a_card_that_is_refused_is_left_out_and_logged_without_what_it_says(
    portal: Portal, referral_list: ReferralList, caplog: pytest.LogCaptureFixture
) -> None:
    secret = "Maren Holt " + "x" * 70_000
    cards = [a_card("R-000001"), a_card("R-000002", description=secret), a_card("R-000003")]

    with caplog.at_level(logging.WARNING):
        referral_list.show(cards)

    numbers = [record["properties"]["number"] for record in portal.records(KIND)]
    assert numbers == ["R-000001", "R-000003"]
    assert "R-000002: too_long description" in caplog.text
    assert "Maren" not in caplog.text


def test_a_record_of_another_hub_that_counts_alike_is_neither_written_nor_taken_for_ours(
    portal: Portal, referral_list: ReferralList
) -> None:
    referral_list.show([a_card(key="b" * 32, company="Other customer")])
    [before] = portal.records(KIND)

    referral_list.show([a_card()])

    theirs, ours = sorted(portal.records(KIND), key=lambda record: int(record["id"]))
    assert theirs["properties"] == before["properties"]
    assert ours["properties"]["number"] == before["properties"]["number"]
    assert ours["properties"]["company"] == "Fenwick Lighthouses"


def test_a_referral_told_twice_is_shown_as_it_was_told_last(
    portal: Portal, referral_list: ReferralList
) -> None:
    referral_list.show([a_card(title="Lamps"), a_card(title="Lenses")])

    assert [record["properties"]["title"] for record in portal.records(KIND)] == ["Lenses"]


def test_cards_that_are_not_taken_are_shown_again(
    portal: Portal, referral_list: ReferralList
) -> None:
    portal.fails("drop_after_commit", "POST", "/batch/upsert")

    with pytest.raises(Unavailable):
        referral_list.show([a_card()])
    referral_list.show([a_card()])

    assert len(portal.records(KIND)) == 1


def test_a_record_whose_number_somebody_overwrote_is_none_of_ours(
    portal: Portal, referral_list: ReferralList
) -> None:
    referral_list.show([a_card()])
    record_id = record_of(portal, "R-000001")["id"]
    typed = {"number": "9" * 60_000, "decision": "Accept", "account_id": "1" * 60_000}
    portal.hubspot.person_edits(KIND, record_id, typed)

    told = referral_list.decision(record_id)

    assert told is not None
    assert len(told.number) == 80
    assert portal.crm.account(told.account_id) is None


def test_a_record_that_is_gone_or_cannot_be_says_nothing(
    portal: Portal, referral_list: ReferralList
) -> None:
    referral_list.show([a_card()])
    record_id = record_of(portal, "R-000001")["id"]
    portal.hubspot.person_deletes(KIND, record_id)

    assert referral_list.decision(record_id) is None
    assert referral_list.decision("../contacts/1") is None


def decided(portal: Portal, referral_list: ReferralList) -> Event:
    """What HubSpot tells of a decision."""
    referral_list.show([a_card()])
    record_id = str(portal.records(KIND)[0]["id"])
    portal.hubspot.person_edits(KIND, record_id, {"decision": "Accept"})
    return next(e for e in portal.hubspot.events if e.get("propertyName") == "decision")


def record_hinted_at(portal: Portal, event: Event) -> str:
    assert portal.connection.events
    (hint,) = portal.connection.events.hints_in(event)
    return hint.record_id


def test_the_record_of_an_event_is_looked_at(portal: Portal, referral_list: ReferralList) -> None:
    event = decided(portal, referral_list)

    decision = referral_list.decision(record_hinted_at(portal, event))

    assert decision
    assert decision.verdict is CrmVerdict.ACCEPT


def test_a_decision_in_another_custom_object_is_not_ours(
    portal: Portal, referral_list: ReferralList
) -> None:
    event = {**decided(portal, referral_list), "objectTypeId": "2-1"}

    assert referral_list.decision(record_hinted_at(portal, event)) is None


def test_a_decision_whose_type_cannot_be_looked_up_now_is_read_later(portal: Portal) -> None:
    record_id = record_hinted_at(portal, decided(portal, the_list(portal)))
    referral_list = the_list(portal)
    portal.fails("internal_error")

    with pytest.raises(Unavailable):
        referral_list.decision(record_id)
    assert referral_list.decision(record_id)


@pytest.fixture
def below_enterprise(loopback: None) -> Iterator[Portal]:  # noqa: ARG001 - opens the way
    with opened(is_enterprise=False) as portal:
        yield portal


def test_a_portal_without_custom_objects_is_asked_once_and_then_left_alone(
    below_enterprise: Portal,
) -> None:
    referral_list = the_list(below_enterprise)

    with below_enterprise.counted() as calls:
        for _ in range(3):
            referral_list.show([a_card()])
        decided = referral_list.decision("17")

    assert decided is None
    assert len(calls) == 1


def test_a_list_that_an_admin_creates_later_is_found(loopback: None) -> None:  # noqa: ARG001
    with opened(is_prepared=False) as portal:
        referral_list = the_list(portal)
        referral_list.show([a_card()])
        with opened() as model:
            schemas = model.calls_api("GET", "/crm-object-schemas/2026-09/schemas")["results"]
        portal.calls_api("POST", "/crm-object-schemas/2026-09/schemas", as_request(schemas[0]))
        portal.clock.advance(minutes=15)

        referral_list.show([a_card()])

        assert len(portal.records(KIND)) == 1


def as_request(schema: dict[str, Any]) -> dict[str, Any]:
    """Write the schema of one portal as what another one is asked for."""
    own = [each for each in schema["properties"] if not each["hubspotDefined"]]
    wanted = ("name", "labels", "primaryDisplayProperty", "requiredProperties")
    return {**{name: schema[name] for name in wanted}, "properties": json.loads(json.dumps(own))}
