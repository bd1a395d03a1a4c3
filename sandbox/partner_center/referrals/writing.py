"""
Create, replace and patch a referral as its partner does.

Sources: Microsoft Learn, "Create a referral" (what is required), "Update a referral" (PUT, eTag)
and "Update a lead or opportunity" (PATCH heeds If-Match, but does not
ask for it). For an invitation of Microsoft's sellers into a deal of our own: "Create a referral",
section "Creating a shared referral"; which error code refuses a wrong one is chosen.
"""

from typing import Any

from sandbox.partner_center.behaviour import Behaviour
from sandbox.partner_center.errors import ApiError, invalid
from sandbox.partner_center.referrals.patching import patched
from sandbox.partner_center.referrals.shape import READ_ONLY, require_referral
from sandbox.partner_center.referrals.states import require_pair, require_transition
from sandbox.partner_center.referrals.store import Document, Record, Store

_REQUIRED = ("type", "customerProfile", "consent", "details")
_TYPES = ("Independent", "Shared")
_SELLERS = "msft"


def create(store: Store, body: Any) -> Record:
    """
    Create a referral of our own; nothing keeps the same one from being created twice.

    Raises:
        ApiError: a member is missing or does not fit.
    """
    document = _writable(body)
    _require_complete(document)
    if document.get("target"):
        _require_invitation(store, document)
    status = document.setdefault("status", "New" if document.get("target") else "Active")
    document.setdefault("substatus", "Received" if status == "New" else "Accepted")
    require_pair(status, document["substatus"], store.behaviour.rule_status)
    record = store.add({"qualification": "SalesQualified", "direction": "Outgoing", **document})
    if status == "Active":
        # Outgoing referrals are accepted when they are created (Referral resources).
        record.document["acceptedDateTime"] = record.document["createdDateTime"]
    return record


def replace(store: Store, referral_id: str, body: Any, if_match: str | None) -> Record:
    """
    Replace all of a referral: what the body leaves out is gone.

    Raises:
        ApiError: not there, no or another eTag, a body that does not fit.
    """
    record = store.find(referral_id)
    if if_match is None:
        raise invalid("The If-Match header is required.", "If-Match")
    _require_fresh(record, if_match, store.behaviour)
    if isinstance(body, dict) and "links" in body:
        raise invalid("'links' cannot be part of an update.", "links")
    if isinstance(body, dict) and body.get("id", referral_id) != referral_id:
        raise invalid("'id' is not that of the address.", "id")
    document = _writable(body)
    _require_complete(document)
    _keep(store, record, {**_kept_by_service(record), **document})
    return record


def patch(store: Store, referral_id: str, body: Any, if_match: str | None) -> Record:
    """
    Do all operations of a JSON Patch, or none.

    Raises:
        ApiError: not there, another eTag, an operation that is not allowed or does not fit.
    """
    record = store.find(referral_id)
    if if_match is not None:
        _require_fresh(record, if_match, store.behaviour)
    _keep(store, record, patched(record.document, body))
    return record


def _writable(body: Any) -> Document:
    document = require_referral(body) if isinstance(body, dict) else None
    if document is None:
        raise invalid("The body must be a referral.")
    return {k: v for k, v in document.items() if k not in READ_ONLY and not k.startswith("@")}


def _require_complete(document: Document) -> None:
    for name in _REQUIRED:
        if document.get(name) is None:
            raise invalid(f"'{name}' is required.", name)
    if document["type"] not in _TYPES:
        raise invalid(f"'{document['type']}' is not a referral type.", "type")


def _require_invitation(store: Store, document: Document) -> None:
    """Microsoft's sellers are invited into an engagement that is there, and may see its deal."""
    if document["type"] != "Shared":
        raise invalid("A referral with a target is of the type Shared.", "type")
    if document.get("inviteContext") is None:
        raise invalid("'inviteContext' is required.", "inviteContext")
    own = [r for r in store.records.values() if not r.document.get("target")]
    if document.get("engagementId") not in [r.document["engagementId"] for r in own]:
        raise invalid("The engagement could not be found.", "engagementId")
    consents = document["consent"].get("consentToShareReferralWithMicrosoftSellers")
    asks_microsoft = any(target.get("id") == _SELLERS for target in document["target"])
    if asks_microsoft and not consents:
        told = "Microsoft's sellers cannot be invited without the consent to share."
        raise invalid(told, "consentToShareReferralWithMicrosoftSellers")


def _kept_by_service(record: Record) -> Document:
    names = (*READ_ONLY, "engagementId", "status", "substatus", "qualification")
    return {name: record.document[name] for name in names if name in record.document}


def _keep(store: Store, record: Record, document: Document) -> None:
    refused_as = store.behaviour.rule_status
    require_transition(record.document["status"], document["status"], refused_as)
    require_pair(document["status"], document["substatus"], refused_as)
    store.keep(record, document)


def _require_fresh(record: Record, if_match: str, behaviour: Behaviour) -> None:
    if if_match in ("*", record.etag):
        return
    status, code = behaviour.stale_answer.split()
    raise ApiError(int(status), "The eTag does not match.", "If-Match", code)
