"""What a policy may know of a tracked referral: its start, its end, and whose it is."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from referral_hub.domain.lifecycles.facts import end_facts, start_facts
from referral_hub.domain.lifecycles.sales_record import RecordSeen
from referral_hub.domain.lifecycles.seeing import seen_of
from referral_hub.domain.rewards.facts import Facts
from tests.builders import NOON
from tests.lifecycle_records import (
    CODE,
    a_crm_lead,
    a_lead,
    a_qualified_lead,
    a_referrer,
    a_win,
    lead_to_close,
    seen_in_turn,
)

ALONG = lead_to_close()


def start(*seen: RecordSeen, **referrer: Any) -> Facts:
    return start_facts(seen_in_turn(ALONG, list(seen)), ALONG, a_referrer(**referrer))


def end(*seen: RecordSeen) -> Facts | None:
    return end_facts(seen_in_turn(ALONG, list(seen)), ALONG, a_referrer())


def test_the_start_is_how_the_first_record_was_first() -> None:
    facts = start(
        a_win(3, facts={"region": "South"}),
        a_lead(2, facts={"region": "West"}),
        a_lead(1, facts={"region": "North"}),
    )

    assert (facts.region, facts.status, facts.amount) == ("North", "New", "")


def test_what_the_first_record_does_not_tell_the_next_one_does() -> None:
    facts = start(a_lead(1), a_win(3, facts={"annual_revenue": "4000000"}))

    assert facts.annual_revenue == "4000000"


def test_the_end_is_how_the_record_that_won_is_now() -> None:
    facts = end(
        a_lead(1, facts={"region": "North", "product": "Lamps"}),
        a_win(3, amount="1"),
        a_win(4, amount="2", facts={"region": "South"}),
    )

    assert facts
    assert (facts.amount, facts.region, facts.product) == ("2", "South", "Lamps")


def test_a_sale_that_is_not_won_has_no_end() -> None:
    assert end(a_lead(1), a_qualified_lead(2)) is None


@pytest.mark.parametrize(
    ("referrer", "seen"),
    [
        ({"account_id": "acc-1"}, a_win(3)),
        ({"account_id": "acc-1"}, a_qualified_lead(2)),
        ({"domain": "Harbour.example"}, a_lead(1, facts={"domain": "www.harbour.example "})),
    ],
)
def test_a_sale_to_the_referrer_itself_is_known(referrer: dict[str, str], seen: RecordSeen) -> None:
    assert start(a_lead(1), seen, **referrer).self_referral
    assert not start(a_lead(1), seen).self_referral


def test_the_lifecycles_currency_counts_where_the_crm_names_none() -> None:
    in_euro = ALONG.model_copy(update={"currency": "EUR"})
    unnamed, named = (
        end_facts(seen_in_turn(in_euro, [a_win(3, currency=told)]), in_euro, a_referrer())
        for told in ("", "nok")
    )

    assert unnamed
    assert named
    assert (unnamed.currency, named.currency) == ("EUR", "NOK")


@pytest.mark.parametrize("told", ["true", "No", "", "maybe"])
def test_whether_the_customer_is_new_is_told_or_not_known(told: str) -> None:
    known = {"true": True, "No": False}.get(told)

    assert start(a_lead(1, facts={"new_customer": told})).new_customer is known


def test_a_policy_reads_any_fact_and_whose_the_referral_is() -> None:
    facts = start(a_lead(1, facts={"kind_of_deal": "Renewal"}))

    assert facts.other == {"kind_of_deal": "Renewal"}
    assert (facts.code, facts.referrer_id, facts.partner_id) == (CODE, "harbour-sales", "harbour")


def test_fields_of_the_crm_are_read_in_the_lifecycles_words() -> None:
    lead = a_crm_lead(
        fields={
            "status": " new\n",
            "referral_code": "\u202eABC",
            "annual_revenue": "",
            "state": "N" * 999,
        }
    )

    seen = seen_of(lead, ALONG, at=NOON)

    assert (seen.status, seen.code, seen.place) == ("new", "ABC", lead.place)
    assert seen.facts == {"region": "N" * 255}


@pytest.mark.parametrize(
    ("told", "day"),
    [
        ("2027-03-31", date(2027, 3, 31)),
        ("2027-03-31T10:00:00.000+0000", date(2027, 3, 31)),
        ("0001-01-01", None),
        ("soon", None),
        ("", None),
    ],
)
def test_a_close_date_that_is_none_is_not_told(told: str, day: date | None) -> None:
    deal = a_crm_lead(kind="opportunity", fields={"close_date": told})

    assert seen_of(deal, ALONG, at=NOON).close_date == day
