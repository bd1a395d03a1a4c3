"""
What is done outside the hub for a referral by code, each once: written down in the transaction that
keeps the referral, with the names under which its ledger has it.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from functools import reduce

from referral_hub.domain.cause import Cause
from referral_hub.domain.effects import (
    EffectState,
    Ledger,
    effect_token,
    is_of_programme,
    programme_event,
)

from .lifecycle import FieldNames, Lifecycle
from .sales_record import RecordKind, ReferralEvent
from .story import Story
from .tracked import TrackedReferral


def carrying_to(opportunity_id: str) -> str:
    """Name the effect that writes the referral's code into an opportunity."""
    return f"carry_code_{opportunity_id}"


def code_field(lifecycle: Lifecycle) -> str:
    """
    Name the field of opportunities that codes are carried to; empty if there is none, or it is a
    field of what an opportunity belongs to.
    """
    name = lifecycle.fields.get(RecordKind.OPPORTUNITY, FieldNames()).code
    return "" if "." in name else name


def intended(
    referral: TrackedReferral, lifecycle: Lifecycle, *, tells: bool, at: datetime
) -> TrackedReferral:
    """
    Write down what is to be done outside by now, and was never meant to be before. `tells` says
    that the CRM's own programme is told of events: those that were passed over, too, since it knows
    a referral by the first of them.
    """
    wanted = [*_carried(referral, lifecycle)]
    if tells:
        wanted += [programme_event(stage.event) for stage in referral.reached]

    def intend(ledger: Ledger, name: str) -> Ledger:
        own = (referral.number, referral.created_at.isoformat())
        return ledger.intend(name, token=effect_token(*own, name), at=at)

    ledger = reduce(intend, wanted, referral.ledger)
    return referral if ledger == referral.ledger else referral.asking(ledger)


def due(referral: TrackedReferral) -> tuple[str, ...]:
    """
    The effects that are to be brought about now, in this order.

    The programme is told in the order of the stages: after a refusal it is told nothing until
    somebody retries. Of an event that may have been taken nobody knows more by waiting.
    """
    found, held = [], False
    for name, effect in referral.ledger.effects.items():
        told = is_of_programme(name)
        refused = effect.state is EffectState.REFUSED and effect.cause is not Cause.DUPLICATE
        held = held or (told and refused)
        if effect.state is EffectState.INTENDED and not (told and held):
            found.append(name)
    return () if referral.joined_to else tuple(found)


def taken_over(referral: TrackedReferral, other: TrackedReferral) -> TrackedReferral:
    """
    Take over what was done, or begun, for a referral that turned out to be the same sale: under its
    tokens, so that nothing is told twice.
    """
    known = referral.ledger
    extra = {
        name: effect
        for name, effect in other.ledger.effects.items()
        if not known.get(name) or (other.ledger.is_done(name) and not known.is_done(name))
    }
    if not extra or other.code != referral.code:
        return referral
    return referral.asking(Ledger(effects={**known.effects, **extra}))


def event_of(referral: TrackedReferral, lifecycle: Lifecycle, event: str) -> ReferralEvent:
    """Say an event as the programme is told of it."""
    stage = next(stage for stage in lifecycle.stages if stage.event == event)
    reached = next(each for each in referral.reached if each.event == event)
    won = referral.earning(lifecycle) or referral.stories.get(reached.place)
    return ReferralEvent(
        event_type=stage.told_as,
        code=referral.code,
        at=reached.at,
        lead_id=next(_ids_of(RecordKind.LEAD, referral), ""),
        account_id=next(filter(None, (s.latest.account_id for s in _stories(referral))), ""),
        opportunity_id=referral.opportunity_id,
        amount=won.latest.amount if won and stage.earns else "",
    )


def _carried(referral: TrackedReferral, lifecycle: Lifecycle) -> Iterator[str]:
    """
    Name what carries the code to the opportunities that a lead became. One that ever had a code is
    left as people made it.
    """
    if not code_field(lifecycle) or not any(_ids_of(RecordKind.LEAD, referral)):
        return
    for story in _stories(referral):
        is_open_to_it = not (story.first.code or story.latest.code or story.latest.gone)
        if story.latest.kind is RecordKind.OPPORTUNITY and is_open_to_it:
            yield carrying_to(story.latest.record_id)


def _ids_of(kind: RecordKind, referral: TrackedReferral) -> Iterator[str]:
    return (s.latest.record_id for s in _stories(referral) if s.latest.kind is kind)


def _stories(referral: TrackedReferral) -> Iterator[Story]:
    return iter(referral.stories.values())
