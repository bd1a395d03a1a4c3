"""Go on by itself with what failed because a partner's quota was used up, once it is free again."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from itertools import islice

from referral_hub.domain.access import Principal, Role
from referral_hub.domain.cause import Cause
from referral_hub.domain.errors import HubError, TryAgain
from referral_hub.domain.partners.quota import CallKind
from referral_hub.domain.problem import ProblemState, problem_of
from referral_hub.ports import Quota
from referral_hub.records.problems import Problems

from .retrying import Retries

# A turn leaves room for decisions that people make meanwhile; the next one is minutes away.
MOST_AT_ONCE = 50
_WRITES_EACH = 2
# A look that finds nothing must end.
_SCAN = 500


class _TheHub(Principal):
    """Whom the timeline names when nobody asked for it."""

    @property
    def actor(self) -> str:
        return "hub"


_HUB = _TheHub(key_id="hub", role=Role.INTEGRATION)


def catch_up(
    *, partner_id: str, quota: Quota, now: datetime, problems: Problems, retries: Retries
) -> tuple[str, ...]:
    """
    Retry some of the partner's referrals that failed for its quota, those that wait longest first.

    Returns their numbers. What cannot be retried, or is being changed, is left to the next turn.
    """
    room = min(MOST_AT_ONCE, _writes_left(quota) // _WRITES_EACH)
    if not room:
        return ()
    waiting = islice(_failed(partner_id, problems, retries), room)
    return tuple(number for number in list(waiting) if _is_retried(number, retries, now))


def _writes_left(quota: Quota) -> int:
    return next((each.left for each in quota.left() if each.kind is CallKind.WRITES), 0)


def _failed(partner_id: str, problems: Problems, retries: Retries) -> Iterator[str]:
    for _, record in islice(problems.oldest(ProblemState.OPEN), _SCAN):
        problem = problem_of(record, crm=retries.crm.name)
        if problem and (problem.system, problem.cause) == (partner_id, Cause.QUOTA):
            yield problem.number


def _is_retried(number: str, retries: Retries, now: datetime) -> bool:
    try:
        retries.retry(number, by=_HUB, now=now)
    except (HubError, TryAgain):
        return False
    return True
