"""An owner declines, a person chooses another one, and what waits for an owner finds one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from itertools import islice

from referral_hub.domain.access import Principal, Role
from referral_hub.domain.errors import Conflict, HubError
from referral_hub.domain.referrals.assignment import Assignment
from referral_hub.domain.referrals.invitation import Invitation
from referral_hub.domain.referrals.referral import Referral
from referral_hub.domain.routing.fitness import is_open, unfit_for
from referral_hub.domain.routing.rules import RoutingRule
from referral_hub.domain.timeline import of_assignment
from referral_hub.domain.timeline_entry import TimelineEntry
from referral_hub.domain.users import same_address
from referral_hub.ports import Write

from .choosing import Choice, choose, given
from .desk import RoutingDesk
from .filing import IN_TURN

# So many are looked at in one go; the next go begins with those again that still wait.
MOST_WAITING = 100
_NOBODY_FOR_IT = "is nobody who may have it"


class NotTheOwner(HubError):
    code = "not_the_owner"
    fix = "Only the owner declines; an operator gives it to somebody else with PUT …/owner."


class NothingToOwn(HubError):
    code = "nothing_to_own"
    fix = "It was rejected, has expired, or is sold or lost: nobody has work with it any more."


class OwnerDoesNotFit(HubError):
    code = "owner_does_not_fit"
    fix = "GET /v1/users lists the users; choose one who is active and may work on this partner's."


def decline(
    *, number: str, owner: str, reason: str, by: Principal, now: datetime, desk: RoutingDesk
) -> Referral:
    """
    Take a referral from an owner who declines it, and ask the next one; who declined is not asked
    again. Declining again changes nothing.

    Raises:
        NotTheOwner: it is somebody else's, or `by` may not speak for the owner.
        NothingToOwn: it is over.
        Conflict: others are faster, time and again.
    """
    owner = same_address(owner)
    _must_speak_for(owner, by)

    def once(referral: Referral) -> Referral:
        known = referral.assignment
        if same_address(known.owner) != owner:
            if owner in known.declined:
                return referral
            raise NotTheOwner(f"{number} is not {owner}'s")
        _must_be_open(referral)
        choice = _routed(referral, known.declined_by(owner), desk.rules.in_order(), now, desk)
        why = f"{owner} declines: {reason}"
        note = TimelineEntry(at=now, who=by.actor, what="referral.declined", why=why)
        return _save(referral, choice, (note,), desk)

    with IN_TURN:
        return desk.referrals.change(number, once)


def give(
    *, referral: Referral, owner: str, reason: str, by: Principal, now: datetime, desk: RoutingDesk
) -> Referral:
    """
    Give a referral to a user, however much the user has to do, or with an empty `owner` to nobody.

    Raises:
        OwnerDoesNotFit: there is no such user, or one who may not own it.
        NothingToOwn: it is over.
        Conflict: the referral changed since it was read.
    """
    known, owner = referral.assignment, same_address(owner)
    if same_address(known.owner) == owner and not known.is_waiting:
        return referral
    _must_be_open(referral)
    if owner and (why := unfit_for(referral.partner_id, desk.users.find(owner))):
        # Whoever is not shown the users does not learn of them by trying.
        told = _NOBODY_FOR_IT if by.role.limited else why
        raise OwnerDoesNotFit(f"{owner} {told}", fields={"/owner": told})
    chosen = known.given(owner, why=reason, at=now, by=by.actor)
    beside = given(owner, referral.number, desk) if owner else ()
    return _save(referral, Choice(chosen, beside), (), desk)


def assign_waiting(*, now: datetime, each: Callable[[], None], desk: RoutingDesk) -> None:
    """Ask again for what waits for an owner, the oldest first; `each` is told of who got one."""
    waiting = list(islice(desk.referrals.late.unassigned(newest_first=False), MOST_WAITING))
    rules = desk.rules.in_order() if waiting else []
    for referral in waiting:
        if _assigned(referral, rules, now, desk):
            each()


def _assigned(
    referral: Referral, rules: Sequence[RoutingRule], now: datetime, desk: RoutingDesk
) -> bool:
    with IN_TURN:
        choice = _routed(referral, referral.assignment, rules, now, desk)
        if choice.assignment.is_waiting:
            return False
        try:
            _save(referral, choice, (), desk)
        except Conflict:
            # Somebody decided in between, or took the turn: the next go looks again.
            return False
    return bool(choice.assignment.owner)


def _routed(
    referral: Referral,
    known: Assignment,
    rules: Sequence[RoutingRule],
    now: datetime,
    desk: RoutingDesk,
) -> Choice:
    shared = as_shared(referral, desk)
    return choose(invitation=shared, known=known, rules=rules, at=now, desk=desk)


def as_shared(referral: Referral, desk: RoutingDesk) -> Invitation:
    """Rules are asked of what was told first, so that what they said can be worked out again."""
    shared = desk.referrals.invitation(*referral.identity)
    if shared is None:
        raise Conflict(f"the invitation of {referral.number} is missing")
    return shared


def _must_speak_for(owner: str, by: Principal) -> None:
    """A partner manager declines what is their own; a key that is no person's says whose it is."""
    if not owner:
        raise NotTheOwner("the key is no person's: owner must say who declines")
    if by.role is Role.PARTNER_MANAGER and by.user and same_address(by.user) != owner:
        raise NotTheOwner(f"{by.user} cannot decline for {owner}")


def _must_be_open(referral: Referral) -> None:
    if not is_open(referral):
        raise NothingToOwn(f"{referral.number} is {referral.status}, {referral.stage}")


def _save(
    referral: Referral, choice: Choice, notes: Sequence[TimelineEntry], desk: RoutingDesk
) -> Referral:
    """Keep on the timeline who had it before, which the referral itself says no more."""
    entries = [*of_assignment(referral), *notes]
    noted: list[Write] = desk.timeline.writes_of(referral.number, entries)
    changed = referral.model_copy(update={"assignment": choice.assignment})
    saved = desk.referrals.save(changed, beside=(*choice.beside, *noted))
    desk.workloads.free(choice.over)
    return saved
