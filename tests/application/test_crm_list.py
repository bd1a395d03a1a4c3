"""The list of referrals inside the CRM shows each as it is."""

from __future__ import annotations

from referral_hub.application.crms.referral_list import touches_card
from referral_hub.domain.crm_referrals import CrmVerdict, card_key
from referral_hub.domain.referrals.axes import Direction, Stage, Status
from tests.application.crm_stage import a_connected_hub, a_synced_deal, card, changes, decide, show
from tests.application.stage import accept, accepted, filed, run
from tests.builders import NOON, a_referral


def test_a_new_referral_is_shown_with_all_that_is_needed_to_decide() -> None:
    hub = a_connected_hub()

    told = card(hub, filed(hub).number).model_dump(exclude_defaults=True)

    assert told.pop("expires_at") > NOON
    assert told.pop("key") == card_key(hub.referrals.get("R-000001"))
    assert told == {
        "number": "R-000001",
        "partner": "Harbour Alliance",
        "partner_referral_id": "H-77",
        "company": "Fenwick Lighthouses",
        "title": "Lamp modernisation",
        "description": "Forty lamps, two winters.",
        "status": Status.PENDING_ACCEPTANCE,
        "stage": Stage.NEW,
        "amount": "12500.00",
        "currency": "EUR",
        "link": "https://hub.example/v1/referrals/R-000001",
    }


def test_a_decision_of_the_hub_is_seen_in_the_list() -> None:
    hub = a_connected_hub()
    number = accepted(hub).number
    run(hub, number)

    told = card(hub, number)

    referral = hub.referrals.get(number)
    assert told.status is Status.ACCEPTED
    assert (told.account_id, told.opportunity_id) == (referral.account_id, referral.opportunity_id)
    assert told.opportunity_id


def test_what_came_back_is_shown_instead_of_what_was_shared() -> None:
    hub = a_connected_hub()
    referral = a_synced_deal(hub)

    changes(hub, referral.opportunity_id, amount="14000.50", stage="won")

    told = card(hub, referral.number)
    assert (told.amount, told.stage) == ("14000.50", Stage.WON)


def test_an_answer_is_shown_while_it_is_about_the_state_that_the_referral_is_in() -> None:
    hub = a_connected_hub()
    number = filed(hub).number
    decide(hub, number, CrmVerdict.ACCEPT)

    answered = card(hub, number).answer
    accept(hub, number)

    assert answered == "Not done. Account: choose one, or ask for a new one"
    assert card(hub, number).answer == ""


def test_a_number_that_is_no_referral_of_the_inbox_is_left_out() -> None:
    hub = a_connected_hub()
    hub.referrals.save(a_referral(number="R-000009", direction=Direction.OUTGOING))

    assert show(hub, "R-000009", "R-000010") == 0


def test_a_step_of_the_run_touches_no_card_and_a_decision_does() -> None:
    hub = a_connected_hub()
    pending = filed(hub)
    decided = accept(hub, pending.number)

    assert touches_card(None, pending)
    assert touches_card(pending, decided)
    assert not touches_card(decided, decided.await_contact())
