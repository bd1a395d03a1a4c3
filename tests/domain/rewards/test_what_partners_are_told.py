"""Which steps of a reward, and of a payout, the partner's receiver is told of: each once."""

from __future__ import annotations

import json

from referral_hub.domain.rewards.reward import MOST_STEPS, Reward
from referral_hub.domain.rewards.settling import paid
from referral_hub.domain.webhooks.rewards import payout_announcements, reward_announcements
from tests.builders import NOON
from tests.domain.rewards.examples import ADMIN, a_reward, earned, in_days, reopened, settle_anew
from tests.domain.rewards.test_payout import PENDING


def told(before: Reward | None, after: Reward) -> list[str]:
    return [announced.event.value for announced in reward_announcements(before, after)]


def test_a_reward_is_told_step_by_step() -> None:
    issued = a_reward()
    more = settle_anew(issued, earned(150_000))
    reversed_ = settle_anew(more, reopened())

    assert told(None, issued) == ["reward.new", "reward.approved", "reward.issued"]
    assert told(issued, more) == ["reward.adjusted"]
    assert told(more, reversed_) == ["reward.reversed"]


def test_of_a_payout_is_told_by_itself_and_not_by_each_of_its_rewards() -> None:
    issued = a_reward()
    on_its_way = issued.joined_to("p-1", by=ADMIN, at=NOON)
    settled = paid(on_its_way, 125_000, payout_id="p-1", reference="9", at=NOON)

    assert told(issued, on_its_way) == []
    assert told(on_its_way, settled) == ["reward.paid"]


def test_the_message_says_what_was_earned_and_why() -> None:
    (*_, announced) = reward_announcements(None, a_reward(earned(payout_date=in_days(30))))

    assert json.loads(announced.body)["data"] == {
        "number": "T-000001",
        "referrer_id": "harbour-nadja",
        "state": "issued",
        "amount": "1250.00",
        "currency": "EUR",
        "reason": "to be paid on 2027-03-31",
        "payout_date": "2027-03-31",
    }


def test_every_step_has_a_message_of_its_own_that_is_the_same_whenever_it_is_made() -> None:
    issued = a_reward()
    again = settle_anew(settle_anew(issued, reopened()), earned())

    first, second = reward_announcements(None, issued), reward_announcements(issued, again)

    ids = [announced.id for announced in (*first, *second)]
    assert len(ids) == len(set(ids)) == 7
    assert reward_announcements(None, again) == (*first, *second)


def test_a_reward_that_never_comes_to_rest_stays_small_and_every_step_is_told() -> None:
    reward, ids = a_reward(), list[str]()

    for turn in range(MOST_STEPS + 40):
        before, reward = reward, settle_anew(reward, earned(100 + turn % 2))
        ids += [announced.id for announced in reward_announcements(before, reward)]

    assert len(reward.transitions) == MOST_STEPS + 1
    assert reward.transitions[0].why == "earned: 1250.00 EUR"
    assert len(set(ids)) == len(ids) == MOST_STEPS + 40


def test_nobody_is_told_of_what_an_advocate_earns() -> None:
    ola = a_reward().model_copy(update={"partner_id": ""})

    assert reward_announcements(None, ola) == ()
    assert payout_announcements(None, PENDING) == ()


def test_a_payout_is_told_when_it_is_made_and_when_it_ends() -> None:
    pending = PENDING.model_copy(update={"partner_id": "harbour"})
    done = pending.paid("SEPA 9", by=ADMIN, at=NOON)
    failed = pending.failed("no such account", by=ADMIN, at=NOON)

    events = [
        json.loads(message.body)
        for pair in [(None, pending), (pending, done), (pending, failed), (done, done)]
        for message in payout_announcements(*pair)
    ]

    assert [event["type"] for event in events] == [
        "payout.created",
        "payout.paid",
        "payout.failed",
    ]
    assert events[1]["data"]["reference"] == "SEPA 9"
    assert events[2]["data"]["reason"] == "no such account"
