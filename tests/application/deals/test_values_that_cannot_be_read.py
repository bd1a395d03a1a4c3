"""What a seller typed and the hub cannot read is not written over; it is a problem for a person."""

from __future__ import annotations

from typing import Any

import pytest

from referral_hub.domain.effects import Refused
from referral_hub.domain.referrals.deal_fields import DealField
from referral_hub.domain.referrals.referral import Referral
from referral_hub.domain.shapes import Money
from referral_hub.hub import Hub
from tests.application.crm_stage import changes, deal_of
from tests.application.deal_stage import a_deal, amount, given, mapped, retell
from tests.application.deal_troubles import StubbornCrm, edit, fields_of, let_be, tell
from tests.application.stage import retry
from tests.application.troubles import listed, numbers


def sells(hub: Hub, referral: Referral, **fields: str) -> None:
    """Let a seller type something, and the hub hear of it and tell what follows."""
    changes(hub, referral.opportunity_id, **fields)
    tell(hub, referral.number)


@pytest.mark.parametrize(
    ("typed", "fields"),
    [
        ({"amount": "-5"}, ("amount", "currency")),
        ({"amount": "about ten"}, ("amount", "currency")),
        ({"currency": "euros"}, ("amount", "currency")),
        ({"close_date": "next spring"}, ("close_date",)),
        ({"close_date": "0001-01-01"}, ("close_date",)),
    ],
)
def test_it_is_a_problem_that_says_which_field_and_what_to_do(
    hub: Hub, crm: StubbornCrm, referral: Referral, typed: dict[str, str], fields: tuple[str, ...]
) -> None:
    sells(hub, referral, **typed)

    [problem] = listed(hub).problems
    assert (problem.cause, problem.fields) == ("invalid_fields", fields)
    (name, text) = next(iter(typed.items()))
    assert name in problem.reason
    assert text not in problem.reason
    assert "Correct it in the CRM" in problem.advice
    assert crm.written == []


@pytest.mark.parametrize("rule", ["crm_wins", "keep", "partner_wins", "newest"])
def test_it_is_not_written_over_by_what_the_partner_says_and_everything_else_is(
    hub: Hub, crm: StubbornCrm, rule: str
) -> None:
    referral = a_deal(hub, mapped(conflict=rule))
    crm.edit(referral.opportunity_id, amount="-5")
    retell(hub, referral.number, target_close_date="2027-12-24", **amount("9000"))

    assert tell(hub, referral.number) == "refused"

    assert crm.written == [{"close_date": "2027-12-24"}]
    assert fields_of(hub, referral)["amount"] == "-5"
    assert numbers(hub) == [referral.number]
    assert tell(hub, referral.number) == "nothing"


@pytest.mark.parametrize(
    ("mended", "has"), [("14000", "14000"), ("12500.00", "12500"), ("", "12500")]
)
def test_a_seller_who_mends_it_ends_the_problem(
    hub: Hub, crm: StubbornCrm, referral: Referral, mended: str, has: str
) -> None:
    sells(hub, referral, amount="-5")

    sells(hub, referral, amount=mended)

    assert numbers(hub) == []
    assert deal_of(hub, referral.number).text(DealField.AMOUNT) == has
    assert fields_of(hub, referral)["amount"] == mended
    assert crm.written == []


def test_after_it_is_mended_changes_are_told_again(
    hub: Hub, crm: StubbornCrm, referral: Referral
) -> None:
    sells(hub, referral, amount="-5")
    sells(hub, referral, amount="14000")

    edit(hub, referral.number, **amount("9900.00"))

    assert tell(hub, referral.number) == "told"
    assert crm.written == [{"amount": "9900.00"}]


@pytest.mark.parametrize("said", [amount("9900.00"), amount("12500.00")])
def test_a_person_who_says_the_value_writes_over_it(
    hub: Hub, referral: Referral, said: dict[str, str]
) -> None:
    sells(hub, referral, amount="-5")

    edit(hub, referral.number, **said)

    assert tell(hub, referral.number) == "told"
    assert given(hub, referral, "amount") == {"amount": said["value.amount"]}
    assert numbers(hub) == []


def test_a_person_who_says_something_else_does_not(hub: Hub, referral: Referral) -> None:
    sells(hub, referral, amount="-5")

    edit(hub, referral.number, title="Lanterns")
    tell(hub, referral.number)

    assert given(hub, referral, "amount", "name") == {
        "amount": "-5",
        "name": "Fenwick Lighthouses: Lanterns",
    }
    assert numbers(hub) == [referral.number]


def test_a_person_who_retries_writes_over_it(hub: Hub, referral: Referral) -> None:
    sells(hub, referral, amount="-5")

    retry(hub, referral.number)

    assert tell(hub, referral.number) == "told"
    assert fields_of(hub, referral)["amount"] == "12500.00"
    assert numbers(hub) == []


def test_a_person_who_retries_for_another_reason_leaves_it_alone(
    hub: Hub, crm: StubbornCrm, referral: Referral
) -> None:
    sells(hub, referral, amount="-5")
    edit(hub, referral.number, target_close_date="2027-12-24")
    crm.refuses = Refused(reason="No dates in winter", fields=("close_date",))
    tell(hub, referral.number)
    crm.refuses = None

    retry(hub, referral.number)
    tell(hub, referral.number)

    assert crm.written == [{"close_date": "2027-12-24"}]
    assert numbers(hub) == [referral.number]


def test_a_person_who_lets_it_be_leaves_both_as_they_are(
    hub: Hub, crm: StubbornCrm, referral: Referral
) -> None:
    sells(hub, referral, amount="-5")

    let_be(hub, referral.number)
    edit(hub, referral.number, target_close_date="2027-12-24")
    tell(hub, referral.number)

    assert crm.written == [{"close_date": "2027-12-24"}]
    assert (numbers(hub), fields_of(hub, referral)["amount"]) == ([], "-5")


def test_the_same_that_is_typed_again_after_a_retry_is_a_problem_again(
    hub: Hub, referral: Referral
) -> None:
    for _ in range(2):
        sells(hub, referral, amount="-5")
        assert numbers(hub) == [referral.number]

        retry(hub, referral.number)
        tell(hub, referral.number)

        assert numbers(hub) == []


def test_what_only_comes_back_and_cannot_be_read_is_no_news_and_no_problem(hub: Hub) -> None:
    back: Any = {"target": "amount", "template": "{value.amount}", "sync": "from_crm"}
    referral = a_deal(hub, (mapped()[0], back))

    sells(hub, referral, amount="-5")

    assert numbers(hub) == []
    assert deal_of(hub, referral.number).value == Money.of("12500", "EUR")
