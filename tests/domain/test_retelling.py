"""Until somebody decides, a partner's newest word is what counts."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from referral_hub.domain.crm_referrals import face
from referral_hub.domain.deals.retelling import Word, closed, retold
from referral_hub.domain.referrals.axes import Progress, Status
from referral_hub.domain.referrals.deal_fields import DealField
from referral_hub.domain.referrals.invitation import Invitation
from referral_hub.domain.referrals.referral import Referral
from referral_hub.domain.referrals.refusals import InvitationExpired
from referral_hub.domain.shapes import Money
from referral_hub.domain.timeline import timeline
from tests.builders import NOON, a_referral, a_rejection, an_acceptance, an_invitation

SHARED = an_invitation()
PENDING = a_referral(expires_at=SHARED.expires_at)
TWO_THOUSAND = {DealField.AMOUNT: "2000.00", DealField.CURRENCY: "EUR"}
LATER = NOON + timedelta(days=30)


def tell(referral: Referral = PENDING, *, now: datetime = NOON, **deal_or_word: Any) -> Referral:
    word = Word(**deal_or_word)
    return retold(referral, referral.as_told(SHARED), word, at=now, who="partner:harbour")


def as_told(referral: Referral) -> Invitation:
    return referral.as_told(SHARED)


def told_of(referral: Referral) -> list[tuple[str, str]]:
    return [(entry.what, entry.why) for entry in timeline(referral, as_told(referral), (), ())]


def test_the_newest_word_replaces_what_was_shared() -> None:
    told = {
        **TWO_THOUSAND,
        DealField.TITLE: "Lamps and horns",
        DealField.DESCRIPTION: "Sixty lamps.",
        DealField.TARGET_CLOSE_DATE: "2027-12-24",
    }

    now = as_told(tell(deal=told))

    assert (now.title, now.description) == ("Lamps and horns", "Sixty lamps.")
    assert now.value == Money.of("2000.00", "EUR")
    assert str(now.target_close_date) == "2027-12-24"
    assert now.customer == SHARED.customer


def test_the_timeline_says_what_was_changed_into_what() -> None:
    referral = tell(deal={**TWO_THOUSAND, DealField.TITLE: "Lamps of Maren Holt"})

    assert told_of(referral)[-1] == (
        "referral.retold",
        "title; value.amount: 2000.00, was 12500.00",
    )


def test_the_same_again_changes_nothing() -> None:
    once = tell(deal=TWO_THOUSAND)

    assert tell(once, deal=TWO_THOUSAND) == once
    assert tell(deal={DealField.TITLE: SHARED.title}) == PENDING


def test_what_is_shared_first_may_be_told_again() -> None:
    back = tell(
        tell(deal=TWO_THOUSAND), deal={DealField.AMOUNT: "12500", DealField.CURRENCY: "EUR"}
    )

    assert as_told(back).value == SHARED.value


def test_a_blank_wipes_nothing() -> None:
    assert tell(deal={DealField.TITLE: " ", DealField.DESCRIPTION: ""}) == PENDING


def test_another_end_is_warned_of_anew() -> None:
    referral = tell(PENDING.warned(at=NOON), expires_at=LATER)

    assert referral.expires_at == LATER
    assert referral.expiry_warned_at is None
    assert told_of(referral)[-1] == (
        "referral.retold",
        "expires_at: 2027-03-31 12:00 UTC, was 2027-03-15 12:00 UTC",
    )


@pytest.mark.parametrize(
    "decided", [PENDING.accept(an_acceptance()), PENDING.reject(a_rejection())]
)
def test_what_is_decided_stays_as_it_was_decided(decided: Referral) -> None:
    assert tell(decided, deal=TWO_THOUSAND, expires_at=LATER) == decided


@pytest.mark.parametrize("ends", [None, SHARED.expires_at, NOON + timedelta(days=15)])
def test_what_has_expired_stays_so_without_a_date_that_lies_ahead(ends: datetime | None) -> None:
    expired, now = PENDING.expire(), NOON + timedelta(days=20)

    assert tell(expired, now=now, deal=TWO_THOUSAND, expires_at=ends) == expired


def test_a_later_date_renews_what_has_expired() -> None:
    now = NOON + timedelta(days=20)

    renewed = tell(PENDING.expire(), now=now, deal=TWO_THOUSAND, expires_at=LATER)

    assert (renewed.status, renewed.progress) == (
        Status.PENDING_ACCEPTANCE,
        Progress.AWAITING_DECISION,
    )
    assert renewed.decidable(now)
    assert as_told(renewed).value == Money.of("2000", "EUR")
    assert [what for what, _ in told_of(renewed)] == [
        "referral.received",
        "referral.expired",
        "referral.renewed",
    ]


def test_what_its_partner_closed_did_not_expire_and_says_why() -> None:
    withdrawn = closed(PENDING, "the partner withdrew it", at=NOON, who="partner:harbour")

    assert withdrawn.status is Status.EXPIRED
    assert told_of(withdrawn)[1:] == [("referral.closed", "the partner withdrew it")]
    with pytest.raises(InvitationExpired, match="the partner withdrew it"):
        withdrawn.accept(an_acceptance())


def test_what_its_partner_closed_is_open_again_when_it_is_offered_again() -> None:
    withdrawn = closed(PENDING, "the partner withdrew it", at=NOON, who="partner:harbour")

    assert tell(withdrawn, deal=TWO_THOUSAND).status is Status.EXPIRED
    assert tell(withdrawn, offers=True).decidable(NOON)
    assert told_of(tell(withdrawn, offers=True))[-1] == ("referral.renewed", "it is offered again")


def test_what_is_over_is_not_closed_again() -> None:
    expired = PENDING.expire()

    assert closed(expired, "the partner withdrew it", at=NOON, who="partner:harbour") == expired


def test_that_no_answer_is_awaited_is_told_once_and_decides_nothing() -> None:
    once = tell(offers=False)

    assert [what for what, _ in told_of(once)] == ["referral.received", "referral.not_awaited"]
    assert once.decidable(NOON)
    assert tell(once, offers=False) == once


def test_of_a_talkative_partner_the_newest_words_are_remembered() -> None:
    referral = PENDING
    for n in range(60):
        referral = tell(referral, deal={DealField.TITLE: f"Lamps {n}"})

    assert len(referral.told.story) == 50
    assert as_told(referral).title == "Lamps 59"


@pytest.mark.parametrize(
    "word",
    [
        {"deal": {DealField.TITLE: "Lamps and horns"}},
        {"deal": {DealField.DESCRIPTION: "Sixty lamps."}},
        {"deal": TWO_THOUSAND},
        {"expires_at": LATER},
    ],
)
def test_each_word_is_seen_on_the_card_inside_the_crm(word: dict[str, Any]) -> None:
    assert face(tell(**word)) != face(PENDING)
