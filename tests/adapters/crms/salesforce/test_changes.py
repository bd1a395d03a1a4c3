"""What changed since, asked of the org by query: all that events lost, and no more than needed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from itertools import count
from typing import Any

import pytest

from referral_hub.domain.cause import Cause
from referral_hub.domain.crm_referrals import CrmThing
from referral_hub.domain.errors import Unavailable
from referral_hub.ports import CrmEvents
from tests.adapters.crms.salesforce.org import Stage
from tests.builders import NOON
from tests.contracts.crm_events import CrmPollContract
from tests.contracts.referral_list import a_card

OPPORTUNITY = {"Name": "Lamps", "StageName": "Prospecting", "CloseDate": "2027-09-30"}
DECISION = {"Decision__c": "Reject", "Rejection_Reason__c": "No capacity"}


class OrgAtWork:
    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._numbers = count(1)

    @property
    def events(self) -> CrmEvents:
        assert self._stage.connection.events
        return self._stage.connection.events

    @property
    def now(self) -> datetime:
        return self._stage.clock.now

    def wait(self, seconds: float) -> None:
        self._stage.clock.advance(seconds=seconds)

    def add_opportunity(self) -> str:
        return self._stage.org.person(create="Opportunity", fields=OPPORTUNITY)

    def change_opportunity(self, record_id: str) -> None:
        self._stage.org.person(edit=record_id, fields={"Amount": float(next(self._numbers))})

    def show_referral(self) -> str:
        number = f"R-{next(self._numbers):06d}"
        self._stage.referral_list.show([a_card(number)])
        [row] = [row for row in self._stage.records("Referral__c") if row["Name"] == number]
        return str(row["Id"])

    def decide_referral(self, record_id: str) -> None:
        self._stage.org.person(edit=record_id, fields=DECISION)

    def heard(self) -> Sequence[Mapping[str, Any]]:
        return self._stage.org.events

    def go_away(self) -> None:
        self._stage.behave(server_unavailable=9)


@pytest.fixture
def org(stage: Stage) -> OrgAtWork:
    return OrgAtWork(stage)


def found(org: OrgAtWork, since: datetime, about: CrmThing = CrmThing.OPPORTUNITY) -> list[str]:
    return [hint.record_id for hint in org.events.changed_since(about, since)]


class TestSalesforceChanges(CrmPollContract):
    @pytest.fixture
    def at_work(self, stage: Stage, org: OrgAtWork) -> OrgAtWork:
        stage.behave(query_batch_size=2)
        return org


def test_pages_are_asked_for_as_they_are_needed(stage: Stage, org: OrgAtWork) -> None:
    stage.behave(query_batch_size=2)
    made = [org.add_opportunity() for _ in range(5)]
    changes = org.events.changed_since(CrmThing.OPPORTUNITY, NOON)

    before = len(stage.calls())
    first = [next(changes).record_id, next(changes).record_id]
    then = len(stage.calls())
    rest = [hint.record_id for hint in changes]

    assert sorted([*first, *rest]) == sorted(made)
    assert (before, then, len(stage.calls())) == (0, 1, 3)


def test_what_changed_at_one_moment_comes_in_the_order_of_its_ids(org: OrgAtWork) -> None:
    made = [org.add_opportunity() for _ in range(5)]

    assert found(org, NOON) == sorted(made)


def test_a_moment_within_a_second_counts_from_its_beginning(org: OrgAtWork) -> None:
    """A stamp is a whole second: what was saved late in it is stamped with its beginning."""
    made = org.add_opportunity()

    assert found(org, NOON + timedelta(milliseconds=700)) == [made]


def test_a_decision_that_the_hub_wrote_beside_is_found_all_the_same(
    stage: Stage, org: OrgAtWork
) -> None:
    record_id = org.show_referral()
    org.decide_referral(record_id)
    stage.referral_list.show([a_card("R-000001", answer="Say why.")])

    assert stage.record(record_id)["LastModifiedById"] == stage.org.org.integration_user
    assert found(org, NOON, CrmThing.REFERRAL) == [record_id]


def test_a_decision_that_was_taken_back_is_none(stage: Stage, org: OrgAtWork) -> None:
    record_id = org.show_referral()
    org.decide_referral(record_id)
    stage.org.person(edit=record_id, fields={"Decision__c": None})

    assert found(org, NOON, CrmThing.REFERRAL) == []


def test_an_opportunity_in_the_recycle_bin_is_found_for_its_sale_may_be_over(
    stage: Stage, org: OrgAtWork
) -> None:
    made, deleted_at = org.add_opportunity(), NOON + timedelta(minutes=5)
    org.wait(300)
    stage.org.person(delete=made)

    assert found(org, deleted_at) == [made]


def test_a_decision_in_the_recycle_bin_is_none(stage: Stage, org: OrgAtWork) -> None:
    record_id = org.show_referral()
    org.decide_referral(record_id)
    stage.org.person(delete=record_id)

    assert found(org, NOON, CrmThing.REFERRAL) == []


def test_what_nobody_was_told_about_is_found(org: OrgAtWork) -> None:
    """An event that names no record, of 100,000 changes at once, says only that there are some."""
    made = org.add_opportunity()
    header = {
        "entityName": "Opportunity",
        "recordIds": ["000000000000000AAA"],
        "changeType": "GAP_OVERFLOW",
    }

    heard = org.events.hints_in({"detail": {"payload": {"ChangeEventHeader": header}}})

    assert heard == ()
    assert found(org, NOON) == [made]


@pytest.mark.parametrize(
    ("fault", "cause"),
    [
        ("server_unavailable", Cause.BUSY),
        ("drop_before_commit", Cause.UNREACHABLE),
        ("truncated_body", Cause.UNREACHABLE),
        ("request_limit_exceeded", Cause.QUOTA),
        ("too_many_long_requests", Cause.BUSY),
    ],
)
def test_a_page_that_does_not_come_ends_the_list_with_a_reason_to_ask_later(
    stage: Stage, org: OrgAtWork, fault: str, cause: Cause
) -> None:
    stage.behave(query_batch_size=2)
    made = [org.add_opportunity() for _ in range(3)]
    changes = org.events.changed_since(CrmThing.OPPORTUNITY, NOON)
    seen = [next(changes).record_id, next(changes).record_id]
    stage.behave(**{fault: {"method": "GET", "path": "/queryAll/"}})

    with pytest.raises(Unavailable) as trouble:
        next(changes)

    assert trouble.value.cause == cause
    assert seen == sorted(made)[:2]


def test_a_list_of_referrals_that_the_org_does_not_have_says_what_to_deploy(
    stage: Stage, org: OrgAtWork
) -> None:
    stage.behave(schema={"hide": ["Referral__c"]})

    with pytest.raises(Unavailable, match="Deploy what the hub needs") as trouble:
        found(org, NOON, CrmThing.REFERRAL)

    assert trouble.value.cause == Cause.FIELD_UNKNOWN
