"""What a partner shares, and when two deliveries are the same one."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from referral_hub.domain.referrals.invitation import Invitation
from referral_hub.domain.referrals.terms import Customer
from tests.builders import NOON, an_invitation


def test_when_and_how_it_came_is_not_part_of_the_content() -> None:
    first = an_invitation(received_at=NOON, via="event", number="R-000001")
    again = an_invitation(received_at=NOON + timedelta(days=1), via="poll")

    assert not first.differs_in(again)


@pytest.mark.parametrize(
    "change",
    [
        {"title": "Lamp replacement"},
        {"value": None},
        {"customer": Customer(company_name="Fenwick Ferries")},
        {"expires_at": NOON + timedelta(days=15)},
        {"custom": {"region": "north"}},
    ],
)
def test_whatever_the_partner_changes_is_other_content(change: dict[str, object]) -> None:
    assert an_invitation(**change).differs_in(an_invitation())


def test_the_same_expiry_told_in_another_zone_is_the_same_content() -> None:
    utc = an_invitation(expires_at=datetime(2027, 3, 15, 12, tzinfo=UTC))
    oslo = timezone(timedelta(hours=1))
    local = an_invitation(expires_at=datetime(2027, 3, 15, 13, tzinfo=oslo))

    assert not utc.differs_in(local)


@given(st.dictionaries(st.text(max_size=5), st.text(max_size=5)), st.randoms())
def test_the_order_of_custom_fields_is_not_part_of_the_content(
    custom: dict[str, str], random: object
) -> None:
    names = list(custom)
    random.shuffle(names)

    reordered = an_invitation(custom={name: custom[name] for name in names})

    assert not reordered.differs_in(an_invitation(custom=custom))


@given(st.text(min_size=1, max_size=255), st.dictionaries(st.text(), st.text(), max_size=3))
def test_what_is_stored_has_the_content_that_was_told(title: str, custom: dict[str, str]) -> None:
    told = an_invitation(title=title, custom=custom)

    stored = Invitation.model_validate_json(told.model_dump_json(exclude_defaults=True))

    assert stored == told
    assert not stored.differs_in(told)


@pytest.mark.parametrize(
    "gap", [{"title": ""}, {"partner_referral_id": ""}, {"customer": None}, {"customer": {}}]
)
def test_an_invitation_names_its_id_title_and_customer(gap: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        an_invitation(**gap)


@pytest.mark.parametrize("code", ["no", "NOR", "N1"])
def test_a_country_is_two_capital_letters(code: str) -> None:
    with pytest.raises(ValidationError):
        Customer(company_name="Fenwick", country_code=code)


def test_what_comes_without_an_id_is_named_after_what_it_says() -> None:
    told = an_invitation().model_dump(exclude={"partner_referral_id"})

    first = Invitation.without_id(**told)
    again = Invitation.without_id(**told | {"received_at": NOON + timedelta(days=1), "via": "csv"})
    other = Invitation.without_id(**told | {"title": "Fog horns"})

    assert first.partner_referral_id == again.partner_referral_id
    assert first.partner_referral_id.startswith("content-")
    assert not first.differs_in(again)
    assert other.partner_referral_id != first.partner_referral_id


def test_a_field_that_is_not_used_changes_no_name() -> None:
    told = an_invitation().model_dump(exclude={"partner_referral_id"})

    named = Invitation.without_id(**told | {"offer": "", "custom": {}, "brought_by": "admin:Ida"})

    assert named.partner_referral_id == Invitation.without_id(**told).partner_referral_id


def test_who_brought_it_in_makes_no_other_referral_of_it() -> None:
    assert not an_invitation(brought_by="admin:Ida").differs_in(an_invitation())
