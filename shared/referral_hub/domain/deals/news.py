"""
What one side says of a deal that is news, and which of our values outlast it.

An amount and its currency are one value: what is new of one is new of both, and what outlasts
for one does for both. So no amount is ever read in the other side's currency.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from referral_hub.domain.forms import Fields
from referral_hub.domain.referrals.deal_fields import ConflictRule, DealField, FieldSync, plain

from .value import DealValue

MONEY = frozenset([DealField.AMOUNT, DealField.CURRENCY])

Values = Mapping[DealField, DealValue]
Syncs = Mapping[DealField, FieldSync]


@dataclass(frozen=True)
class News:
    """
    The fields of which something new is said, and those of them that stay as we have them; and what
    others have that cannot be read.
    """

    said: frozenset[DealField]
    outlasting: frozenset[DealField]
    unread: Mapping[DealField, str]


def as_one_value(fields: frozenset[DealField]) -> frozenset[DealField]:
    """Add to an amount its currency, and the other way round."""
    return fields | MONEY if fields & MONEY else fields


def targets_of(fields: Collection[DealField], syncs: Iterable[FieldSync]) -> frozenset[str]:
    """Name the CRM's fields that have these values, or what is one value with them."""
    changed = as_one_value(frozenset(fields))
    return frozenset(sync.target for sync in syncs if sync.field in changed)


def currency_first(sync: FieldSync) -> bool:
    """Order fields so that an amount is read in the currency that it came with."""
    return sync.field is not DealField.CURRENCY


def news_of_the_crm(
    values: Values, remote: Fields, syncs: Syncs, sending: Fields, at: datetime
) -> News:
    """
    Compare with what was seen before; what the hub wrote itself, or is about to, is no news, nor is
    a blank. What cannot be read says nothing, and nothing of what is one value with it.
    """
    told = {field: remote.get(sync.target, "") for field, sync in syncs.items()}
    unread = {f: syncs[f].unread(text) for f, text in told.items()}
    dark = as_one_value(frozenset(f for f, text in unread.items() if text))
    said = {f for f, text in told.items() if syncs[f].ours(text) and f not in dark}
    news = {f for f in said if values[f].is_new(told[f], syncs[f], _own(f, syncs, sending))}
    both = as_one_value(frozenset(news)) & said
    outlasting = frozenset(f for f in both if values[f].outlasts_the_crm(syncs[f].rule, at))
    return News(both, as_one_value(outlasting) & both, unread)


def _own(field: DealField, syncs: Syncs, sending: Fields) -> str:
    return sending.get(syncs[field].target, "")


def told_by_the_partner(values: Values, told: Mapping[DealField, str]) -> dict[DealField, str]:
    """
    List what the partner says that it did not say before; a blank is nothing said.

    Half of an amount and its currency goes with the other half of its last word.
    """
    said = {field: plain(field, text) for field, text in told.items()}
    if MONEY & set(said):
        said |= {field: said.get(field) or values[field].shared for field in MONEY}
    if not all(said.get(field) for field in MONEY):
        said = {field: text for field, text in said.items() if field not in MONEY}
    new = as_one_value(
        frozenset(f for f, text in said.items() if text not in ("", values[f].shared))
    )
    return {field: said[field] for field in DealField if field in new}


def not_before(
    told_here: Mapping[DealField, datetime], said: Mapping[DealField, str], at: datetime | None
) -> dict[DealField, str]:
    """
    Leave out what the partner's list showed of a field before the partner told the hub of it.

    Field by field: what else the list showed just before the partner spoke is not said again.
    """
    return {f: t for f, t in said.items() if not (at and f in told_here and at < told_here[f])}


def outlasting_the_partner(
    values: Values, told: Mapping[DealField, str], syncs: Syncs, at: datetime
) -> frozenset[DealField]:
    """Tell which values of the host count more than what the partner says now."""
    rules = {field: sync.rule for field, sync in syncs.items()}
    default = ConflictRule.CRM_WINS
    return as_one_value(
        frozenset(f for f in told if values[f].outlasts_the_partner(rules.get(f, default), at))
    )
