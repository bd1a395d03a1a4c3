"""
What Google finds fault with in a lead, by the fields of the form.

API Improvement Proposal 193: violations of fields stand in the details of an error. That this API
tells them is assumed; names are read with and without what they are a part of, in both spellings.
"""

from __future__ import annotations

from referral_hub.adapters.partners.google.errors import Refusal
from referral_hub.domain.effects import Refused

from . import form

_FIELDS = {
    **form.TEXTS,
    **form.FLAGS,
    "partnerAnnualContractValue": form.AMOUNT,
    "estimatedCloseDate": form.CLOSES,
    "productInterests": form.PRODUCT,
    "customer": "customer.company_name",
}
_BY_NAME = {theirs.casefold(): ours for theirs, ours in _FIELDS.items()}


def told(refusal: Refusal) -> Refused:
    names = (_ours(part) for part in refusal.fields)
    return about(refusal, tuple(dict.fromkeys(name for name in names if name)))


def about(refusal: Refusal, fields: tuple[str, ...]) -> Refused:
    return Refused(reason=refusal.reason, cause=refusal.cause, fields=fields, fix=refusal.fix)


def _ours(path: str) -> str:
    """The first part that is a member of a lead: `lead.deal_term`, `customer.address.city`."""
    parts = (part.partition("[")[0].replace("_", "").casefold() for part in path.split("."))
    return next((_BY_NAME[part] for part in parts if part in _BY_NAME), "")
