"""UpdateOpportunity: a full replace under an optimistic lock and a review that may forbid it."""

import re
from collections.abc import Iterator
from typing import Any

from sandbox.partner_central import rules, submission_rules
from sandbox.partner_central.errors import BusinessRuleError, ConflictError
from sandbox.partner_central.model_check import Code, Flaw
from sandbox.partner_central.operations import reviewing
from sandbox.partner_central.state import events
from sandbox.partner_central.state.opportunity import REPLACEABLE, Document, Opportunity
from sandbox.partner_central.state.store import Store
from sandbox.partner_central.timestamps import from_wire, to_milliseconds, to_wire
from sandbox.partner_central.views.pick import pick

_LOCKED = ("Submitted", "In review", "Rejected")
_UNDER_REVIEW = ("Submitted", "In review")
_REVIEWED = ("Approved", "Action Required")

# All that a partner may correct when the reviewer asks for it, and what approval makes final
# (AWS Partner Central API reference, "Working with opportunity updates").
_CORRECTABLE = {
    "Customer.Account.Address.City",
    "Customer.Account.Address.CountryCode",
    "Customer.Account.Address.PostalCode",
    "Customer.Account.Address.StateOrRegion",
    "Customer.Account.Address.StreetAddress",
    "Customer.Account.WebsiteUrl",
    "LifeCycle.TargetCloseDate",
    "Project.ExpectedCustomerSpend.Amount",
    "Project.ExpectedCustomerSpend.CurrencyCode",
    "Project.ExpectedCustomerSpend.EstimationUrl",
    "Project.ExpectedCustomerSpend.Frequency",
    "Project.ExpectedCustomerSpend.TargetCompany",
    "Project.CustomerBusinessProblem",
    "PartnerOpportunityIdentifier",
}
_FINAL = {
    "Customer.Account.Address.CountryCode",
    "Customer.Account.Address.PostalCode",
    "Customer.Account.Industry",
    "Customer.Account.WebsiteUrl",
    "Project.CustomerBusinessProblem",
    "Project.Title",
    "PartnerOpportunityIdentifier",
}
_THE_REVIEWERS = {
    "LifeCycle.ReviewStatus",
    "LifeCycle.ReviewComments",
    "LifeCycle.ReviewStatusReason",
}


def update(store: Store, request: dict[str, Any]) -> dict[str, Any]:
    """Answer UpdateOpportunity; a member that is not sent is gone afterwards."""
    opportunity = store.opportunity(request["Catalog"], request["Identifier"])
    _require_current(opportunity, request)
    wanted = pick(request, *REPLACEABLE)
    updated = opportunity.replaced(_new_body(store, opportunity, wanted), at=store.now)
    store.keep_opportunity(updated)
    if _plays_reviewer(opportunity, wanted):
        reviewing.announce(store, updated)
    else:
        store.note("opportunity.updated", updated.id)
        store.emit(events.opportunity_updated(updated))
    return {"Id": updated.id, "LastModifiedDate": to_wire(updated.modified)}


def _require_current(opportunity: Opportunity, request: dict[str, Any]) -> None:
    if to_milliseconds(from_wire(request["LastModifiedDate"])) != opportunity.modified:
        message = "was changed by someone else: read it again and repeat the change."
        raise ConflictError(f"Opportunity {opportunity.id} {message}")


def _new_body(store: Store, opportunity: Opportunity, wanted: Document) -> Document:
    if _plays_reviewer(opportunity, wanted):
        return _reviewed(opportunity.body, wanted)
    found = [*_forbidden(opportunity, wanted)]
    if store.behaviour.approved_fields_locked and opportunity.review_status == "Approved":
        found += _finally_settled(opportunity, wanted)
    found += rules.about_body(
        wanted, today=store.now.date(), old_close_date=_close_date(opportunity.body)
    )
    found += submission_rules.about_solution(opportunity, wanted)
    if found:
        raise BusinessRuleError(found)
    if opportunity.review_status == "Action Required":
        return _with_review_status(wanted, "Submitted")
    return wanted


def _plays_reviewer(opportunity: Opportunity, wanted: Document) -> bool:
    status = wanted.get("LifeCycle", {}).get("ReviewStatus")
    in_review = opportunity.review_status in _UNDER_REVIEW
    return opportunity.catalog == "Sandbox" and in_review and status in _REVIEWED


def _reviewed(body: Document, wanted: Document) -> Document:
    # Only the verdict is taken: the rest of the document is locked for the partner.
    verdict = pick(wanted["LifeCycle"], "ReviewStatus", "ReviewComments", "ReviewStatusReason")
    return {**body, "LifeCycle": {**body.get("LifeCycle", {}), **verdict}}


def _forbidden(opportunity: Opportunity, wanted: Document) -> Iterator[Flaw]:
    status = opportunity.review_status
    if status in _LOCKED:
        message = f"an opportunity that is {status} cannot be updated"
        yield Flaw("LifeCycle.ReviewStatus", Code.ACTION_NOT_PERMITTED, message)
    elif status == "Action Required":
        for path in _changed(opportunity.body, wanted) - _CORRECTABLE - _THE_REVIEWERS:
            yield Flaw(path, Code.ACTION_NOT_PERMITTED, "cannot be corrected at this point")
    elif opportunity.catalog != "Sandbox" and _verdict_changed(opportunity, wanted):
        message = "only AWS reviews; the Sandbox catalog lets you play the reviewer"
        yield Flaw("LifeCycle.ReviewStatus", Code.ACTION_NOT_PERMITTED, message)


def _finally_settled(opportunity: Opportunity, wanted: Document) -> Iterator[Flaw]:
    for path in sorted(_changed(opportunity.body, wanted) & _FINAL):
        yield Flaw(path, Code.ACTION_NOT_PERMITTED, "cannot be updated after approval")


def _verdict_changed(opportunity: Opportunity, wanted: Document) -> bool:
    status = wanted.get("LifeCycle", {}).get("ReviewStatus")
    return status is not None and status != opportunity.review_status


def _close_date(body: Document) -> str | None:
    date: str | None = body.get("LifeCycle", {}).get("TargetCloseDate")
    return date


def _with_review_status(body: Document, status: str) -> Document:
    return {**body, "LifeCycle": {**body.get("LifeCycle", {}), "ReviewStatus": status}}


def _changed(old: Document, new: Document) -> set[str]:
    before, after = dict(_leaves(old, "")), dict(_leaves(new, ""))
    paths = {path for path in before.keys() | after.keys() if before.get(path) != after.get(path)}
    return {re.sub(r"\[\d+\]", "", path) for path in paths}


def _leaves(value: Any, path: str) -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict):
        for name, item in value.items():
            yield from _leaves(item, f"{path}.{name}" if path else name)
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _leaves(item, f"{path}[{index}]")
    else:
        yield path, value
