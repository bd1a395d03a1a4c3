"""
What the host edited of a deal that Microsoft has, as steps of a patch.

Which paths can be patched: the certified connector's specification, and Microsoft Learn, "Update a
lead or opportunity". Whatever else differs is named, and stays.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from referral_hub.adapters.partners.microsoft import deal
from referral_hub.adapters.partners.microsoft.door import Operation, put, replace
from referral_hub.adapters.partners.microsoft.reading import Document, listed, member
from referral_hub.domain.effects import Done, Outcome
from referral_hub.domain.forms import Fields
from referral_hub.domain.outgoing.referral import OutgoingReferral
from referral_hub.domain.referrals.deal_fields import DealField, plain

from . import form
from .document import ADDRESS, shares_with_sellers, solutions, team

Steps = tuple[Operation, ...]

_DEAL = (
    DealField.DESCRIPTION,
    DealField.AMOUNT,
    DealField.CURRENCY,
    DealField.TARGET_CLOSE_DATE,
)
_TEXTS = {
    form.SALES_STAGE: "salesStage",
    form.CAMPAIGN: "campaignId",
    form.PROGRAM: "referralProgram",
}
_TEAMS = {"contact": "customerProfile/team", "host": "team"}
_SELLERS = "consent/consentToShareReferralWithMicrosoftSellers"
_SOLUTIONS = "details/requirements/solutions"
# What cannot be patched, with the fields of the form that it comes of.
_STAYS: Mapping[str, tuple[str, ...]] = {
    "name": ("title",),
    "customerProfile/name": ("customer.company_name",),
    **{f"customerProfile/address/{theirs}": (ours,) for theirs, ours in ADDRESS.items()},
    "customerProfile/size": (form.SIZE,),
    "customerProfile/ids": (form.DUNS,),
    "qualification": (form.QUALIFICATION,),
    "consent/consentToContact": (form.MAY_CONTACT,),
    "consent/consentToToShareInfoWithOthers": (form.MAY_TELL_OTHERS,),
    "inviteContext/assistanceRequestCode": (form.HELP,),
    "inviteContext/notes": (form.HELP_NOTES,),
    "details/requirements/additionalRequirements/attributes": tuple(form.ATTRIBUTES.values()),
    **{f"details/requirements/{name}": (name,) for name in form.REQUIREMENTS},
}


def steps(found: Document, referral: OutgoingReferral) -> Outcome | Steps:
    """Bring one of its referrals in line; done when it is. What is blank here stays there."""
    said = referral.fields
    told = {field: plain(field, said[field]) for field in _DEAL if said.get(field)}
    texts, consent = _texts(found, said), _consent(found, said)
    people, offers = _people(found, said), _solutions(found, referral)
    return (*deal.details(found, told), *texts, *consent, *people, *offers) or Done()


def stays(found: Document, wanted: Document, said: Fields) -> tuple[str, ...]:
    """Name what differs from what is wanted and cannot be changed, by the fields of the form."""
    differing = (path for path in _STAYS if _differs(member(wanted, path), member(found, path)))
    return tuple(name for path in differing for name in _STAYS[path] if name in said)


def _differs(wanted: Any, found: Any) -> bool:
    if isinstance(wanted, list):
        there = found if isinstance(found, list) else []
        return not all(any(each.items() <= one.items() for one in there) for each in wanted)
    return wanted is not None and wanted != found


def _texts(found: Document, said: Fields) -> Iterator[Operation]:
    for name, path in _TEXTS.items():
        if said.get(name) and member(found, path) != said[name]:
            yield put(found, path, said[name])


def _consent(found: Document, said: Fields) -> Iterator[Operation]:
    wanted = shares_with_sellers(said)
    if member(found, _SELLERS) is not wanted:
        yield put(found, _SELLERS, wanted)


def _people(found: Document, said: Fields) -> Iterator[Operation]:
    for whose, path in _TEAMS.items():
        for person in team(said, whose):
            yield from _with_person(found, path, person)


def _with_person(found: Document, path: str, person: Document) -> Iterator[Operation]:
    """Add a person, or bring who has that e-mail address up to date; the others stay."""
    there = list(listed(found, path))
    same = [each for each in there if _address(each) == _address(person)]
    if any(each.items() >= person.items() for each in same):
        return
    if same:
        yield replace(f"/{path}", [_updated(each, person) for each in there])
    elif there:
        yield {"op": "add", "path": f"/{path}/-", "value": person}
    else:
        yield put(found, path, [person])


def _updated(there: Document, person: Document) -> Document:
    return {**there, **person} if _address(there) == _address(person) else there


def _address(person: Mapping[str, Any]) -> str:
    return str(person.get("email") or "").casefold()


def _solutions(found: Document, referral: OutgoingReferral) -> Iterator[Operation]:
    """Those that were chosen are the host's to choose: what it took out goes."""
    there = {str(each.get("id")): each for each in listed(found, _SOLUTIONS)}
    if set(there) != set(referral.solutions):
        wanted = [{**there.get(each["id"], {}), **each} for each in solutions(referral)]
        yield put(found, _SOLUTIONS, wanted)
