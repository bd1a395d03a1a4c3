"""A referral as AWS takes it, and what of an opportunity differs from it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from referral_hub.adapters.partners.aws import words
from referral_hub.adapters.partners.aws.rewriting import review_status
from referral_hub.domain.outgoing.referral import OutgoingReferral
from referral_hub.domain.referrals.axes import Stage

from . import picklists
from .members import MEMBERS, laid_over, text_at, told, tree, value_at

Document = Mapping[str, Any]
Fields = Mapping[str, str]

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
_STAGE, _REASON = "stage", "closed_lost_reason"


def mark(referral: OutgoingReferral) -> str:
    """Name the referral in PartnerOpportunityIdentifier, so that it is found if its id got lost."""
    return f"{referral.number}-{referral.key}"[:_LONGEST_ID]


def creation(referral: OutgoingReferral) -> dict[str, Any]:
    """Write the members of CreateOpportunity."""
    names = [name for name in MEMBERS if referral.fields.get(name)]
    return {OURS: mark(referral), **laid_over(_DEFAULTS, _tree(referral.fields, names, {}))}


def submission(referral: OutgoingReferral) -> dict[str, str]:
    """Write how AWS is asked to take part."""
    fields = referral.fields
    return {
        "InvolvementType": fields.get("involvement_type") or picklists.CO_SELL,
        "Visibility": fields.get("visibility") or picklists.FULL,
    }


def wanted(referral: OutgoingReferral, found: Document) -> Fields:
    """
    List what an opportunity should say: a draft all that the referral says, later the stage only if
    it is ahead of that at AWS, where the deal may have come further. A field that the referral
    leaves blank stays as it is, and the team cannot be changed at all.
    """
    told = {n: text for n, text in referral.fields.items() if n in MEMBERS and _may_change(n, text)}
    if review_status(found) == words.Review.DRAFT:
        return told
    ahead = _stage_ahead(referral, text_at(found, _STAGE))
    reason = told.get(_REASON) or words.LOST_BECAUSE.get(referral.stage, picklists.OTHER)
    lost = {_REASON: reason} if ahead == picklists.CLOSED_LOST else {}
    others = {name: text for name, text in told.items() if name not in (_STAGE, _REASON)}
    return {**others, **({_STAGE: ahead} if ahead else {}), **lost}


def differing(fields: Fields, found: Document) -> tuple[str, ...]:
    """Name the fields in which an opportunity differs from these."""
    return tuple(
        name
        for name, text in fields.items()
        if not _alike(name, value_at(found, MEMBERS[name]), told(name, text))
    )


def changes(fields: Fields, found: Document, names: Iterable[str]) -> dict[str, Any]:
    """Write the members of UpdateOpportunity that bring these fields in line."""
    new = _tree(fields, names, found)
    return {top: laid_over(found, new)[top] for top in new}


def _may_change(name: str, text: str) -> bool:
    return bool(text) and not name.startswith(_TEAM)


def _stage_ahead(referral: OutgoingReferral, known: str) -> str:
    """The stage that people say, or that the sale has; empty if AWS has it or is ahead of it."""
    of_the_sale = "" if referral.stage is Stage.NEW else words.STAGES[referral.stage][0]
    farthest = max((referral.fields.get(_STAGE, ""), of_the_sale), key=_place)
    return farthest if _place(farthest) > _place(known) else ""


def _place(stage: str) -> int:
    return picklists.STAGES.index(stage) if stage in picklists.STAGES else -1


def _tree(fields: Fields, names: Iterable[str], found: Document) -> dict[str, Any]:
    values = {MEMBERS[name]: told(name, fields[name]) for name in names}
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
