"""Contact data is for the CRM: nothing that ends up in a log shows it."""

from __future__ import annotations

import traceback
from collections.abc import Callable

import pytest
from pydantic import ValidationError

from referral_hub.application.access import IssuedKey
from referral_hub.domain.access import AccessKey, Role, hashed
from referral_hub.domain.contacts.contact import ContactInfo
from referral_hub.domain.referrals.invitation import PartnerPerson
from tests.builders import (
    NOON,
    a_contact,
    a_crm_contact,
    an_arrival,
    an_invitation,
    an_outgoing_referral,
)

PLANTED = ("Maren", "Holt", "maren.holt@", "+47 22 33", "Head of Lamps")


def a_named_invitation() -> object:
    person = PartnerPerson(name="Maren Holt", email="maren.holt@harbour.example")
    return an_invitation(partner_people=[person])


def a_shared_contact() -> object:
    named = {"contact.first_name": "Maren", "contact.last_name": "Holt"}
    return an_outgoing_referral(fields={**named, "contact.email": "maren.holt@fenwick.example"})


@pytest.mark.parametrize(
    "make",
    [
        pytest.param(a_contact, id="contact info"),
        pytest.param(an_arrival, id="an arrival"),
        pytest.param(lambda: [an_arrival()], id="a list of arrivals"),
        pytest.param(
            lambda: a_crm_contact(
                first_name="Maren", phone="+47 22 33 44 55", title="Head of Lamps"
            ),
            id="a contact of the CRM",
        ),
        pytest.param(a_named_invitation, id="an invitation with the partner's people"),
        pytest.param(a_shared_contact, id="what is shared with a partner"),
    ],
)
def test_the_repr_of_a_person_shows_no_person(make: Callable[[], object]) -> None:
    thing = make()

    shown = f"{thing!r} {thing}"

    assert not [secret for secret in PLANTED if secret in shown]


def test_a_refused_person_is_not_repeated_in_the_error() -> None:
    with pytest.raises(ValidationError) as refusal:
        ContactInfo(last_name="Holt", email=["maren.holt@fenwick.example"], title="Maren" * 40)

    shown = "".join(traceback.format_exception(refusal.value, chain=True))

    assert "validation error" in shown
    assert "input_value" not in shown
    assert "fenwick.example" not in str(refusal.value)
    assert "MarenMaren" not in str(refusal.value)


def test_a_key_that_is_shown_once_is_not_shown_by_a_log() -> None:
    stored = AccessKey(key_id="k1", role=Role.ADMIN, secret_hash=hashed("lamp"), created_at=NOON)

    shown = repr(IssuedKey(key="rh_k1_lamp", stored=stored))

    assert "lamp" not in shown


@pytest.mark.parametrize(
    "words",
    [
        "maren.holt@fenwick.example is taken",
        "Maren.HOLT@fenwick.example: HOLT, maren is taken",
        "'Head of Lamps' / +47 22 33 44 55 of Maren Holt is taken",
    ],
)
def test_a_person_is_taken_out_of_what_another_system_says(words: str) -> None:
    shown = a_contact().hidden_in(words).casefold()

    assert shown.endswith("is taken")
    assert not [secret for secret in PLANTED if secret.casefold() in shown]


def test_what_is_left_of_another_systems_words_can_still_be_read() -> None:
    short = ContactInfo(first_name="An", last_name="Ed", email="ed@x.example")

    assert short.hidden_in("An education cannot be edited") == "… education cannot be edited"


def test_no_other_persons_address_is_left_either() -> None:
    words = "duplicate of <p.berg+lamps@fenwick.example>: see https://crm.example/con-1"

    assert a_contact().hidden_in(words) == "duplicate of <…>: see https://crm.example/con-1"
