"""From a change of a reward in the table to what the partner's receiver gets."""

from __future__ import annotations

from datetime import timedelta

from functions.stream import relay_changes
from referral_hub.application.rewards.paying import tell_paid
from tests.application.rewards.stage import ADA, OLA, a_desk, decide, pay_out
from tests.application.webhook_stage import a_telling_hub, deliver, set_up
from tests.builders import NOON, Clock
from tests.domain.rewards.examples import earned, in_days
from tests.functions.test_watch_deadlines import ROUND, handle
from tests.workflow.world import StreamingTable

WELL = {"batchItemFailures": []}


def test_a_partner_is_told_of_each_step_until_the_money_is_there_and_of_each_once() -> None:
    table = StreamingTable()
    hub, mail = a_telling_hub(table=table)
    set_up(hub)
    desk = a_desk(table)
    decide(desk, "T-000001")
    decide(desk, "T-000002", referrer_id=OLA)
    for payout in pay_out(desk).payouts:
        tell_paid(payout_id=payout.payout_id, reference="9", by=ADA, now=NOON, desk=desk)

    for _ in range(2):
        assert relay_changes.handle({"Records": table.changes}, hub=hub) == WELL
    waiting = list(mail.queue.waiting)
    for message in waiting:
        deliver(hub, message)

    events = [message.event.value for message in waiting]
    # Of what is written in one transaction the stream has no order to speak of.
    assert sorted(set(events)) == [
        "payout.created",
        "payout.paid",
        "reward.approved",
        "reward.issued",
        "reward.new",
        "reward.paid",
    ]
    assert len(mail.sender.sent) == 6


def test_a_hub_without_webhooks_relays_rewards_to_nobody() -> None:
    table = StreamingTable()
    hub, _ = a_telling_hub(table=table)
    decide(a_desk(table), "T-000001")

    assert relay_changes.handle({"Records": table.changes}, hub=hub) == WELL


def test_what_was_held_until_today_is_released_by_the_schedule() -> None:
    clock = Clock(NOON)
    hub, _ = a_telling_hub(clock=clock)
    decide(a_desk(hub.table), "T-000001", earned(held_until=in_days(1)))
    assert handle(ROUND, hub=hub) == {}
    clock.now = NOON + timedelta(days=1)

    assert handle(ROUND, hub=hub) == {"released": 1}
    assert handle(ROUND, hub=hub) == {}
