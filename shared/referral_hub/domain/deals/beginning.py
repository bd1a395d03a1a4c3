"""With which values a deal begins: what was shared, and what was written instead of it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime

from referral_hub.domain.forms import Fields
from referral_hub.domain.referrals.axes import Stage
from referral_hub.domain.referrals.deal_fields import DealField, FieldSync, plain
from referral_hub.domain.referrals.invitation import Invitation

from .value import DealValue, Side


def first_values(
    invitation: Invitation,
    syncs: Iterable[FieldSync],
    written: Fields,
    typed: Collection[str],
    at: datetime,
) -> dict[DealField, DealValue]:
    """Begin each value; `written` and `typed` are as `Deal.begun` has them."""
    by_field = {sync.field: sync for sync in syncs}
    values: dict[DealField, DealValue] = {}
    for field, text in _shared(invitation).items():
        sync = _in_its_currency(by_field.get(field), values)
        values[field] = _begun(_before(field, text, invitation), sync, written, typed, at)
    return values


def _before(field: DealField, text: str, invitation: Invitation) -> DealValue:
    """What the partner said; nobody said the stage that every sale begins with."""
    if field is DealField.STAGE:
        return DealValue(text=text, by=Side.POLICY, at=invitation.received_at)
    return DealValue(text=text, by=Side.PARTNER, at=invitation.received_at, shared=text)


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


def deal_of(invitation: Invitation) -> dict[DealField, str]:
    """What an invitation says of the deal; what it leaves blank is not said."""
    return {field: text for field, text in _told(invitation).items() if text}


def _shared(invitation: Invitation) -> dict[DealField, str]:
    told = {DealField.STAGE: Stage.NEW.value, **_told(invitation)}
    return {field: plain(field, text) for field, text in told.items()}


def _told(invitation: Invitation) -> dict[DealField, str]:
    value = invitation.value
    return {
        DealField.TITLE: invitation.title,
        DealField.DESCRIPTION: invitation.description,
        # Before the amount, which is read in it.
        DealField.CURRENCY: value.currency if value else "",
        DealField.AMOUNT: value.amount if value else "",
        DealField.TARGET_CLOSE_DATE: str(invitation.target_close_date or ""),
    }
