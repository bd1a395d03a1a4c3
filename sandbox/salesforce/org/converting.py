"""
Converting a lead: it becomes an account, a contact and, if people want one, an opportunity.

Sources: SOAP API Developer Guide, "convertLead()"; Change Data Capture Developer Guide, "Change
Events for Lead Conversion" (the order of the changes); Metadata API Developer Guide,
"LeadConvertSettings" (custom fields that are copied).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sandbox.salesforce.metadata.deployed import LEAD_MAPPING
from sandbox.salesforce.metadata.leads import CONVERTED_STATUSES
from sandbox.salesforce.metadata.stages import STAGES
from sandbox.salesforce.metadata.values import show
from sandbox.salesforce.org.reading import live_record
from sandbox.salesforce.org.record import Record
from sandbox.salesforce.org.state import Caller, Org
from sandbox.salesforce.org.writing import create, require_unconverted, save
from sandbox.switches import BadBehaviourError

_TO_ACCOUNT = {
    "Company": "Name",
    "AnnualRevenue": "AnnualRevenue",
    "Industry": "Industry",
    "NumberOfEmployees": "NumberOfEmployees",
    "Website": "Website",
    "LeadSource": "AccountSource",
}
_TO_CONTACT = ("FirstName", "LastName", "Salutation", "Title", "Email", "Phone", "LeadSource")


@dataclass(frozen=True)
class Conversion:
    """
    What people choose on the page: an account that is there, or none for a new one; the name of the
    opportunity, or none for no opportunity; one of the statuses of converted leads.
    """

    account_id: str | None = None
    opportunity: str | None = None
    status: str = CONVERTED_STATUSES[0]


def convert(org: Org, caller: Caller, lead_id: str, wish: Conversion) -> str:
    """
    Convert a lead and return its id.

    Raises:
        SalesforceError: no such lead, it is converted already, or a rule says no.
        BadBehaviourError: the status is none of converted leads.
    """
    lead = live_record(org, org.schema.of("Lead"), lead_id)
    require_unconverted(lead)
    if wish.status not in CONVERTED_STATUSES:
        raise BadBehaviourError(f"no status of converted leads: {wish.status}")
    save(org, caller, lead, {**_became(org, caller, lead, wish), **_converted(org, wish)})
    return lead.id


def _converted(org: Org, wish: Conversion) -> dict[str, Any]:
    return {"Status": wish.status, "IsConverted": True, "ConvertedDate": org.now.date()}


def _became(org: Org, caller: Caller, lead: Record, wish: Conversion) -> dict[str, Any]:
    told = _told(org, lead)
    named = {there: told[here] for here, there in _TO_ACCOUNT.items() if here in told}
    account_id = wish.account_id or _make(org, caller, "Account", named)
    person = {name: told[name] for name in _TO_CONTACT if name in told}
    contact_id = _make(org, caller, "Contact", {**person, "AccountId": account_id})
    became = {"ConvertedAccountId": account_id, "ConvertedContactId": contact_id}
    if wish.opportunity is None:
        return became
    deal = {"AccountId": account_id, "Name": wish.opportunity, **_fresh(org, told)}
    return {**became, "ConvertedOpportunityId": _make(org, caller, "Opportunity", deal)}


def _told(org: Org, lead: Record) -> dict[str, Any]:
    """Return what the lead says, as a body of the API would."""
    fields = org.schema.of("Lead").fields.values()
    shown = {field.name: show(field, lead.get(field.name)) for field in fields}
    return {name: value for name, value in shown.items() if value is not None}


def _fresh(org: Org, told: Mapping[str, Any]) -> dict[str, Any]:
    """Fill a new opportunity: the first stage, the end of the quarter, and what is mapped."""
    begun = {"StageName": STAGES[0].name, "CloseDate": _end_of_quarter(org.now.date()).isoformat()}
    if "LeadSource" in told:
        begun["LeadSource"] = told["LeadSource"]
    mapped = LEAD_MAPPING if org.behaviour.maps_leads else {}
    return {**begun, **{there: told[here] for here, there in mapped.items() if here in told}}


def _end_of_quarter(day: date) -> date:
    month = (day.month - 1) // 3 * 3 + 3
    return (date(day.year, month, 28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


def _make(org: Org, caller: Caller, sobject: str, body: Mapping[str, Any]) -> str:
    return create(org, caller, org.schema.of(sobject), body)
