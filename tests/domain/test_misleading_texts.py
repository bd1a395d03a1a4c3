"""Texts that read otherwise than they are written, by doors where nobody can be asked."""

from __future__ import annotations

import pytest

from referral_hub.domain.partners.news import PartnerNews
from referral_hub.domain.referrals.deal_fields import DealField
from referral_hub.domain.referrals.invitation import Invitation, PartnerPerson
from referral_hub.domain.referrals.terms import Customer
from referral_hub.domain.shapes import e_mail
from tests.builders import a_contact, an_invitation

TURNED, STRAIGHT = "Lamps \u202efor \u2066EUR 1\u2069", "Lamps for EUR 1"


def test_marks_that_turn_the_order_of_reading_are_left_out() -> None:
    told = an_invitation(
        title=TURNED,
        description=TURNED,
        customer=Customer(company_name=TURNED),
        partner_people=(PartnerPerson(name=TURNED),),
        custom={"campaign": TURNED},
    )

    assert (told.title, told.description) == (STRAIGHT, STRAIGHT)
    assert told.customer.company_name == told.partner_people[0].name == STRAIGHT
    assert told.custom == {"campaign": STRAIGHT}
    assert a_contact(last_name=TURNED).last_name == STRAIGHT


def test_what_is_told_anew_reads_as_it_is_written_too() -> None:
    news = PartnerNews(
        partner_id="harbour", partner_referral_id="H-77", deal={DealField.TITLE: TURNED}
    )

    assert news.deal == {DealField.TITLE: STRAIGHT}


def test_an_id_stays_as_its_partner_writes_it() -> None:
    assert an_invitation(partner_referral_id=TURNED).partner_referral_id == TURNED


def test_what_was_stored_reads_back_alike() -> None:
    told = an_invitation(title=TURNED)

    assert Invitation.model_validate_json(told.model_dump_json()) == told


@pytest.mark.parametrize("text", ["nomail", "a@b", "Maren <maren@fenwick.example>", ""])
def test_what_is_no_address_is_nothing(text: str) -> None:
    assert e_mail(text) == ""
