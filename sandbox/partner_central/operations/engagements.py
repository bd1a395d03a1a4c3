"""Open, join, read and update engagements."""

from datetime import timedelta
from typing import Any

from sandbox.partner_central.errors import BusinessRuleError, ConflictError, NotFoundError
from sandbox.partner_central.model_check import Code, Flaw
from sandbox.partner_central.operations.listing import allows, ordered, page, wanted_ids
from sandbox.partner_central.state import events
from sandbox.partner_central.state.engagement import AWS, Context, Document, Engagement
from sandbox.partner_central.state.store import Store
from sandbox.partner_central.timestamps import to_nanoseconds
from sandbox.partner_central.views import engagement as views
from sandbox.partner_central.views.pick import pick

_MOST_INTERACTIONS = 10


def open_engagement(
    store: Store, *, catalog: str, title: str, description: str, subject: Context
) -> Engagement:
    """Let AWS begin an engagement that the partner may be invited to."""
    opened = Engagement(
        id=store.ids.engagement(),
        catalog=catalog,
        title=title[:40],
        description=description[:255],
        created=to_nanoseconds(store.now),
        modified=to_nanoseconds(store.now),
        contexts=(subject,),
    )
    store.keep_engagement(opened)
    return opened


def join(store: Store, engagement_id: str) -> None:
    """Make the partner a member; what it may read can lag behind."""
    seen = store.now + timedelta(seconds=store.behaviour.visibility_delay_seconds)
    engagement = store.engagements[engagement_id]
    store.keep_engagement(engagement.joined(store.account, at=store.now, visible_from=seen))


def get(store: Store, request: dict[str, Any]) -> dict[str, Any]:
    """Answer GetEngagement."""
    return views.whole(store.engagement(request["Catalog"], request["Identifier"]))


def list_engagements(store: Store, request: dict[str, Any]) -> dict[str, Any]:
    """Answer ListEngagements: those the partner is a member of."""
    visible = (e for e in store.engagements.values() if e.is_visible(store.now))
    matching = (engagement for engagement in visible if _is_wanted(engagement, request))
    order = request.get("Sort", {}).get("SortOrder", "DESCENDING")
    sorted_ones = ordered(matching, lambda engagement: engagement.created, order=order)
    shown, more = page(sorted_ones, request, default_size=20)
    return {"EngagementSummaryList": [views.row(engagement) for engagement in shown], **more}


def _is_wanted(engagement: Engagement, request: dict[str, Any]) -> bool:
    types = set(engagement.context_types)
    return (
        engagement.catalog == request["Catalog"]
        and allows(request.get("CreatedBy"), AWS)
        and AWS not in request.get("ExcludeCreatedBy", [])
        and not types.isdisjoint(request.get("ContextTypes") or types)
        and types.isdisjoint(request.get("ExcludeContextTypes", []))
        and allows(wanted_ids(request, "EngagementIdentifier"), engagement.id)
    )


def update_context(store: Store, request: dict[str, Any]) -> dict[str, Any]:
    """Answer UpdateEngagementContext under the lock of the whole engagement."""
    engagement = store.engagement(request["Catalog"], request["EngagementIdentifier"])
    context = _wanted_context(engagement, request)
    _require_current(engagement, request)
    payload = _new_payload(context, request["Payload"][context.type])
    updated = engagement.with_payload(context.id, payload, by=store.account, at=store.now)
    keep_updated(store, updated)
    return {
        "EngagementId": updated.id,
        "EngagementArn": updated.arn,
        "EngagementLastModifiedAt": updated.modified_at,
        "ContextId": context.id,
    }


def keep_updated(store: Store, updated: Engagement, *, told: bool = True) -> None:
    """Keep an engagement and tell that it changed."""
    store.keep_engagement(updated)
    store.note("engagement.updated", updated.id)
    if told:
        store.emit(events.engagement_updated(updated))


def _wanted_context(engagement: Engagement, request: dict[str, Any]) -> Context:
    context = engagement.context(request["ContextIdentifier"])
    if context is None:
        raise NotFoundError(f"{engagement.id} has no context {request['ContextIdentifier']}.")
    if context.type != request["Type"] or context.type not in request["Payload"]:
        message = f"context {context.id} is of type {context.type}"
        raise BusinessRuleError([Flaw("Type", Code.INVALID_VALUE, message)])
    return context


def _require_current(engagement: Engagement, request: dict[str, Any]) -> None:
    # To the nanosecond, and so as text: a client that reads it as an instant loses digits.
    if request["EngagementLastModifiedAt"] != engagement.modified_at:
        raise ConflictError(f"Engagement {engagement.id} was modified at {engagement.modified_at}.")


def _new_payload(context: Context, wanted: Document) -> Document:
    if context.type != "Lead":
        return wanted
    kept = pick(context.payload, "QualificationStatus", "Insights")
    told = pick(wanted, "QualificationStatus", "Insights", "Customer")
    interactions = [*context.payload["Interactions"]]
    if "Interaction" in wanted:
        interactions = [*interactions, wanted["Interaction"]][-_MOST_INTERACTIONS:]
    return {**kept, **told, "Interactions": interactions}
