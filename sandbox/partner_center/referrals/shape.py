"""
The members of a referral and their types.

Sources: the certified Power Platform connector PartnerCenterReferrals; Microsoft Learn, "Referral
resources", for `consentToMicrosoftToContactSpecificPartners` and the members of `ids`. Unknown
members are refused, although nobody says whether Partner Center refuses them.
"""

from collections.abc import Mapping
from typing import Any

from sandbox.partner_center.errors import invalid

_TEXT, _FLAG, _NUMBER, _ANY = "text", "flag", "number", "any"
_ID = {"id": _TEXT}
_PREFERENCE = {"locale": _TEXT, "disableNotifications": _FLAG}
MEMBER = {
    "firstName": _TEXT,
    "lastName": _TEXT,
    "phoneNumber": _TEXT,
    "email": _TEXT,
    "contactPreference": _PREFERENCE,
}
_ADDRESS_LINES = ("addressLine1", "addressLine2", "city", "state", "postalCode", "country")
_CUSTOMER = {
    "name": _TEXT,
    "address": dict.fromkeys((*_ADDRESS_LINES, "region"), _TEXT),
    "size": _TEXT,
    "team": [MEMBER],
    "ids": [{"profileType": _TEXT, "id": _TEXT}],
}
_CONSENT = dict.fromkeys(
    (
        "consentToContact",
        "consentToToShareInfoWithOthers",
        "consentToShareReferralWithMicrosoftSellers",
        "consentToMicrosoftToContactSpecificPartners",
    ),
    _FLAG,
)
_REQUIREMENTS = {
    "industries": [_ID],
    "products": [_ID],
    "services": [_ID],
    "solutions": [_ANY],
    "offers": [_ANY],
    "additionalRequirements": _ANY,
}
_DETAILS = {
    "notes": _TEXT,
    "dealValue": _NUMBER,
    "currency": _TEXT,
    "closingDateTime": _TEXT,
    "customerAction": _TEXT,
    "customerRequestedContact": _FLAG,
    "requirements": _REQUIREMENTS,
}
_INVITE = {
    "notes": _TEXT,
    "assistanceRequestCode": _TEXT,
    "invitedBy": {"organizationId": _TEXT, "organizationName": _TEXT},
}
_PLAIN = (
    "name",
    "externalReferenceId",
    "status",
    "substatus",
    "statusReason",
    "salesStage",
    "type",
    "campaignId",
    "mpnId",
    "referralProgram",
    "callToAction",
    "lastModifiedVia",
    "lastRunId",
    "engagementId",
    "qualification",
)
_SET_BY_SERVICE = (
    "id",
    "organizationId",
    "organizationName",
    "direction",
    "createdDateTime",
    "updatedDateTime",
    "acceptedDateTime",
    "closedDateTime",
    "expirationDateTime",
    "registrationStatus",
    "referralSource",
    "quality",
    "eTag",
)
REFERRAL: dict[str, Any] = {
    **dict.fromkeys((*_PLAIN, *_SET_BY_SERVICE, "@odata.context"), _TEXT),
    "favorite": _FLAG,
    "isSpam": _FLAG,
    "customerProfile": _CUSTOMER,
    "consent": _CONSENT,
    "details": _DETAILS,
    "inviteContext": _INVITE,
    "team": [MEMBER],
    "target": [{"type": _TEXT, "id": _TEXT}],
    "trackingInfo": {"microsoftMsxId": _TEXT},
    "tags": [_ANY],
    "registrations": [_ANY],
}
READ_ONLY = frozenset((*_SET_BY_SERVICE, "isSpam", "tags", "registrations", "trackingInfo"))
_SALES_STAGES = ("Qualify", "Develop", "Propose", "Close")
_TYPES: dict[str, tuple[type, ...]] = {_TEXT: (str,), _FLAG: (bool,), _NUMBER: (int, float)}


def require_referral(document: Any) -> dict[str, Any]:
    """
    Return a body that has the form of a referral.

    Raises:
        ApiError: it has not.
    """
    require(document, REFERRAL, "referral")
    if document.get("salesStage", "Qualify") not in _SALES_STAGES:
        raise invalid(f"'{document['salesStage']}' is not a sales stage.", "salesStage")
    return dict(document)


def require(value: Any, form: Any, where: str) -> None:
    """
    Check a value against a form: a name of a type, `[form of each]` or a mapping of forms.

    Raises:
        ApiError: a member is unknown or of another type.
    """
    if value is None or form == _ANY:
        return
    if isinstance(form, Mapping):
        _require_members(value, form, where)
    elif isinstance(form, list):
        _require_each(value, form[0], where)
    elif not isinstance(value, _TYPES[form]) or (form == _NUMBER and isinstance(value, bool)):
        raise invalid(f"'{where}' must be a {form}.", where)


def _require_members(value: Any, form: Mapping[str, Any], where: str) -> None:
    if not isinstance(value, Mapping):
        raise invalid(f"'{where}' must be an object.", where)
    for name, held in value.items():
        if name not in form:
            raise invalid(f"'{where}' has no property '{name}'.", name)
        require(held, form[name], name)


def _require_each(value: Any, form: Any, where: str) -> None:
    if not isinstance(value, list):
        raise invalid(f"'{where}' must be a list.", where)
    for each in value:
        require(each, form, where)


def is_path(path: str) -> bool:
    """Tell whether `customerProfile/address/country` is a plain member of a referral."""
    form: Any = REFERRAL
    for name in path.split("/"):
        if not isinstance(form, Mapping) or name not in form:
            return False
        form = form[name]
    return isinstance(form, str)
