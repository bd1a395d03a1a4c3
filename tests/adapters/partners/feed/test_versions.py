"""What an entry becomes, version by version."""

from __future__ import annotations

from referral_hub.domain.deal_fields import DealField
from tests.adapters.partners.feed.stage import Stage, a_hub_with_a_feed, poll_of
from tests.application.crm_stage import deal_of
from tests.application.stage import accept, carry_out


def test_an_amount_that_goes_there_and_back_again_is_followed_both_ways(stage: Stage) -> None:
    stage.partner.behave(etags=False)
    connector = stage.connected(since=None)
    ref = stage.shares(deal={"amount": 100, "currency": "EUR"}).partner_referral_id
    hub = a_hub_with_a_feed(stage)
    poll_of(hub, stage, connector).run()
    [referral] = hub.referrals.newest()
    accept(hub, referral.number)
    carry_out(hub, referral.number)

    amounts = []
    for amount in (200, 100, 100):
        stage.partner.edit(ref, deal={"amount": amount, "currency": "EUR"})
        turn = poll_of(hub, stage, connector).run()
        amounts.append((turn.begun, deal_of(hub, referral.number).values[DealField.AMOUNT].text))

    assert amounts == [(1, "200"), (1, "100"), (0, "100")]
