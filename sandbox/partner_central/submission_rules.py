"""
What an opportunity needs before AWS takes it: more than the model asks of one that is created.

Sources: AWS Partner Central API reference, "Creating opportunities" and the fields' own pages. Of
postal codes only those of the United States are known here.
"""

import re
from collections.abc import Iterator
from typing import Any

from sandbox.partner_central.model_check import Code, Flaw
from sandbox.partner_central.state.opportunity import Opportunity

CO_SELL = "Co-Sell"
_NEEDED = (
    "OpportunityType",
    "Customer.Account.CompanyName",
    "Customer.Account.Industry",
    "Customer.Account.WebsiteUrl",
    "Customer.Account.Address.CountryCode",
    "Project.Title",
    "Project.CustomerBusinessProblem",
    "Project.CustomerUseCase",
    "Project.DeliveryModels",
    "Project.ExpectedCustomerSpend",
    "LifeCycle.Stage",
    "LifeCycle.TargetCloseDate",
)
_NEEDED_TO_CO_SELL = ("PrimaryNeedsFromAws", "Project.SalesActivities")
_WEBSITE = "Customer.Account.WebsiteUrl"
_ADDRESS = "Customer.Account.Address"
_ZIP = re.compile(r"[0-9]{5}(-[0-9]{4})?")
_BY_PARTNER = "Partner Referral"
_SIGNED = ("Committed", "Launched")


def about_submission(opportunity: Opportunity, asked: dict[str, Any]) -> Iterator[Flaw]:
    """Find all that AWS would send back at once."""
    status, body = opportunity.review_status, opportunity.body
    if status != "Pending Submission":
        message = f"an opportunity that is {status} cannot be submitted"
        yield Flaw("LifeCycle.ReviewStatus", Code.INVALID_RESOURCE_STATE, message)
    yield from _missing(body, asked)
    yield from _address(_at(body, _ADDRESS) or {})
    if _at(body, "LifeCycle.Stage") == "Prospect":
        message = "a prospect has to be qualified before it is submitted"
        yield Flaw("LifeCycle.Stage", Code.INVALID_VALUE, message)
    if not any(opportunity.related.values()) and not _at(body, "Project.OtherSolutionDescription"):
        message = "associate a solution, or describe another one"
        yield Flaw("RelatedEntityIdentifiers", Code.REQUIRED_FIELD_MISSING, message)
    yield from about_solution(opportunity, body)


def about_solution(opportunity: Opportunity, body: dict[str, Any]) -> Iterator[Flaw]:
    """Refuse to sign a deal of the partner's own whose solution was only described."""
    only_described = opportunity.origin == _BY_PARTNER and not any(opportunity.related.values())
    if (
        only_described
        and _at(body, "Project.OtherSolutionDescription")
        and _at(body, "LifeCycle.Stage") in _SIGNED
    ):
        message = "a solution that is only described cannot be committed to"
        yield Flaw("LifeCycle.Stage", Code.INVALID_VALUE, message)


def _missing(body: dict[str, Any], asked: dict[str, Any]) -> Iterator[Flaw]:
    co_sell = _NEEDED_TO_CO_SELL if asked["InvolvementType"] == CO_SELL else ()
    secret = body.get("NationalSecurity") == "Yes"
    for path in (*_NEEDED, *co_sell):
        if not _at(body, path) and not (secret and path == _WEBSITE):
            yield Flaw(path, Code.REQUIRED_FIELD_MISSING, "is required")


def _address(address: dict[str, Any]) -> Iterator[Flaw]:
    if address.get("CountryCode") != "US":
        return
    if not address.get("StateOrRegion"):
        message = "is required in the United States"
        yield Flaw(f"{_ADDRESS}.StateOrRegion", Code.REQUIRED_FIELD_MISSING, message)
    elif len(address["StateOrRegion"]) == len("NY"):
        yield Flaw(f"{_ADDRESS}.StateOrRegion", Code.INVALID_VALUE, "is written out")
    if not _ZIP.fullmatch(address.get("PostalCode", "")):
        message = "must be in 99999 or 99999-9999 format"
        yield Flaw(f"{_ADDRESS}.PostalCode", Code.INVALID_STRING_FORMAT, message)


def _at(body: dict[str, Any], path: str) -> Any:
    found: Any = body
    for name in path.split("."):
        found = found.get(name) if isinstance(found, dict) else None
    return found
