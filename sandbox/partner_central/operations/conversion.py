"""Make an opportunity of a lead: a task that takes its time and leaves the people behind."""

from datetime import timedelta
from functools import partial
from typing import Any

from sandbox.partner_central.errors import ConflictError
from sandbox.partner_central.operations import converted
from sandbox.partner_central.operations.engagements import keep_updated
from sandbox.partner_central.operations.listing import allows, ordered, page, wanted_ids
from sandbox.partner_central.state import events
from sandbox.partner_central.state.engagement import MOST_CONTEXTS, Context, Engagement
from sandbox.partner_central.state.opportunity import Opportunity
from sandbox.partner_central.state.store import Store
from sandbox.partner_central.state.task import ConversionTask
from sandbox.partner_central.views.task import conversion as view

START = "StartOpportunityFromEngagementTask"


def start(store: Store, request: dict[str, Any]) -> dict[str, Any]:
    """
    Answer StartOpportunityFromEngagementTask.

    A known token starts nothing and shows its task as it is now.
    """
    earlier = store.tokens.earlier_result(START, request)
    if earlier:
        return view(store.conversions[earlier])
    engagement = store.engagement(request["Catalog"], request["Identifier"])
    _require_idle(store, engagement, request["ContextIdentifier"])
    task = ConversionTask(
        id=store.ids.task(),
        catalog=engagement.catalog,
        engagement_id=engagement.id,
        source_id=request["ContextIdentifier"],
        started=store.now,
    )
    store.keep_conversion(task)
    store.tokens.remember(START, request, task.id)
    store.note("conversion.started", task.id)
    store.run_task(partial(_finish, store, task.id), store.behaviour.conversion_delay_seconds)
    return view(store.conversions[task.id])


def _require_idle(store: Store, engagement: Engagement, context_id: str) -> None:
    if store.running_conversion(engagement, context_id):
        told = f"Context {context_id} of {engagement.id} is becoming an opportunity."
        raise ConflictError(told)


def list_tasks(store: Store, request: dict[str, Any]) -> dict[str, Any]:
    """Answer ListOpportunityFromEngagementTasks."""
    matching = (task for task in store.conversions.values() if _is_wanted(task, request))
    order = request.get("Sort", {}).get("SortOrder", "DESCENDING")
    sorted_ones = ordered(matching, lambda task: task.started, order=order)
    shown, more = page(sorted_ones, request, default_size=20)
    return {"TaskSummaries": [view(task) for task in shown], **more}


def _is_wanted(task: ConversionTask, request: dict[str, Any]) -> bool:
    contexts = request.get("ContextIdentifier")
    return (
        task.catalog == request["Catalog"]
        and allows(request.get("TaskStatus"), task.status)
        and allows(wanted_ids(request, "TaskIdentifier"), task.id)
        and allows(wanted_ids(request, "EngagementIdentifier"), task.engagement_id)
        and allows(wanted_ids(request, "OpportunityIdentifier"), task.opportunity_id)
        and (allows(contexts, task.source_id) or allows(contexts, task.context_id))
    )


def _finish(store: Store, task_id: str) -> None:
    task = store.conversions[task_id]
    planned, engagement = store.conversion_failure, store.engagements[task.engagement_id]
    context = engagement.context(task.source_id)
    reason = _reason_against(engagement, context)
    if planned:
        store.conversion_failure = planned.used()
        _fail(store, task, planned.reason_code, planned.message)
    elif reason or context is None:
        _fail(store, task, reason, f"The task failed: {reason}.")
    else:
        _complete(store, task, engagement, context)


def _reason_against(engagement: Engagement, context: Context | None) -> str:
    if context is None:
        return "ContextNotFound"
    if context.type != "Lead":
        return "CustomerProjectContextNotPermitted"
    if context.payload.get("QualificationStatus") == "Disqualified":
        return "DisqualifiedLeadNotPermitted"
    return "EngagementValidationFailed" if len(engagement.contexts) >= MOST_CONTEXTS else ""


def _fail(store: Store, task: ConversionTask, reason_code: str, message: str) -> None:
    store.keep_conversion(task.failed(reason_code=reason_code, message=message))
    store.note("conversion.failed", task.id)


def _complete(store: Store, task: ConversionTask, engagement: Engagement, lead: Context) -> None:
    opportunity = _opportunity(store, engagement, lead)
    store.keep_opportunity(opportunity)
    store.note("opportunity.created", opportunity.id)
    store.emit(events.opportunity_created(opportunity))
    project = converted.project_context(opportunity.body)
    grown = engagement.with_context("CustomerProject", project, by=store.account, at=store.now)
    keep_updated(store, grown)
    job = store.ids.snapshot_job()
    done = task.completed(opportunity_id=opportunity.id, snapshot_job_id=job)
    store.keep_conversion(done.about(grown.contexts[-1].id))


def _opportunity(store: Store, engagement: Engagement, lead: Context) -> Opportunity:
    return Opportunity(
        id=store.ids.opportunity(),
        catalog=engagement.catalog,
        account=store.account,
        origin="Partner Referral",
        created=store.now,
        modified=store.now,
        body=converted.opportunity_body(lead.payload, today=store.now.date()),
        visible_from=store.now + timedelta(seconds=store.behaviour.visibility_delay_seconds),
    )
