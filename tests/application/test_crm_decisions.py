"""Somebody decides inside the CRM: the same as deciding in the hub, once."""

from __future__ import annotations

import pytest

from referral_hub.adapters.memory import MemoryTable
from referral_hub.domain.crm import Account
from referral_hub.domain.crm_referrals import CrmVerdict
from referral_hub.domain.effects import Done
from referral_hub.domain.errors import Unavailable
from referral_hub.domain.referrals.axes import Status
from referral_hub.domain.referrals.decision import AccountChoice
from referral_hub.hub import Hub
from referral_hub.ports import PartnerConnection
from tests.application.crm_stage import (
    BusyCrm,
    a_connected_hub,
    card,
    crm_of,
    decide,
    hear,
    note_decision,
    show,
)
from tests.application.stage import Lantern, accept, filed, run, snapshot
from tests.builders import Clock
from tests.connected import Connected

ACCEPT, REJECT = CrmVerdict.ACCEPT, CrmVerdict.REJECT


@pytest.fixture
def hub() -> Hub:
    return a_connected_hub()


@pytest.fixture
def number(hub: Hub) -> str:
    return filed(hub).number


def an_account(hub: Hub, name: str = "Fenwick Lighthouses") -> str:
    made = hub.crm.create_account({"name": name}, token=name.ljust(32, "0"))
    assert isinstance(made, Done)
    return made.result


def an_opportunity(hub: Hub, account_id: str) -> str:
    made = hub.crm.create_opportunity(account_id, {"name": "Lamps"}, token="o" * 32)
    assert isinstance(made, Done)
    return made.result


def test_a_referral_is_accepted_into_the_account_chosen_in_the_crm(hub: Hub, number: str) -> None:
    account_id = an_account(hub)

    taken = decide(hub, number, ACCEPT, account_id=account_id, by="005A")

    assert taken
    assert taken == hub.referrals.get(number)
    assert taken.status is Status.ACCEPTED
    assert taken.account_id == account_id
    assert taken.decision
    assert taken.decision.by == "built-in:005A"


def test_a_referral_is_accepted_into_a_new_account(hub: Hub, number: str) -> None:
    decide(hub, number, ACCEPT, creates_account=True)
    run(hub, number)

    account = hub.crm.account(hub.referrals.get(number).account_id)
    assert account
    assert account.name == "Fenwick Lighthouses"


def test_an_existing_opportunity_may_be_picked_in_the_crm(hub: Hub, number: str) -> None:
    account_id = an_account(hub)
    opportunity_id = an_opportunity(hub, account_id)

    decide(hub, number, ACCEPT, account_id=account_id, opportunity_id=opportunity_id)
    run(hub, number)

    assert hub.referrals.get(number).opportunity_id == opportunity_id


def test_a_picked_opportunity_brings_its_account(hub: Hub, number: str) -> None:
    account_id = an_account(hub)

    decide(hub, number, ACCEPT, opportunity_id=an_opportunity(hub, account_id))

    assert hub.referrals.get(number).account_id == account_id


def test_a_referral_is_rejected_for_the_reason_given_in_the_crm(hub: Hub, number: str) -> None:
    taken = decide(hub, number, REJECT, reason=" No capacity ")

    assert taken
    assert taken.rejection
    assert taken.rejection.reason == "No capacity"


@pytest.mark.parametrize(
    ("typed", "told"), [("x" * 500, "x" * 500), ("No\r\ncapacity\t\x00", "No capacity")]
)
def test_a_reason_is_one_line_of_what_somebody_typed(
    hub: Hub, number: str, typed: str, told: str
) -> None:
    taken = decide(hub, number, REJECT, reason=typed)

    assert taken
    assert taken.rejection
    assert taken.rejection.reason == told


def test_a_decision_that_is_told_again_has_one_effect(hub: Hub, number: str) -> None:
    decide(hub, number, ACCEPT, creates_account=True)
    before = snapshot(hub)

    assert [hear(hub, number) for _ in range(3)] == [None, None, None]
    assert snapshot(hub) == before


def test_a_decision_that_was_edited_afterwards_changes_nothing(hub: Hub, number: str) -> None:
    decide(hub, number, ACCEPT, creates_account=True, by="005A")
    before = snapshot(hub)

    assert decide(hub, number, ACCEPT, account_id=an_account(hub), by="005B") is None
    assert [i for i in snapshot(hub) if i.get("kind") != "CRM_ACCOUNT"] == before


@pytest.mark.parametrize(
    ("verdict", "said", "answer"),
    [
        (ACCEPT, {}, "Account: choose one, or ask for a new one"),
        (ACCEPT, {"account_id": "acc-9"}, "Account: the CRM has no such account"),
        (
            ACCEPT,
            {"account_id": "acc-9", "creates_account": True},
            "Account: choose one or ask for a new one, not both",
        ),
        (
            ACCEPT,
            {"creates_account": True, "opportunity_id": "opp-9"},
            "Opportunity: the account has no such opportunity",
        ),
        (REJECT, {"reason": "  "}, "Rejection reason: is required: the partner reads it"),
        (REJECT, {"reason": "\u200b"}, "Rejection reason: is required: the partner reads it"),
        (REJECT, {"reason": "\u3164\ufe0f"}, "Rejection reason: is required: the partner reads it"),
        (REJECT, {"reason": "x" * 501}, "Rejection reason: is longer than 500 characters"),
    ],
)
def test_what_the_hub_cannot_follow_is_answered_on_the_record_and_nothing_else_happens(
    hub: Hub, number: str, verdict: CrmVerdict, said: dict[str, str], answer: str
) -> None:
    before = hub.referrals.get(number)

    assert decide(hub, number, verdict, **said) is None

    assert hub.referrals.get(number) == before
    assert card(hub, number).answer == f"Not done. {answer}"


def test_an_answer_is_written_once_however_often_the_decision_is_told(
    hub: Hub, number: str
) -> None:
    decide(hub, number, ACCEPT)
    before = snapshot(hub)

    hear(hub, number)

    assert snapshot(hub) == before


def test_a_decision_that_is_put_right_is_followed(hub: Hub, number: str) -> None:
    decide(hub, number, ACCEPT)

    decide(hub, number, ACCEPT, creates_account=True)

    assert card(hub, number).status is Status.ACCEPTED
    assert card(hub, number).answer == ""


def test_a_reason_that_the_partner_does_not_take_is_answered() -> None:
    picky = Lantern()
    hub = a_connected_hub(connections=Connected(lambda _: PartnerConnection(picky)))
    number = filed(hub).number

    decide(hub, number, REJECT, reason="Rain")

    allowed = "must be one of: No capacity, Other"
    assert card(hub, number).answer == f"Not done. Rejection reason: {allowed}"


def test_rejecting_what_was_accepted_is_answered(hub: Hub, number: str) -> None:
    accept(hub, number)

    decide(hub, number, REJECT, reason="Rain")

    assert hub.referrals.get(number).status is Status.ACCEPTED
    assert card(hub, number).answer == "Not done. R-000001 is already accepted"


def test_a_decision_that_comes_after_the_partners_date_is_answered(hub: Hub, number: str) -> None:
    hub.clock.advance(days=15)  # type: ignore[attr-defined]

    decide(hub, number, ACCEPT, creates_account=True)

    assert hub.referrals.get(number).status is Status.PENDING_ACCEPTANCE
    assert card(hub, number).answer.startswith("Not done. R-000001 expired at")


def test_the_first_of_two_decisions_counts(hub: Hub, number: str) -> None:
    accept(hub, number, account=AccountChoice(existing=an_account(hub)))

    assert decide(hub, number, ACCEPT, creates_account=True) is None

    (accounts, answer) = (hub.crm.search_accounts("Fenwick"), card(hub, number).answer)
    assert (len(accounts), answer) == (1, "")


def test_whoever_the_event_names_decided_even_if_the_hub_wrote_to_the_record_since(
    hub: Hub, number: str
) -> None:
    note_decision(hub, number, ACCEPT, creates_account=True, by="the hub's own user")

    taken = hear(hub, number, by="005A")

    assert taken
    assert taken.decision
    assert taken.decision.by == "built-in:005A"


class Overtaken(BusyCrm):
    """A CRM in which the look at an account takes so long that somebody else decides meanwhile."""

    def account(self, account_id: str) -> Account | None:
        found = super().account(account_id)
        self.meanwhile()
        return found


def test_a_decision_that_was_overtaken_on_its_way_is_not_the_one_that_counts() -> None:
    clock, table = Clock(), MemoryTable()
    hub = a_connected_hub(clock=clock, table=table, crm=Overtaken(table, clock))
    number = filed(hub).number
    hub.crm.meanwhile = lambda: accept(hub, number)  # type: ignore[attr-defined]

    assert decide(hub, number, ACCEPT, account_id=an_account(hub), by="005A") is None

    assert hub.referrals.get(number).decision.by == "operator:Ingrid"  # type: ignore[union-attr]


def test_a_record_that_is_no_referral_of_ours_is_left_alone(hub: Hub) -> None:
    before = snapshot(hub)

    assert decide(hub, "R-000099", ACCEPT, creates_account=True) is None
    assert hear(hub, "some-other-record") is None
    assert snapshot(hub) == before


@pytest.mark.parametrize("verdict", [ACCEPT, REJECT])
def test_a_record_of_another_hub_that_counts_alike_decides_nothing_here(
    hub: Hub, number: str, verdict: CrmVerdict, caplog: pytest.LogCaptureFixture
) -> None:
    show(hub, number)
    before = snapshot(hub)

    taken = decide(hub, number, verdict, key="b" * 32, account_id="acc-1", reason="No capacity")

    assert taken is None
    assert snapshot(hub) == before
    assert "is none of this hub" in caplog.text


def test_a_crm_that_cannot_be_asked_is_asked_again_later(hub: Hub, number: str) -> None:
    account_id = an_account(hub)
    opportunity_id = an_opportunity(hub, account_id)
    crm_of(hub).closed = True
    note_decision(hub, number, ACCEPT, opportunity_id=opportunity_id)

    with pytest.raises(Unavailable):
        hear(hub, number)

    crm_of(hub).closed = False
    assert hear(hub, number)


def test_a_long_answer_is_cut_to_what_the_record_has_room_for(hub: Hub, number: str) -> None:
    decide(hub, number, ACCEPT, account_id="a" * 400)

    assert len(card(hub, number).answer) <= 255
