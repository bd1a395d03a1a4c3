"""
What a lead becomes: a draft that has the company, the problem, and nobody to talk to.

The shape follows an opportunity that AWS's own sample was answered with after a conversion
(partner-crm-integration-samples, Lead_To_Opportunity.md).
"""

from datetime import date, timedelta
from typing import Any

from sandbox.partner_central.model_check import flaws, service_model
from sandbox.partner_central.state.opportunity import Document
from sandbox.partner_central.views.pick import pick

_TITLE = "Converted from Lead"
_TO_CLOSE = timedelta(days=90)


def opportunity_body(lead: Document, *, today: date) -> Document:
    """Draft an opportunity; what a lead may say and an opportunity may not is left out."""
    return {
        "NationalSecurity": "No",
        "OpportunityType": "Net New Business",
        "Customer": {"Account": _account(lead["Customer"]), "Contacts": []},
        "Project": {"Title": _TITLE, "ExpectedCustomerSpend": [], **_problem(lead)},
        "Marketing": {"Source": "None"},
        "LifeCycle": {
            "Stage": "Prospect",
            "ReviewStatus": "Pending Submission",
            "TargetCloseDate": (today + _TO_CLOSE).isoformat(),
        },
    }


def project_context(body: Document) -> Document:
    """Show the new opportunity as a context; a half the model would refuse is left out."""
    account, project = body["Customer"]["Account"], body["Project"]
    halves = {
        "Customer": {
            **pick(account, "Industry", "CompanyName", "WebsiteUrl"),
            **account.get("Address", {}),
        },
        "Project": {
            "Title": project["Title"],
            "BusinessProblem": project.get("CustomerBusinessProblem"),
            "TargetCompletionDate": body["LifeCycle"]["TargetCloseDate"],
        },
    }
    return _fitting("CustomerProjectsContext", halves)


def _account(customer: Document) -> Document:
    address = _fitting("Address", pick(customer.get("Address", {}), "CountryCode"))
    account = _fitting("Account", pick(customer, "Industry", "CompanyName", "WebsiteUrl"))
    return {**account, **({"Address": address} if address else {})}


def _problem(lead: Document) -> Document:
    told = [i["BusinessProblem"] for i in lead["Interactions"] if i.get("BusinessProblem")]
    return _fitting("Project", {"CustomerBusinessProblem": told[-1]}) if told else {}


def _fitting(shape_name: str, document: dict[str, Any]) -> Document:
    members = service_model().shape_for(shape_name).members
    return {name: value for name, value in document.items() if not [*flaws(members[name], value)]}
