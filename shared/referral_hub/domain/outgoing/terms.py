"""What an outgoing referral shares of a deal, as all who merge deals read it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from referral_hub.domain.referrals.axes import Stage
from referral_hub.domain.referrals.deal_fields import DealField, plain
from referral_hub.domain.referrals.terms import Customer, Terms
from referral_hub.domain.shapes import Money

from .referral import OutgoingReferral

_CUSTOMER = "customer."
_OF_THE_DEAL = frozenset(DealField)
_OF_PEOPLE = ("contact.", "host.")


def terms_of(referral: OutgoingReferral) -> Terms:
    """Read its fields as terms; nothing is refused here: the partner's form says what is right."""
    words = words_of(referral)
    closes = words.get(DealField.TARGET_CLOSE_DATE, "")
    return Terms.model_construct(
        partner_id=referral.partner_id,
        partner_referral_id=referral.partner_referral_id,
        number=referral.number,
        title=words.get(DealField.TITLE, ""),
        description=words.get(DealField.DESCRIPTION, ""),
        customer=Customer.model_construct(**{"company_name": "", **_customer(referral)}),
        value=_value(words.get(DealField.AMOUNT, ""), words.get(DealField.CURRENCY, "")),
        target_close_date=date.fromisoformat(closes) if closes else None,
        custom=_custom(referral),
        received_at=referral.submission.at if referral.submission else referral.created_at,
    )


def fields_of(terms: Terms) -> dict[str, str]:
    """Write the terms of any deal as fields of a form; what only its partner told is left out."""
    value, closes = terms.value, terms.target_close_date
    said = {
        DealField.TITLE.value: terms.title,
        DealField.DESCRIPTION.value: terms.description,
        DealField.AMOUNT.value: value.amount if value else "",
        DealField.CURRENCY.value: value.currency if value else "",
        DealField.TARGET_CLOSE_DATE.value: closes.isoformat() if closes else "",
        **{_CUSTOMER + name: text for name, text in terms.customer.model_dump().items()},
    }
    return {name: text for name, text in said.items() if text}


def words_of(referral: OutgoingReferral) -> dict[DealField, str]:
    """
    List what it shares of the deal, as deals have it. What cannot be read says nothing, and half of
    an amount and its currency neither.
    """
    said = told_in(referral.fields)
    said.pop(DealField.STAGE, None)
    return said


def told_in(fields: Mapping[str, str]) -> dict[DealField, str]:
    """List what texts by the names of a form say of a deal, as `words_of`."""
    said = {field: plain(field, fields.get(field.value, "")) for field in DealField}
    if said[DealField.STAGE] not in set(Stage):
        del said[DealField.STAGE]
    if _value(said[DealField.AMOUNT], said[DealField.CURRENCY]) is None:
        said |= {DealField.AMOUNT: "", DealField.CURRENCY: ""}
    return {field: text for field, text in said.items() if text}


def beside_the_deal(fields: Mapping[str, str]) -> dict[str, str]:
    """List what texts by the names of a form say that is no part of a deal."""
    return {name: text for name, text in fields.items() if name not in _OF_THE_DEAL}


def _value(amount: str, currency: str) -> Money | None:
    try:
        return Money.of(amount, currency)
    except ValueError:
        return None


def _customer(referral: OutgoingReferral) -> dict[str, Any]:
    told = {name.removeprefix(_CUSTOMER): text for name, text in referral.fields.items()}
    return {name: text for name, text in told.items() if name in Customer.model_fields}


def _custom(referral: OutgoingReferral) -> dict[str, str]:
    """What only this partner is told, by the partner's names; people are no part of a deal."""
    apart = (_CUSTOMER, *_OF_PEOPLE)
    return {
        name: text
        for name, text in referral.fields.items()
        if name not in _OF_THE_DEAL and not name.startswith(apart)
    }
