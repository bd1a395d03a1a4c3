"""
A lead, and what creating one takes.

Source: Google for Developers, "REST Resource: partners.leads" (members, which of them are required
or output only; one product of interest) and "Method: partners.leads.create". The values of its
enumerations and the members of its customer were not at hand, and are not checked. That a wrong
member is told as a violation is how Google's APIs do it (API Improvement Proposal 193).
"""

from collections.abc import Mapping
from typing import Any

from sandbox.google_partners.errors import invalid

_REQUIRED: Mapping[str, type | tuple[type, ...]] = {
    "engagementModel": str,
    "dealTransactionType": str,
    "customer": dict,
    "partnerAnnualContractValue": (int, float),
    "leadCurrencyCode": str,
    "estimatedCloseDate": dict,
    "dealTerm": str,
    "opportunitySummary": str,
    "supportLevel": str,
    "productInterests": list,
    "submitterEmail": str,
}
_OPTIONAL: Mapping[str, type | tuple[type, ...]] = {
    "externalSystemId": str,
    "description": str,
    "title": str,
    "customerContactRequested": bool,
    "deliveryModel": str,
    "contractVehicle": str,
    "isvSolutionConnectDeal": bool,
    "leadSource": str,
    "budget": str,
    "timeline": str,
    "authority": str,
    "need": str,
    "isPublicTender": bool,
    "isConfidential": bool,
}
_KNOWN = {**_REQUIRED, **_OPTIONAL}
_OUTPUT_ONLY = {
    "name",
    "leadStatus",
    "leadApprovalStatus",
    "submittedTime",
    "rejectionComments",
    "approvalNotes",
    "rejectionReason",
    "createDate",
}

Lead = dict[str, Any]


def created(body: Any) -> Lead:
    """
    Make the lead that comes of a request; what is output only is ignored.

    Raises:
        ApiError: a member is missing, unknown or of another type.
    """
    if not isinstance(body, dict):
        raise invalid("The request body is no Lead.")
    for member in _REQUIRED:
        if body.get(member) in (None, "", [], {}):
            raise invalid(f'Missing required field "{member}".', member)
    for member in body.keys() - _OUTPUT_ONLY:
        if member not in _KNOWN:
            raise invalid(f'Unknown name "{member}".', member)
        if not isinstance(body[member], _KNOWN[member]):
            raise invalid(f'Invalid value at "lead.{member}".', member)
    if len(body["productInterests"]) != 1:
        raise invalid("Only a single product is supported.", "productInterests")
    said = {member: value for member, value in body.items() if member not in _OUTPUT_ONLY}
    return {**said, "leadStatus": "OPEN", "leadApprovalStatus": "PENDING"}
