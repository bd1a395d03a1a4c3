"""What the hub could not do elsewhere: list it, and retry all of one kind (X-3)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import islice
from typing import Literal

from referral_hub.domain.access import Principal
from referral_hub.domain.cause import Cause
from referral_hub.domain.errors import Conflict, HubError
from referral_hub.domain.outgoing.refusals import AlreadyOverAtPartner, NotResubmittable
from referral_hub.domain.policies.policy import MappingFails
from referral_hub.domain.problem import ProblemState, SyncProblem, problem_of
from referral_hub.domain.referrals.axes import Direction
from referral_hub.domain.referrals.refusals import NotFailed
from referral_hub.domain.shapes import Frozen, Moment
from referral_hub.ports import Crm
from referral_hub.records.problems import Problems

from .retrying import Again, Retries

# A look that finds nothing must end, and so must a count.
SCAN = 500
MOST_COUNTED = 1000


@dataclass(frozen=True)
class Look:
    """Which problems to look for; what is empty does not restrict."""

    system: str = ""
    cause: Cause | Literal[""] = ""
    state: ProblemState = ProblemState.OPEN

    def finds(self, problem: SyncProblem) -> bool:
        return self.system in ("", problem.system) and self.cause in ("", problem.cause)


@dataclass(frozen=True)
class ProblemPage:
    """Some problems; `after` is where to go on, empty at the end."""

    problems: tuple[SyncProblem, ...]
    after: str = ""


class Group(Frozen):
    """The problems of one kind: how many, since when, and what to do about them."""

    state: ProblemState
    system: str
    cause: Cause
    count: int
    since: Moment
    fix: str


class Outcome(StrEnum):
    RETRIED = "retried"
    NOT_RETRYABLE = "not_retryable"
    CHANGING = "changing"


class Attempt(Frozen):
    """
    What became of one referral that was to be retried; `why` it was not, and the `fix`.

    `what` is tried again; `run` is the number of the run that began, 0 when none did.
    """

    number: str
    outcome: Outcome
    what: tuple[Again, ...] = ()
    run: int = 0
    why: str = ""
    fields: tuple[str, ...] = ()
    fix: str = ""


@dataclass(frozen=True)
class Batch:
    """The attempts of one call; `after` is where to go on, empty when all were tried."""

    attempts: tuple[Attempt, ...]
    after: str = ""


def listed(
    *, look: Look, by: Principal, limit: int, before: str, problems: Problems, crm: Crm
) -> ProblemPage:
    """
    List problems by when the referral or the contact came in, newest first.

    A page looks through about 500, other partners' included: it may be short, or empty, and still
    have a next one.
    """
    found: list[SyncProblem] = []
    place = ""
    walk = _walk(look.state, before, by, problems, crm)
    for seen, (at, problem) in enumerate(walk):
        # A deal may have two problems: they stand at one place, and a page ends behind it. So do
        # those of one second, if that is all that the reader may know of the place.
        if not at.startswith(place) and (len(found) >= limit or seen >= SCAN):
            return ProblemPage(tuple(found), after=place)
        place = at
        if problem and look.finds(problem):
            found.append(problem)
    return ProblemPage(tuple(found))


def grouped(*, by: Principal, problems: Problems, crm: Crm) -> tuple[list[Group], bool]:
    """
    Count the open and the waiting problems by system and cause, the largest group first.

    Returns the groups, and whether all were counted: it looks at up to 1000 of each state.
    """
    groups: dict[tuple[ProblemState, str, str], Group] = {}
    complete = True
    for state in (ProblemState.OPEN, ProblemState.WAITING):
        walk = _walk(state, "", by, problems, crm)
        for problem in filter(None, (each for _, each in islice(walk, MOST_COUNTED))):
            kind = (problem.state, problem.system, problem.cause)
            groups[kind] = _with(groups.get(kind), problem)
        complete = complete and next(walk, None) is None
    return sorted(groups.values(), key=lambda g: (g.state, -g.count, g.system, g.cause)), complete


def retry_all(
    *,
    look: Look,
    limit: int,
    before: str,
    by: Principal,
    now: datetime,
    problems: Problems,
    retries: Retries,
) -> Batch:
    """
    Retry the referrals with an open problem of one kind, `limit` problems per call.

    Calling it again harms nothing: a referral whose run has begun has no open problem any more.
    """
    page = listed(look=look, by=by, limit=limit, before=before, problems=problems, crm=retries.crm)

    def attempt(number: str, direction: Direction) -> Attempt:
        try:
            if direction is Direction.OUTGOING:
                retries.share_again(number, by=by, now=now)
                return Attempt(number=number, outcome=Outcome.RETRIED, what=(Again.SHARING,))
            again = retries.retry(number, by=by, now=now)
        except (NotFailed, MappingFails, NotResubmittable, AlreadyOverAtPartner) as refusal:
            return _refused(number, refusal)
        except Conflict as conflict:
            return Attempt(number=number, outcome=Outcome.CHANGING, why=str(conflict))
        run = again.referral.run if Again.RUN in again.what else 0
        return Attempt(number=number, outcome=Outcome.RETRIED, what=again.what, run=run)

    numbers = {problem.number: problem.direction for problem in page.problems}
    return Batch(tuple(attempt(*each) for each in numbers.items()), page.after)


def _refused(number: str, refusal: HubError) -> Attempt:
    return Attempt(
        number=number,
        outcome=Outcome.NOT_RETRYABLE,
        why=refusal.detail,
        fields=tuple(refusal.fields),
        fix=refusal.fix,
    )


def _walk(
    state: ProblemState, before: str, by: Principal, problems: Problems, crm: Crm
) -> Iterator[tuple[str, SyncProblem | None]]:
    for place, record in problems.newest_of(by, state, before=before):
        yield place, problem_of(record, crm=crm.name) if record else None


def _with(group: Group | None, problem: SyncProblem) -> Group:
    return Group(
        state=problem.state,
        system=problem.system,
        cause=problem.cause,
        count=(group.count if group else 0) + 1,
        since=min(group.since, problem.since) if group else problem.since,
        fix=problem.advice,
    )
