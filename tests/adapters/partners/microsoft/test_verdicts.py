"""What Microsoft makes of a deal that it was shown, read off the status of its referrals."""

from __future__ import annotations

import pytest

from referral_hub.domain.cause import Cause
from referral_hub.domain.errors import Unavailable
from referral_hub.domain.outgoing.partner_referral import PartnerWord, Verdict
from referral_hub.domain.outgoing.referral import OutgoingReferral, Step
from referral_hub.domain.partners.partner import Hint
from tests.adapters.partners.microsoft.listing import entries
from tests.adapters.partners.microsoft.sharing_stage import SharingStage
from tests.adapters.partners.microsoft.stage import Stage
from tests.contracts.taking_stage import shared


def read(stage: SharingStage, referral: OutgoingReferral) -> PartnerWord:
    told = stage.takes.read(referral)
    assert told
    return told


def answered(stage: SharingStage, referral: OutgoingReferral, **fields: str) -> PartnerWord:
    """What is read once Microsoft's sellers have answered so."""
    stage.clock.advance(hours=3)
    stage.center.change(referral.ledger.result(Step.SUBMIT), **fields)
    return read(stage, referral)


@pytest.mark.parametrize("kind", ["private", "partner_led"])
def test_a_deal_that_nobody_is_asked_about_is_accepted_as_it_is_created(
    stage: Stage, kind: str
) -> None:
    alone = SharingStage(stage, kind)

    told = read(alone, shared(alone, alone.whole()))

    assert (told.verdict, told.status) == (Verdict.ACCEPTED, "Active, Accepted")


def test_help_that_was_asked_for_waits_for_microsofts_answer(co_sell: SharingStage) -> None:
    told = read(co_sell, shared(co_sell, co_sell.whole()))

    assert (told.verdict, told.status) == (Verdict.IN_REVIEW, "New, Received")
    assert not told.locked


@pytest.mark.parametrize(
    ("status", "substatus", "verdict"),
    [
        ("Active", "Accepted", Verdict.ACCEPTED),
        ("Active", "Engaged", Verdict.ACCEPTED),
        ("Closed", "Declined", Verdict.REJECTED),
        ("Closed", "Expired", Verdict.EXPIRED),
        ("Closed", "Won", Verdict.ACCEPTED),
        ("Closed", "Error", Verdict.REJECTED),
        ("Paused", "", Verdict.NONE),
    ],
)
def test_the_answer_of_microsofts_sellers_is_the_verdict(
    co_sell: SharingStage, status: str, substatus: str, verdict: Verdict
) -> None:
    referral = shared(co_sell, co_sell.whole())

    told = answered(co_sell, referral, status=status, substatus=substatus)

    assert told.verdict is verdict
    assert told.partner_referral_id == referral.partner_referral_id


def test_why_help_was_declined_is_told_in_microsofts_words(co_sell: SharingStage) -> None:
    referral = shared(co_sell, co_sell.whole())
    declined = {"status": "Closed", "substatus": "Declined", "statusReason": "No seller there"}

    told = answered(co_sell, referral, **declined)

    assert told.comments == "No seller there"


def test_what_was_changed_last_is_what_is_read_of_the_deal(co_sell: SharingStage) -> None:
    referral = shared(co_sell, co_sell.whole())
    co_sell.clock.advance(hours=1)
    co_sell.center.change(referral.ledger.result(Step.SUBMIT), details={"dealValue": 9000})

    told = read(co_sell, referral)

    assert told.fields["value.amount"] == "9000.00"
    assert told.fields["title"] == "Tide gauges"
    assert told.at == co_sell.clock.now


@pytest.mark.parametrize(("substatus", "stage"), [("Won", "won"), ("Lost", "lost")])
def test_the_end_of_the_deal_is_read_as_its_stage(
    co_sell: SharingStage, substatus: str, stage: str
) -> None:
    referral = shared(co_sell, co_sell.whole())
    closed = {"status": "Closed", "substatus": substatus}
    co_sell.center.change(referral.partner_referral_id, **closed)

    assert read(co_sell, referral).fields["stage"] == stage


def test_an_invitation_that_is_gone_judges_nothing(co_sell: SharingStage) -> None:
    referral = shared(co_sell, co_sell.whole())
    co_sell.center.remove(referral.ledger.result(Step.SUBMIT))

    told = read(co_sell, referral)

    assert told.verdict is Verdict.NONE
    assert "removed" in told.comments


def test_a_deal_that_is_gone_has_nothing_to_say(co_sell: SharingStage) -> None:
    referral = shared(co_sell, co_sell.whole())
    co_sell.center.remove(referral.partner_referral_id)

    assert co_sell.takes.read(referral) is None


@pytest.mark.parametrize("how", ["nan", "bad_date", "wrong_type", "missing:customerProfile/name"])
def test_a_deal_that_nobody_can_read_is_said_to_be_so(co_sell: SharingStage, how: str) -> None:
    referral = shared(co_sell, co_sell.whole())
    co_sell.center.poison(referral.partner_referral_id, how)

    with pytest.raises(Unavailable) as trouble:
        co_sell.takes.read(referral)

    assert trouble.value.cause is Cause.INVALID_FIELDS


# The poll


def test_the_poll_points_at_our_own_deals_that_changed(co_sell: SharingStage) -> None:
    incoming = co_sell.stage.shares()
    cursor = co_sell.stage.shown(incoming)["updatedDateTime"]
    co_sell.clock.advance(minutes=30)
    referral = shared(co_sell, co_sell.whole())

    hints = [each.what for each in entries(co_sell.stage, cursor) if isinstance(each.what, Hint)]

    own, asked = referral.partner_referral_id, referral.ledger.result(Step.SUBMIT)
    assert {hint.id for hint in hints} == {own, asked}
    assert {hint.about for hint in hints} == {"opportunity"}


def test_a_change_of_ours_has_a_mark_of_its_own_and_moves_the_cursor(co_sell: SharingStage) -> None:
    alone = SharingStage(co_sell.stage, "private")
    incoming = co_sell.stage.shares()
    cursor = co_sell.stage.shown(incoming)["updatedDateTime"]
    co_sell.clock.advance(minutes=30)
    referral = shared(alone, alone.whole())
    *_, before = entries(co_sell.stage, cursor)
    co_sell.clock.advance(minutes=1)
    co_sell.center.change(referral.partner_referral_id, details={"dealValue": 9})

    [page] = co_sell.stage.feed.pages(cursor, at=co_sell.clock.now)

    assert page.entries[-1].mark != before.mark
    assert page.cursor == alone.own(referral)["updatedDateTime"]


@pytest.mark.parametrize("how", ["nan", "bad_date", "missing:id", "lone_surrogate"])
def test_a_deal_of_ours_that_nobody_can_read_holds_up_nothing(
    co_sell: SharingStage, how: str
) -> None:
    first = co_sell.stage.shares()
    cursor = co_sell.stage.shown(first)["updatedDateTime"]
    co_sell.clock.advance(minutes=30)
    own = co_sell.half_shared().partner_referral_id
    last = co_sell.stage.shares()
    co_sell.center.poison(own, how)

    came = [entry.what for entry in entries(co_sell.stage, cursor)]

    assert last.partner_referral_id in [getattr(what, "partner_referral_id", "") for what in came]
