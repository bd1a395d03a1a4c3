"""What is wrong with an outgoing referral, all of it at once, before anybody is called."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from referral_hub.domain.forms import FormField, field_problems
from referral_hub.domain.outgoing.referral import OutgoingReferral
from referral_hub.domain.outgoing.refusals import (
    ConsentNeeded,
    NotReady,
    TakesNoReferrals,
    TooLong,
    UnknownFields,
)
from referral_hub.ports import PartnerConnection, TakesReferrals

# DynamoDB keeps 400 KB per item, JSON may double the length of a text, and there is more to keep.
_MOST_BYTES = 100_000


def taker(connection: PartnerConnection, partner_id: str) -> TakesReferrals:
    """
    Raises:
        TakesNoReferrals: a referral cannot be shared with this partner.
    """
    if connection.takes is None:
        told = f"referrals cannot be shared with {partner_id}"
        raise TakesNoReferrals(told, fields={"partner_id": "takes no referrals"})
    return connection.takes


def must_need_no_consent(connection: PartnerConnection, partner_id: str) -> None:
    """
    Raises:
        ConsentNeeded: what goes there is disclosed one by one, each with the client's consent.
    """
    if connection.link:
        told = f"{partner_id} is another organisation: the client has to consent first"
        raise ConsentNeeded(told, fields={"partner_id": told})


def must_be_known(names: Iterable[str], form: Iterable[FormField]) -> None:
    """
    Raises:
        UnknownFields: a name is none of the partner's form.
    """
    if strange := sorted(set(names) - {field.name for field in form}):
        fields = {f"fields.{name}": "is no field of this partner's form" for name in strange}
        raise UnknownFields(f"unknown: {', '.join(strange)}", fields=fields)


def must_fit(fields: Mapping[str, str]) -> None:
    """
    Raises:
        TooLong: a draft may be wrong, but not of any length.
    """
    if (length := sum(len(text.encode()) for text in fields.values())) > _MOST_BYTES:
        raise TooLong(f"the fields are {length} bytes together; at most {_MOST_BYTES} are kept")


def problems(
    referral: OutgoingReferral, takes: TakesReferrals, *, today: date
) -> Mapping[str, str]:
    """Name everything that the partner would refuse, by field, each with what to do."""
    wrong = field_problems(takes.form(), referral.fields)
    beyond = takes.misfits(referral, today=today)
    return {**{name: why for name, why in beyond.items() if name not in wrong}, **wrong}


def must_be_ready(referral: OutgoingReferral, takes: TakesReferrals, *, today: date) -> None:
    """
    Raises:
        NotReady: some fields are missing or wrong; all are named.
    """
    if wrong := problems(referral, takes, today=today):
        raise not_ready(wrong)


def not_ready(wrong: Mapping[str, str]) -> NotReady:
    told = "; ".join(f"{name} {why}" for name, why in wrong.items())
    return NotReady(told, fields={_place(name): why for name, why in wrong.items()})


def _place(name: str) -> str:
    return name if name == "solutions" else f"fields.{name}"
