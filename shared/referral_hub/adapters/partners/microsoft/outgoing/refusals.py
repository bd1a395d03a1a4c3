"""What Partner Center finds fault with in a deal, by the fields of the form."""

from __future__ import annotations

from collections.abc import Iterable

from referral_hub.adapters.partners.microsoft.errors import Refusal
from referral_hub.domain.cause import Cause
from referral_hub.domain.effects import Refused

from . import form
from .document import ADDRESS

# By the last part of what Partner Center names as the target; nobody publishes how it writes one.
_FIELDS: dict[str, tuple[str, ...]] = {
    "name": ("title",),
    "notes": ("description",),
    "dealValue": ("value.amount",),
    "currency": ("value.currency",),
    "closingDateTime": ("target_close_date",),
    "customerProfile": ("customer.company_name",),
    "address": ("customer.country_code",),
    **{theirs: (ours,) for theirs, ours in ADDRESS.items()},
    "size": (form.SIZE,),
    "ids": (form.DUNS,),
    "team": ("host.email",),
    "consent": (form.SHARING, form.MAY_TELL_OTHERS, form.MAY_CONTACT),
    "consentToContact": (form.MAY_CONTACT,),
    "consentToToShareInfoWithOthers": (form.MAY_TELL_OTHERS,),
    "consentToShareReferralWithMicrosoftSellers": (form.SHARING,),
    "qualification": (form.QUALIFICATION,),
    "salesStage": (form.SALES_STAGE,),
    "campaignId": (form.CAMPAIGN,),
    "referralProgram": (form.PROGRAM,),
    "inviteContext": (form.HELP,),
    "assistanceRequestCode": (form.HELP,),
    "solutions": ("solutions",),
    "attributes": tuple(form.ATTRIBUTES.values()),
    "additionalRequirements": tuple(form.ATTRIBUTES.values()),
    **{name: (name,) for name in form.REQUIREMENTS},
}
_OF_THE_CUSTOMER: dict[str, tuple[str, ...]] = {
    "name": ("customer.company_name",),
    "team": ("contact.email",),
}
_STAYS = (
    "Partner Center lets nobody change this of a deal that it has; all else that was edited is told"
)
_UNDO = "Change it back, or have it changed in Partner Center; then resubmit."


def told(refusal: Refusal) -> Refused:
    """Say it with the names of the form, as far as Partner Center says what it is about."""
    return Refused(
        reason=refusal.reason,
        cause=refusal.cause,
        fix=refusal.fix,
        fields=_named(refusal.target),
    )


def stays(fields: Iterable[str]) -> Refused:
    """Say what cannot be changed."""
    told = tuple(sorted(fields))
    return Refused(reason=_STAYS, cause=Cause.INVALID_FIELDS, fields=told, fix=_UNDO)


def _named(target: str) -> tuple[str, ...]:
    *parents, last = target.replace(".", "/").strip("/").split("/")
    known = _OF_THE_CUSTOMER if "customerProfile" in parents else {}
    return known.get(last) or _FIELDS.get(last, ())
