"""Create, read and list opportunities."""

from collections.abc import Callable
from copy import deepcopy
from dataclasses import replace
from datetime import timedelta
from typing import Any

from sandbox.partner_central import rules
from sandbox.partner_central.errors import BusinessRuleError, NotFoundError
from sandbox.partner_central.operations.invitations import invite
from sandbox.partner_central.operations.listing import allows, ordered, page
from sandbox.partner_central.state import events
from sandbox.partner_central.state.opportunity import REPLACEABLE, Document, Opportunity
from sandbox.partner_central.state.store import Store
from sandbox.partner_central.timestamps import from_wire, to_wire
from sandbox.partner_central.views import opportunity as views
from sandbox.partner_central.views.pick import pick

CREATE = "CreateOpportunity"
_BY_AWS = "AWS Referral"


def create(store: Store, request: dict[str, Any]) -> dict[str, Any]:
    """Answer CreateOpportunity; an AWS Referral comes back as an invitation to oneself."""
    earlier = store.tokens.earlier_result(CREATE, request)
    if earlier:
        return _created(store.opportunities[earlier])
    _require_sound(store, request)
    opportunity = _by_aws(store, request) if _is_by_aws(request) else _by_partner(store, request)
    store.tokens.remember(CREATE, request, opportunity.id)
    return _created(opportunity)


def _is_by_aws(request: dict[str, Any]) -> bool:
    return bool(request.get("Origin") == _BY_AWS)


def _require_sound(store: Store, request: dict[str, Any]) -> None:
    found = [*rules.about_origin(request)]
    found += rules.about_body(request, today=store.now.date(), old_close_date=None)
    if _is_by_aws(request):
        found += rules.about_offer(request)
    if found:
        raise BusinessRuleError(found)


def _by_aws(store: Store, request: dict[str, Any]) -> Opportunity:
    offered = _opportunity(store, request)
    customer = deepcopy(offered.body["Customer"])
    held = tuple(customer.pop("Contacts", []))
    body = {**offered.body, "Customer": {**customer, "Contacts": []}}
    hidden = replace(offered, body=body, held_contacts=held)
    store.keep_opportunity(hidden)
    store.note("opportunity.created", hidden.id)
    invite(store, hidden)
    return hidden


def _by_partner(store: Store, request: dict[str, Any]) -> Opportunity:
    created = _opportunity(store, request)
    life_cycle = {"ReviewStatus": "Pending Submission", **created.body.get("LifeCycle", {})}
    body = {**created.body, "LifeCycle": life_cycle}
    seen = store.now + timedelta(seconds=store.behaviour.visibility_delay_seconds)
    own = replace(created, body=body, visible_from=seen)
    store.keep_opportunity(own)
    store.note("opportunity.created", own.id)
    store.emit(events.opportunity_created(own))
    return own


def _opportunity(store: Store, request: dict[str, Any]) -> Opportunity:
    return Opportunity(
        id=store.ids.opportunity(),
        catalog=request["Catalog"],
        account=store.account,
        origin=request.get("Origin", "Partner Referral"),
        created=store.now,
        modified=store.now,
        body=deepcopy(pick(request, *REPLACEABLE)),
        team=tuple(request.get("OpportunityTeam", [])),
    )


def _created(opportunity: Opportunity) -> dict[str, Any]:
    return {
        "Id": opportunity.id,
        **pick(opportunity.body, "PartnerOpportunityIdentifier"),
        "LastModifiedDate": to_wire(opportunity.modified),
    }


def get(store: Store, request: dict[str, Any]) -> dict[str, Any]:
    """Answer GetOpportunity."""
    return _seen(store, views.whole(store.opportunity(request["Catalog"], request["Identifier"])))


def get_aws_summary(store: Store, request: dict[str, Any]) -> dict[str, Any]:
    """Answer GetAwsOpportunitySummary; AWS has a side in what it referred or was handed."""
    identifier = request["RelatedOpportunityIdentifier"]
    opportunity = store.opportunity(request["Catalog"], identifier)
    if opportunity.origin != _BY_AWS and opportunity.submission is None:
        raise NotFoundError(f"AWS has no opportunity related to {identifier}.")
    return views.aws_side(opportunity)


def list_opportunities(store: Store, request: dict[str, Any]) -> dict[str, Any]:
    """Answer ListOpportunities; both ends of a date filter are inclusive."""
    visible = (o for o in store.opportunities.values() if o.is_visible(store.now))
    matching = (o for o in visible if _is_wanted(o, request))
    sort = request.get("Sort", {"SortBy": "LastModifiedDate", "SortOrder": "DESCENDING"})
    sorted_ones = ordered(matching, _SORT_KEYS[sort["SortBy"]], order=sort["SortOrder"])
    shown, more = page(sorted_ones, request, default_size=20)
    return {"OpportunitySummaries": [_seen(store, views.row(o)) for o in shown], **more}


def _seen(store: Store, document: Document) -> Document:
    if not store.behaviour.partner_identifier_visible:
        document.pop("PartnerOpportunityIdentifier", None)
    return document


def _life_cycle(opportunity: Opportunity, member: str) -> str:
    return str(opportunity.body.get("LifeCycle", {}).get(member, ""))


def _company(opportunity: Opportunity) -> str:
    return str(opportunity.body.get("Customer", {}).get("Account", {}).get("CompanyName", ""))


_SORT_KEYS: dict[str, Callable[[Opportunity], Any]] = {
    "LastModifiedDate": lambda o: o.modified,
    "CreatedDate": lambda o: o.created,
    "Identifier": lambda o: o.id,
    "CustomerCompanyName": _company,
    "TargetCloseDate": lambda o: _life_cycle(o, "TargetCloseDate"),
}


def _is_wanted(opportunity: Opportunity, request: dict[str, Any]) -> bool:
    return (
        opportunity.catalog == request["Catalog"]
        and allows(request.get("Identifier"), opportunity.id)
        and allows(request.get("LifeCycleStage"), _life_cycle(opportunity, "Stage"))
        and allows(request.get("LifeCycleReviewStatus"), opportunity.review_status)
        and allows(request.get("CustomerCompanyName"), _company(opportunity))
        and _in_window(opportunity.modified, request, "LastModifiedDate", from_wire)
        and _in_window(opportunity.created, request, "CreatedDate", from_wire)
        and _in_window(_life_cycle(opportunity, "TargetCloseDate"), request, "TargetCloseDate", str)
    )


def _in_window(value: Any, request: dict[str, Any], name: str, read: Callable[[str], Any]) -> bool:
    window = request.get(name, {})
    after, before = window.get(f"After{name}"), window.get(f"Before{name}")
    return (after is None or value >= read(after)) and (before is None or value <= read(before))
