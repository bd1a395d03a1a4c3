"""
Which member of an opportunity each field of the form is: in the document, and in AWS's complaints.

Of spends, contacts and team the first one is the referral's; all else stays as AWS has it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from referral_hub.adapters.partners.aws.people import plain_email, plain_phone
from referral_hub.domain.forms import chosen

Document = Mapping[str, Any]

SOLUTIONS = "solutions"
_ACCOUNT, _PROJECT, _LIFE_CYCLE = "Customer.Account", "Project", "LifeCycle"
_ADDRESS, _CONTACT, _TEAM = f"{_ACCOUNT}.Address", "Customer.Contacts", "OpportunityTeam"
_SPEND, _SOFTWARE = f"{_PROJECT}.ExpectedCustomerSpend", "SoftwareRevenue"
_PERSON = {
    "first_name": "FirstName",
    "last_name": "LastName",
    "email": "Email",
    "phone": "Phone",
    "title": "BusinessTitle",
}
MEMBERS: Mapping[str, str] = {
    "title": f"{_PROJECT}.Title",
    "description": f"{_PROJECT}.CustomerBusinessProblem",
    "value.amount": f"{_SPEND}.Amount",
    "value.currency": f"{_SPEND}.CurrencyCode",
    "target_close_date": f"{_LIFE_CYCLE}.TargetCloseDate",
    "customer.company_name": f"{_ACCOUNT}.CompanyName",
    "customer.website_url": f"{_ACCOUNT}.WebsiteUrl",
    "customer.industry": f"{_ACCOUNT}.Industry",
    "customer.country_code": f"{_ADDRESS}.CountryCode",
    "customer.state": f"{_ADDRESS}.StateOrRegion",
    "customer.city": f"{_ADDRESS}.City",
    "customer.postal_code": f"{_ADDRESS}.PostalCode",
    "customer.street": f"{_ADDRESS}.StreetAddress",
    **{f"contact.{ours}": f"{_CONTACT}.{theirs}" for ours, theirs in _PERSON.items()},
    **{f"host.{ours}": f"{_TEAM}.{theirs}" for ours, theirs in _PERSON.items()},
    "other_industry": f"{_ACCOUNT}.OtherIndustry",
    "aws_account_id": f"{_ACCOUNT}.AwsAccountId",
    "duns": f"{_ACCOUNT}.Duns",
    "opportunity_type": "OpportunityType",
    "primary_needs": "PrimaryNeedsFromAws",
    "use_case": f"{_PROJECT}.CustomerUseCase",
    "delivery_models": f"{_PROJECT}.DeliveryModels",
    "sales_activities": f"{_PROJECT}.SalesActivities",
    "other_solution": f"{_PROJECT}.OtherSolutionDescription",
    "competitor": f"{_PROJECT}.CompetitorName",
    "other_competitors": f"{_PROJECT}.OtherCompetitorNames",
    "additional_comments": f"{_PROJECT}.AdditionalComments",
    "programs": f"{_PROJECT}.ApnPrograms",
    "contract_months": f"{_PROJECT}.ExpectedContractDuration.Value",
    "stage": f"{_LIFE_CYCLE}.Stage",
    "closed_lost_reason": f"{_LIFE_CYCLE}.ClosedLostReason",
    "next_steps": f"{_LIFE_CYCLE}.NextSteps",
    "national_security": "NationalSecurity",
    "marketing_source": "Marketing.Source",
    "marketing_campaign": "Marketing.CampaignName",
    "marketing_channels": "Marketing.Channels",
    "marketing_funded": "Marketing.AwsFundingUsed",
    "software.revenue_model": f"{_SOFTWARE}.DeliveryModel",
    "software.amount": f"{_SOFTWARE}.Value.Amount",
    "software.currency": f"{_SOFTWARE}.Value.CurrencyCode",
    "software.effective_date": f"{_SOFTWARE}.EffectiveDate",
    "software.expiration_date": f"{_SOFTWARE}.ExpirationDate",
}
# What is told when it is submitted, and is no part of the document.
SUBMISSION: Mapping[str, str] = {
    "involvement_type": "AwsSubmission.InvolvementType",
    "visibility": "AwsSubmission.Visibility",
}
FIRST_OF = frozenset({"ExpectedCustomerSpend", "Contacts", "OpportunityTeam"})
SEVERAL = frozenset(
    {"primary_needs", "delivery_models", "sales_activities", "programs", "marketing_channels"}
)
_TELLS: Mapping[str, Any] = {
    "contact.email": plain_email,
    "contact.phone": plain_phone,
    "host.email": plain_email,
    "host.phone": plain_phone,
    **dict.fromkeys(SEVERAL, lambda text: list(chosen(text))),
}


def told(name: str, text: str) -> Any:
    """Write a field's text as AWS takes it."""
    return _TELLS.get(name, str.strip)(text)


def value_at(document: Document, member: str) -> Any:
    """Look up what an opportunity says; None where it says nothing."""
    found: Any = document
    for name in member.split("."):
        found = (found or {}).get(name)
        if name in FIRST_OF:
            found = next(iter(found or ()), None)
    return found


def text_at(document: Document, name: str) -> str:
    """Read a field as the form has it."""
    found = value_at(document, MEMBERS[name])
    return "; ".join(found) if isinstance(found, list) else str(found or "")


def fields_at_fault(field: str) -> tuple[str, ...]:
    """
    Find the fields of the form that AWS means: by the member itself, by the end of its path, which
    is all that AWS tells at times, or by a part of the document that it finds fault with.
    """
    path = _path(re.sub(r"\[\d+\]", "", field))
    if any(part.startswith("relatedentity") for part in path):
        return (SOLUTIONS,)
    if not path:
        return ()
    known = {name: _path(member) for name, member in {**MEMBERS, **SUBMISSION}.items()}
    exact = tuple(name for name, parts in known.items() if parts == path)
    ends = tuple(name for name, parts in known.items() if parts[-len(path) :] == path)
    return exact or ends or tuple(n for n, parts in known.items() if parts[: len(path)] == path)


def _path(field: str) -> tuple[str, ...]:
    return tuple(part for part in field.lower().split(".") if part)


def laid_over(found: Document, told: Document) -> dict[str, Any]:
    """Put what is told over a document, member by member; what else it says stays."""
    result = dict(found)
    for name, value in told.items():
        if name in FIRST_OF:
            first, *others = found.get(name) or [{}]
            result[name] = [laid_over(first, value), *others]
        elif isinstance(value, Mapping):
            result[name] = laid_over(found.get(name) or {}, value)
        else:
            result[name] = value
    return result


def tree(values: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    """Make a tree of values by the paths of their members."""
    grown: dict[str, Any] = {}
    for member, value in values:
        *path, leaf = member.split(".")
        place = grown
        for name in path:
            place = place.setdefault(name, {})
        place[leaf] = value
    return grown
