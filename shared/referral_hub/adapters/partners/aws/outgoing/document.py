"""A referral as AWS takes it, and what of an opportunity differs from it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from referral_hub.domain.outgoing.referral import OutgoingReferral

from . import picklists
from .members import MEMBERS, laid_over, told, tree, value_at

Document = Mapping[str, Any]

OURS = "PartnerOpportunityIdentifier"
_LONGEST_ID = 64
_DEFAULTS: Document = {
    "Origin": "Partner Referral",
    "NationalSecurity": picklists.NO,
    "Marketing": {"Source": "None"},
}
# What goes with a part of the document that the host tells of.
_WITH: Mapping[str, tuple[tuple[str, str], ...]] = {
    "Project.ExpectedCustomerSpend": (("Frequency", "Monthly"), ("TargetCompany", "AWS")),
    "Project.ExpectedContractDuration": (("Term", "Months"),),
}
_TEAM = "host."
# After AWS has it, the stage is the deal's, which is told by itself.
_THE_DEALS = frozenset({"stage", "closed_lost_reason"})


def mark(referral: OutgoingReferral) -> str:
    """Name the referral in PartnerOpportunityIdentifier, so that it is found if its id got lost."""
    return f"{referral.number}-{referral.key}"[:_LONGEST_ID]


def creation(referral: OutgoingReferral) -> dict[str, Any]:
    """Write the members of CreateOpportunity."""
    names = [name for name in MEMBERS if referral.fields.get(name)]
    return {OURS: mark(referral), **laid_over(_DEFAULTS, _tree(referral, names, {}))}


def submission(referral: OutgoingReferral) -> dict[str, str]:
    """Write how AWS is asked to take part."""
    fields = referral.fields
    return {
        "InvolvementType": fields.get("involvement_type") or picklists.CO_SELL,
        "Visibility": fields.get("visibility") or picklists.FULL,
    }


def differing(referral: OutgoingReferral, found: Document, *, is_draft: bool) -> tuple[str, ...]:
    """
    Name the fields in which an opportunity differs from the referral. A field that the referral
    leaves blank stays as it is; the team cannot be changed at all, and of what is no draft any more
    the stage is not the referral's.
    """
    return tuple(
        name
        for name, member in MEMBERS.items()
        if referral.fields.get(name)
        and not name.startswith(_TEAM)
        and (is_draft or name not in _THE_DEALS)
        and not _alike(name, value_at(found, member), told(name, referral.fields[name]))
    )


def changes(referral: OutgoingReferral, found: Document, names: Iterable[str]) -> dict[str, Any]:
    """Write the members of UpdateOpportunity that bring these fields in line."""
    wanted = _tree(referral, names, found)
    return {top: laid_over(found, wanted)[top] for top in wanted}


def _tree(referral: OutgoingReferral, names: Iterable[str], found: Document) -> dict[str, Any]:
    values = {MEMBERS[name]: told(name, referral.fields[name]) for name in names}
    for part, constants in _WITH.items():
        if any(member.startswith(part) for member in values):
            missing = ((f"{part}.{name}", text) for name, text in constants)
            values |= {member: text for member, text in missing if not value_at(found, member)}
    return tree(values.items())


def _alike(name: str, known: Any, wanted: Any) -> bool:
    if not name.endswith(".amount"):
        return bool(known == wanted)
    return bool(known) and _number(known) == _number(wanted)


def _number(text: str) -> Decimal | str:
    try:
        return Decimal(text)
    except InvalidOperation:
        return text
