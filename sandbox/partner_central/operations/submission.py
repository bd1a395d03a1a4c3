"""Hand an opportunity to AWS: a task that takes its time, then a review that takes its own."""

from dataclasses import replace
from functools import partial
from typing import Any

from sandbox.partner_central import submission_rules
from sandbox.partner_central.errors import BusinessRuleError, ConflictError
from sandbox.partner_central.operations import converted
from sandbox.partner_central.operations.engagements import join, open_engagement
from sandbox.partner_central.operations.listing import allows, ordered, page, wanted_ids
from sandbox.partner_central.state import submission_events
from sandbox.partner_central.state.engagement import Context
from sandbox.partner_central.state.opportunity import Opportunity, Submission
from sandbox.partner_central.state.store import Store
from sandbox.partner_central.state.task import SubmissionTask
from sandbox.partner_central.views.task import submission as view

START = "StartEngagementFromOpportunityTask"


def start(store: Store, request: dict[str, Any]) -> dict[str, Any]:
    """
    Answer StartEngagementFromOpportunityTask.

    A known token starts nothing and shows its task as it is now.
    """
    earlier = store.tokens.earlier_result(START, request)
    if earlier:
        return view(store.submissions[earlier])
    opportunity = store.opportunity(request["Catalog"], request["Identifier"])
    _require_complete(store, opportunity, request["AwsSubmission"])
    task = SubmissionTask(
        id=store.ids.task(),
        catalog=opportunity.catalog,
        submitted_id=opportunity.id,
        asked=request["AwsSubmission"],
        started=store.now,
    )
    store.keep_submission(task)
    store.tokens.remember(START, request, task.id)
    store.note("submission.started", task.id)
    store.run_task(partial(_finish, store, task.id), store.behaviour.submission_delay_seconds)
    return view(store.submissions[task.id])


def _require_complete(store: Store, opportunity: Opportunity, asked: dict[str, Any]) -> None:
    if store.running_submission(opportunity.id):
        raise ConflictError(f"Opportunity {opportunity.id} is being submitted.")
    if found := [*submission_rules.about_submission(opportunity, asked)]:
        raise BusinessRuleError(found)


def list_tasks(store: Store, request: dict[str, Any]) -> dict[str, Any]:
    """Answer ListEngagementFromOpportunityTasks."""
    matching = (task for task in store.submissions.values() if _is_wanted(task, request))
    order = request.get("Sort", {}).get("SortOrder", "DESCENDING")
    sorted_ones = ordered(matching, lambda task: task.started, order=order)
    shown, more = page(sorted_ones, request, default_size=20)
    return {"TaskSummaries": [view(task) for task in shown], **more}


def _is_wanted(task: SubmissionTask, request: dict[str, Any]) -> bool:
    return (
        task.catalog == request["Catalog"]
        and allows(request.get("TaskStatus"), task.status)
        and allows(wanted_ids(request, "TaskIdentifier"), task.id)
        and allows(wanted_ids(request, "OpportunityIdentifier"), task.submitted_id)
        and allows(wanted_ids(request, "EngagementIdentifier"), task.engagement_id)
    )


def _finish(store: Store, task_id: str) -> None:
    task = store.submissions[task_id]
    failure = store.submission_failure
    if failure:
        store.submission_failure = failure.used()
        failed = task.failed(reason_code=failure.reason_code, message=failure.message)
        store.keep_submission(failed)
        store.note("submission.failed", task.id)
    else:
        _complete(store, task)


def _complete(store: Store, task: SubmissionTask) -> None:
    opportunity = store.opportunities[task.submitted_id]
    submission = Submission(task.asked, _engaged(store, opportunity), store.ids.invitation())
    handed = opportunity.submitted(submission, at=store.now)
    store.keep_opportunity(handed)
    job = store.ids.snapshot_job()
    done = task.completed(opportunity_id=handed.id, snapshot_job_id=job)
    opened = {
        "engagement_id": submission.engagement_id,
        "invitation_id": submission.invitation_id,
    }
    store.keep_submission(done.opened(**opened))
    store.note("opportunity.submitted", handed.id)
    engagement = store.engagements[submission.engagement_id]
    company = store.company
    for fact in submission_events.submitted(handed, engagement, company=company, at=store.now):
        store.emit(fact)


def _engaged(store: Store, opportunity: Opportunity) -> str:
    project = opportunity.body["Project"]
    subject = Context("1", "CustomerProject", converted.project_context(opportunity.body))
    engagement = open_engagement(
        store,
        catalog=opportunity.catalog,
        title=project["Title"],
        description=project["CustomerBusinessProblem"],
        subject=subject,
    )
    # The partner opened it itself.
    store.keep_engagement(replace(engagement, modified_by=store.account))
    join(store, engagement.id)
    return engagement.id
