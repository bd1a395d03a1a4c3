"""
What does not fit together in a deal that is shared with Microsoft, found before it is asked.

Microsoft Learn, "Create a referral": the types of deals, and what a services co-sell needs.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

from referral_hub.domain.forms import Fields
from referral_hub.domain.outgoing.form import half_an_amount
from referral_hub.domain.outgoing.referral import OutgoingReferral

from .form import (
    CO_SELL,
    HELP,
    HELP_NOTES,
    MAY_CONTACT,
    MAY_TELL_OTHERS,
    PARTNER_ROLE,
    PRIVATE,
    SHARING,
    SOLUTION_AREA,
    SOLUTION_PLAY,
    asks_for_help,
)

_SERVICES = (PARTNER_ROLE, SOLUTION_AREA, SOLUTION_PLAY)
_COUNTRY, _CURRENCY = re.compile("[A-Z]{2}"), re.compile("[A-Z]{3}")

_NO_SOLUTION = "is needed for a co-sell without solutions of yours; or choose solutions"

Misfits = Iterator[tuple[str, str]]


def misfits_of(referral: OutgoingReferral) -> Mapping[str, str]:
    """Name what does not fit together; the first reason for a field is the one that is told."""
    found: dict[str, str] = {}
    for rule in _RULES:
        for name, why in rule(referral):
            found.setdefault(name, why)
    return found


def _written_as_microsoft_does(referral: OutgoingReferral) -> Misfits:
    said = referral.fields
    country, currency = said.get("customer.country_code", ""), said.get("value.currency", "")
    if country and not _COUNTRY.fullmatch(country):
        yield "customer.country_code", "must be two capital letters, such as FI"
    if currency and not _CURRENCY.fullmatch(currency):
        yield "value.currency", "must be three capital letters, such as EUR"


def _whole_amounts(referral: OutgoingReferral) -> Misfits:
    yield from half_an_amount(referral.fields).items()


def _consents(referral: OutgoingReferral) -> Misfits:
    """Whose name goes to Microsoft's sellers has agreed to it; whom they may call is named."""
    said = referral.fields
    named = any(said.get(name) for name in said if name.startswith("contact."))
    if named and said.get(SHARING) != PRIVATE and said.get(MAY_TELL_OTHERS) != "true":
        yield MAY_TELL_OTHERS, "must be true: Microsoft's sellers will see the customer's contact"
    if said.get(MAY_CONTACT) == "true" and not _reachable(said):
        yield "contact.email", "is needed, or contact.phone: the contact is to be called"


def _help(referral: OutgoingReferral) -> Misfits:
    """What a co-sell asks for; nobody else is asked for help."""
    said = referral.fields
    if not asks_for_help(referral):
        for name in (HELP, HELP_NOTES):
            if said.get(name):
                yield name, f"is for {CO_SELL} alone; leave it out, or choose that"
        return
    if not said.get(HELP):
        yield HELP, "is needed for a co-sell: say what help Microsoft is asked for"
    if not referral.solutions:
        yield from ((name, _NO_SOLUTION) for name in _SERVICES if not said.get(name))


def _reachable(said: Fields) -> bool:
    return bool(said.get("contact.email") or said.get("contact.phone"))


_RULES: tuple[Callable[[OutgoingReferral], Misfits], ...] = (
    _written_as_microsoft_does,
    _whole_amounts,
    _consents,
    _help,
)
