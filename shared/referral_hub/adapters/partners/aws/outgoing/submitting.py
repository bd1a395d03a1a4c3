"""
Handing the opportunity to AWS: a task, which is looked for before it is started.

A token stands for its task whatever became of it, so that each attempt after a failed one needs a
token of its own: it is made of the first one and of how many have failed.
"""

from __future__ import annotations

from collections.abc import Callable

from referral_hub.adapters.partners.aws import tasks, words
from referral_hub.adapters.partners.aws.central import Central
from referral_hub.adapters.partners.aws.errors import CONFLICT, NOT_FOUND, SYSTEM, Refusal
from referral_hub.adapters.partners.aws.rewriting import review_status, visible
from referral_hub.domain.cause import Cause
from referral_hub.domain.effects import Done, Outcome, effect_token
from referral_hub.domain.errors import Unavailable
from referral_hub.domain.outgoing.referral import OutgoingReferral

from . import document
from .waiting import REVIEWED, SHOWN, STUMBLED

_LIST = "list_engagement_from_opportunity_tasks"
_WORDS = tasks.Words("submit", "AWS is still submitting the referral")
_FAILED = "FAILED"
# What AWS has in its hands already: nobody submits it again.
_WITH_AWS = frozenset(words.Review) - {words.Review.DRAFT, words.Review.REJECTED}
_QUOTA = "ServiceQuotaExceeded"


def submit(
    central: Central, referral: OutgoingReferral, token: str, sleep: Callable[[float], None]
) -> Outcome:
    """
    Submit it, or find the submission that an earlier call or somebody else began.

    Raises:
        Refusal: as `Central.ask` does.
        Unavailable: that too, or AWS is at it, or only stumbled.
    """
    opportunity_id = referral.partner_referral_id
    known = list(central.walk(_LIST, "TaskSummaries", OpportunityIdentifier=[opportunity_id]))
    failed = [task for task in known if task.get("TaskStatus") == _FAILED]
    begun: tasks.Task | None = next((task for task in known if task not in failed), None)
    if begun is None:
        attempt = effect_token(token, str(len(failed))) if failed else token
        begun = _started(central, referral, attempt)
    if begun is None:
        return Done(result=opportunity_id)
    return _ended(tasks.watched(central, _LIST, begun, sleep))


def _started(central: Central, referral: OutgoingReferral, token: str) -> tasks.Task | None:
    """Start a task; None where AWS has the opportunity in its hands without one."""
    try:
        return central.ask(
            "start_engagement_from_opportunity_task",
            Identifier=referral.partner_referral_id,
            ClientToken=token,
            AwsSubmission=document.submission(referral),
        )
    except Refusal as refusal:
        if _is_with_aws(central, referral):
            return None
        if refusal.code in (CONFLICT, NOT_FOUND):
            raise Unavailable(SYSTEM, refusal.reason, cause=Cause.BUSY, again_after=SHOWN) from None
        raise


def _is_with_aws(central: Central, referral: OutgoingReferral) -> bool:
    return review_status(visible(central, referral.partner_referral_id)) in _WITH_AWS


def _ended(task: tasks.Task) -> Outcome:
    """A task that failed over something that passes is started anew; all else is AWS's answer."""
    code = str(task.get("ReasonCode", ""))
    if task.get("TaskStatus") == _FAILED and words.is_passing(code):
        again_after, cause = (REVIEWED, Cause.QUOTA) if code == _QUOTA else (STUMBLED, Cause.BUSY)
        reason = words.failed_task(code, "", _WORDS.failed)
        raise Unavailable(SYSTEM, reason, cause=cause, again_after=again_after)
    return tasks.outcome_of(task, _WORDS)
