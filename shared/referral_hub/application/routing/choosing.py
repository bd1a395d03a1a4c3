"""Ask the routing rules who is to follow a referral up. Nothing is written here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from referral_hub.domain.referrals.assignment import Assignment
from referral_hub.domain.referrals.invitation import Invitation
from referral_hub.domain.referrals.sources import Told
from referral_hub.domain.routing.fitness import unfit_for
from referral_hub.domain.routing.rules import RoutingRule
from referral_hub.domain.users import same_address
from referral_hub.ports import Key, Write
from referral_hub.records.workloads import Room

from .desk import RoutingDesk

FULL, DECLINED = "has as many as fit", "has declined"


class Choice(NamedTuple):
    """
    Who is chosen, the writes that must be made with it, and what may be forgotten after them.
    """

    assignment: Assignment
    beside: tuple[Write, ...] = ()
    over: tuple[Key, ...] = ()


class _Asked(NamedTuple):
    """Who of a pool was chosen, and who could not be asked before, with why."""

    owner: str
    passed: Mapping[str, str]
    beside: tuple[Write, ...] = ()
    over: tuple[Key, ...] = ()


def choose(
    *,
    invitation: Invitation,
    known: Assignment,
    rules: Sequence[RoutingRule],
    at: datetime,
    desk: RoutingDesk,
) -> Choice:
    """
    Choose an owner and a partner manager where `known` has none; `rules` are in their order.

    Whoever is known already is kept, and has one more to work with.
    """
    told = Told.of(invitation)
    holding = [rule for rule in rules if rule.holds(told.value)]
    found, asked = _owner(invitation, known, holding, desk)
    manager = _manager(invitation, known, holding, desk)
    pins = tuple(rule.pin for rule in rules)
    update = found | manager | {"looked_at": pins, "at": at}
    return Choice(known.model_copy(update=update), asked.beside, asked.over)


def given(owner: str, number: str, desk: RoutingDesk) -> tuple[Write, ...]:
    """The write that notes what somebody has to work with, however much it is already."""
    room = desk.workloads.room(same_address(owner), number)
    return (room.write,) if room else ()


def _owner(
    invitation: Invitation, known: Assignment, holding: Sequence[RoutingRule], desk: RoutingDesk
) -> tuple[dict[str, Any], _Asked]:
    if known.owner:
        return {}, _Asked("", {}, given(known.owner, invitation.number, desk))
    rule = next((rule for rule in holding if rule.owners), None)
    if rule is None:
        return {"owner_rule": "", "passed": {}}, _Asked("", {})
    asked = _ask(rule, invitation, known.declined, desk)
    found = {"owner": asked.owner, "owner_rule": rule.pin, "passed": asked.passed}
    return found, asked


def _ask(
    rule: RoutingRule, invitation: Invitation, declined: Sequence[str], desk: RoutingDesk
) -> _Asked:
    """Go through the owners of a rule by whose turn it is."""
    turns, passed = desk.rules.turns(rule.rule_id), dict[str, str]()
    for owner in turns.in_turn(rule.pool):
        room = DECLINED if owner in declined else _room(owner, rule, invitation, desk)
        if isinstance(room, str):
            passed[owner] = room
            continue
        away = [name for name, why in passed.items() if why != DECLINED]
        taken = turns.taken(owner, passed=away, pool=list(rule.pool))
        # Whoever is alone in a rule waits for nobody's turn.
        turn = (desk.rules.write_of(rule.rule_id, taken),) if len(rule.pool) > 1 else ()
        return _Asked(owner, passed, (room.write, *turn), room.over)
    return _Asked("", passed)


def _room(owner: str, rule: RoutingRule, invitation: Invitation, desk: RoutingDesk) -> Room | str:
    """Find a place for it among what a user has to work with, or say why there is none."""
    if why := unfit_for(invitation.partner_id, desk.users.find(owner)):
        return why
    capacity = rule.pool[owner]
    return desk.workloads.room(owner, invitation.number, capacity=capacity) or FULL


def _manager(
    invitation: Invitation, known: Assignment, holding: Sequence[RoutingRule], desk: RoutingDesk
) -> dict[str, Any]:
    rule = next((rule for rule in holding if rule.partner_manager), None)
    if rule is None or known.partner_manager:
        return {}
    manager = same_address(rule.partner_manager)
    why = unfit_for(invitation.partner_id, desk.users.find(manager))
    if not why:
        return {"manager_rule": rule.pin, "partner_manager": manager}
    told = f"{manager}, the partner manager of the routing rule {rule.pin}, {why}"
    return {"why": (*known.why, told)}
