"""What is shown of the deal of an accepted referral."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256

from referral_hub.domain.access import Principal
from referral_hub.domain.deals.deal import Deal
from referral_hub.domain.deals.value import Side
from referral_hub.domain.referrals.deal_fields import DealField
from referral_hub.domain.shapes import Frozen, Moment, spelled


class DealValueView(Frozen):
    """One value: who said it last, and when; partners are shown their own words without these."""

    text: str
    by: Side | None = None
    at: Moment | None = None


class DealMoneyView(Frozen):
    amount: DealValueView | None = None
    currency: DealValueView | None = None


class DealView(Frozen):
    """
    The deal as all sides know it now; a partner is shown what the partner itself said last, whether
    it counts or the host has another value.

    A field of which nobody said anything is null.
    """

    title: DealValueView | None = None
    description: DealValueView | None = None
    value: DealMoneyView | None = None
    target_close_date: DealValueView | None = None
    stage: DealValueView | None = None


def deal_view(deal: Deal, reader: Principal) -> DealView:
    shown = _partners_words(deal) if reader.role.of_a_partner else _known(deal)
    return DealView(
        title=shown.get(DealField.TITLE),
        description=shown.get(DealField.DESCRIPTION),
        value=_money(shown.get(DealField.AMOUNT), shown.get(DealField.CURRENCY)),
        target_close_date=shown.get(DealField.TARGET_CLOSE_DATE),
        stage=shown.get(DealField.STAGE),
    )


def _money(amount: DealValueView | None, currency: DealValueView | None) -> DealMoneyView | None:
    """Spell an amount as that of a referral is."""
    if amount and currency:
        text = spelled(amount.text, currency.text)
        amount = amount.model_copy(update={"text": text})
    return DealMoneyView(amount=amount, currency=currency) if amount or currency else None


class SyncView(Frozen):
    """Who is asked now: `crm` where the CRM tells of changes, `partner` where it can be asked."""

    number: str
    asked: tuple[str, ...]


def deal_tag(deal: Deal, reader: Principal) -> str:
    """Tag what this reader is shown: what others see, and what the hub notes, do not move it."""
    shown = deal_view(deal, reader).model_dump_json()
    return f'"{sha256(shown.encode()).hexdigest()[:16]}"'


def _known(deal: Deal) -> Mapping[DealField, DealValueView]:
    known = {field: value for field, value in deal.values.items() if value.text}
    return {f: DealValueView(text=v.text, by=v.by, at=v.at) for f, v in known.items()}


def _partners_words(deal: Deal) -> Mapping[DealField, DealValueView]:
    """When a value was taken, and whether it was, is the host's."""
    said = {field: value.shared for field, value in deal.values.items() if value.shared}
    return {f: DealValueView(text=text) for f, text in said.items() if f is not DealField.STAGE}
