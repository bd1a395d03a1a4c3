"""With which values a deal begins: what was shared, and what was written instead of it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime

from referral_hub.domain.forms import Fields
from referral_hub.domain.referrals.axes import Stage
from referral_hub.domain.referrals.deal_fields import DealField, FieldSync, plain
from referral_hub.domain.referrals.terms import Terms

from .value import DealValue, Side


def first_values(
    terms: Terms,
    syncs: Iterable[FieldSync],
    written: Fields,
    typed: Collection[str],
    at: datetime,
    by: Side = Side.PARTNER,
    *,
    stage: Stage = Stage.NEW,
) -> dict[DealField, DealValue]:
    """
    Begin each value, the stage with that of the referral; `written`, `typed` and `by` are as
    `Deal.begun` has them.
    """
    by_field = {sync.field: sync for sync in syncs}
    values: dict[DealField, DealValue] = {}
    for field, text in _shared(terms, stage).items():
        sync = _in_its_currency(by_field.get(field), values)
        values[field] = _begun(_before(field, text, terms, by), sync, written, typed, at)
    return values


def _before(field: DealField, text: str, terms: Terms, by: Side) -> DealValue:
    """
    What was shared; the stage in which a deal begins is nobody's word. What the host shared of its
    own is as the host's CRM is to have it, whatever that has.
    """
    if field is DealField.STAGE:
        return DealValue(text=text, by=Side.POLICY, at=terms.received_at)
    ours = by is not Side.PARTNER
    return DealValue(text=text, by=by, at=terms.received_at, shared=text, agreed=ours)


def _in_its_currency(
    sync: FieldSync | None, values: Mapping[DealField, DealValue]
) -> FieldSync | None:
    currency = values.get(DealField.CURRENCY)
    return sync.within(currency.text) if sync and currency else sync


def _begun(
    known: DealValue,
    sync: FieldSync | None,
    written: Fields,
    typed: Collection[str],
    at: datetime,
) -> DealValue:
    """What an operator typed is the host's own; where nobody said anything the policy has."""
    if sync is None or not (seen := sync.theirs(written.get(sync.target, ""))):
        return known
    if known.text and sync.target not in typed:
        return known.agreed_on(seen)
    by = Side.PERSON if sync.target in typed else Side.POLICY
    ours = {"text": sync.ours(seen), "by": by, "at": at}
    return known.model_copy(update=ours).agreed_on(seen)


def deal_of(terms: Terms) -> dict[DealField, str]:
    """What the terms say of the deal; what they leave blank is not said."""
    return {field: text for field, text in _told(terms).items() if text}


def _shared(terms: Terms, stage: Stage) -> dict[DealField, str]:
    told = {DealField.STAGE: stage.value, **_told(terms)}
    return {field: plain(field, text) for field, text in told.items()}


def _told(terms: Terms) -> dict[DealField, str]:
    value = terms.value
    return {
        DealField.TITLE: terms.title,
        DealField.DESCRIPTION: terms.description,
        # Before the amount, which is read in it.
        DealField.CURRENCY: value.currency if value else "",
        DealField.AMOUNT: value.amount if value else "",
        DealField.TARGET_CLOSE_DATE: str(terms.target_close_date or ""),
    }
