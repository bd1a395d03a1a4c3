"""Accept an invitation: a task that takes its time, then contacts that take theirs."""

from datetime import timedelta
from functools import partial
from typing import Any

from sandbox.partner_central import contacts
from sandbox.partner_central.faults import TaskFailure
from sandbox.partner_central.operations.engagements import join
from sandbox.partner_central.operations.invitations import (
    expire,
    require_pending,
    require_type,
)
from sandbox.partner_central.operations.listing import allows, ordered, page, wanted_ids
from sandbox.partner_central.state import events
from sandbox.partner_central.state.invitation import Invitation, PayloadType
from sandbox.partner_central.state.store import Store
from sandbox.partner_central.state.task import AcceptTask
from sandbox.partner_central.views.task import task as view

START = "StartEngagementByAcceptingInvitationTask"


def start(store: Store, request: dict[str, Any]) -> dict[str, Any]:
    """
    Answer StartEngagementByAcceptingInvitationTask.

    A known token starts nothing and shows its task as it is now.
    """
    earlier = store.tokens.earlier_result(START, request)
    if earlier:
        return view(store.tasks[earlier])
    invitation = store.invitation(request["Catalog"], request["Identifier"])
    require_type(invitation, PayloadType.OPPORTUNITY)
    require_pending(store, invitation)
    task = AcceptTask(
        id=store.ids.task(),
        catalog=invitation.catalog,
        invitation_id=invitation.id,
        started=store.now,
    )
    store.keep_task(task)
    store.tokens.remember(START, request, task.id)
    store.note("task.started", task.id)
    store.run_task(partial(_finish, store, task.id), store.behaviour.accept_delay_seconds)
    return view(store.tasks[task.id])


def list_tasks(store: Store, request: dict[str, Any]) -> dict[str, Any]:
    """Answer ListEngagementByAcceptingInvitationTasks."""
    matching = (task for task in store.tasks.values() if _is_wanted(task, request))
    order = request.get("Sort", {}).get("SortOrder", "DESCENDING")
    sorted_ones = ordered(matching, lambda task: task.started, order=order)
    shown, more = page(sorted_ones, request, default_size=20)
    return {"TaskSummaries": [view(task) for task in shown], **more}


def _is_wanted(task: AcceptTask, request: dict[str, Any]) -> bool:
    invitations = wanted_ids(request, "EngagementInvitationIdentifier")
    return (
        task.catalog == request["Catalog"]
        and allows(request.get("TaskStatus"), task.status)
        and allows(wanted_ids(request, "TaskIdentifier"), task.id)
        and allows(invitations, task.invitation_id)
        and allows(wanted_ids(request, "OpportunityIdentifier"), task.opportunity_id)
    )


def _finish(store: Store, task_id: str) -> None:
    task = store.tasks[task_id]
    failure = store.task_failure
    if failure:
        _fail(store, task, failure)
    else:
        _complete(store, task, store.invitations[task.invitation_id])


def _fail(store: Store, task: AcceptTask, failure: TaskFailure) -> None:
    store.task_failure = failure.used()
    store.keep_task(task.failed(reason_code=failure.reason_code, message=failure.message))
    store.note("task.failed", task.id)
    # Its time may have run out while the task held it open.
    if store.invitations[task.invitation_id].expires <= store.now:
        expire(store, task.invitation_id)


def _complete(store: Store, task: AcceptTask, invitation: Invitation) -> None:
    accepted = invitation.accepted()
    store.keep_invitation(accepted)
    job = store.ids.snapshot_job()
    store.keep_task(task.completed(opportunity_id=invitation.opportunity_id, snapshot_job_id=job))
    store.note("invitation.accepted", invitation.id)
    store.emit(events.invitation_accepted(accepted, store.account))
    store.emit(events.member_added(accepted, store.account, store.company))
    join(store, invitation.engagement_id)
    _share(store, invitation.opportunity_id)


def _share(store: Store, opportunity_id: str) -> None:
    seen = store.now + timedelta(seconds=store.behaviour.visibility_delay_seconds)
    shared = store.opportunities[opportunity_id].shared(at=store.now, visible_from=seen)
    store.keep_opportunity(shared)
    store.emit(events.opportunity_created(shared))
    store.emit(events.opportunity_updated(shared))
    delay = timedelta(seconds=store.behaviour.contact_delay_seconds)
    store.agenda.add(store.now + delay, partial(contacts.reveal, store, opportunity_id))
