"""What a partner tells of people, notice by notice, and each one's way to the CRM."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256
from typing import Self

from referral_hub.domain.cause import Cause
from referral_hub.domain.effects import EMPTY, Done, EffectState, Ledger, effect_token
from referral_hub.domain.shapes import Frozen, Moment

from .contact import IDENTIFYING, ContactInfo, Match, MatchKind, normalised

HUB_FAILED_SAYS = "the hub itself failed; its log names the execution"


class Trouble(Frozen):
    """Why a contact could not even be looked for; later, its effects say what is in the way."""

    reason: str
    cause: Cause
    since: Moment
    failures: int = 0


class ContactArrival(Frozen):
    """
    Contact info that reached the hub for one referral, and what became of it.

    `left_at` is when a run ended without it, `dismissed_at` when a person let that be.
    """

    number: str
    key: str
    info: ContactInfo
    arrived_at: Moment
    via: str
    match: Match | None = None
    outcome: str = ""
    settled_at: Moment | None = None
    trouble: Trouble | None = None
    left_at: Moment | None = None
    dismissed_at: Moment | None = None
    ledger: Ledger = EMPTY
    version: int = 0
    book_mark: str = ""

    @property
    def carried(self) -> bool:
        return bool(self.outcome)

    def with_ledger(self, ledger: Ledger) -> Self:
        return self.model_copy(update={"ledger": ledger})

    def matched(
        self, match: Match, effects: Iterable[str], *, identity: tuple[str, ...], at: Moment
    ) -> Self:
        """
        Keep the answer of dedupe, and the intent of what follows from it.

        `identity` tells the referral from all others, in whatever hub.
        """
        ledger = self.ledger
        for name in effects:
            ledger = ledger.intend(name, token=effect_token(*identity, self.key, name), at=at)
        return self.model_copy(
            update={"match": match, "ledger": ledger, "trouble": None, "left_at": None}
        )

    def knowing(self, done: Done) -> Self:
        """Take in that the CRM had the person, where dedupe found nobody: which record, and why."""
        if not done.adopted_on:
            return self
        match = Match(kind=MatchKind.EXISTING, contact_id=done.result, keys=done.adopted_on)
        return self.model_copy(update={"match": match})

    def troubled(self, reason: str, *, cause: Cause, at: Moment) -> Self:
        """Note why it could not be looked for in the CRM; it is tried again."""
        before = self.trouble
        trouble = Trouble(
            reason=reason,
            cause=cause,
            since=before.since if before else at,
            failures=(before.failures if before else 0) + 1,
        )
        return self.model_copy(update={"trouble": trouble})

    def left_behind(self, *, at: Moment) -> Self:
        """Say that a run ended without it; what nobody noted a reason for is the hub's failure."""
        failed = Cause.HUB_FAILED
        known = self if self.problem else self.troubled(HUB_FAILED_SAYS, cause=failed, at=at)
        return known.model_copy(update={"left_at": at, "dismissed_at": None})

    def dismissed(self, *, at: Moment) -> Self:
        return self.model_copy(update={"dismissed_at": at})

    @property
    def contact_id(self) -> str:
        """The person's id in the CRM; empty until there is one."""
        return self.ledger.result("contact") or (self.match.contact_id if self.match else "")

    @property
    def untouched(self) -> bool:
        """Whether nobody has begun to carry it into the CRM."""
        return not (self.match or self.ledger.effects or self.outcome)

    @property
    def completable(self) -> bool:
        """Whether more about the person may go in: nobody began, or the CRM refused the half."""
        refused = any(e.state is EffectState.REFUSED for e in self.ledger.effects.values())
        return self.untouched or (self.info.partial and refused and not self.contact_id)

    @property
    def only_found(self) -> bool:
        """Whether the CRM had the person, and nothing was done about it so far."""
        found = self.match is not None and self.match.kind is MatchKind.EXISTING
        return found and all(e.state is not EffectState.DONE for e in self.ledger.effects.values())

    @property
    def problem(self) -> str:
        """
        Why this person is not in the CRM yet, in plain words; empty when nothing is in the way.
        """
        problems = [e.problem for e in self.ledger.effects.values() if e.problem]
        problems += [self.trouble.reason] if self.trouble else []
        return f"contact {self.key}: {'; '.join(problems)}" if problems else ""

    def retried(self, *, at: Moment) -> Self:
        ledger = self.ledger.asked_again(at=at)
        return self.model_copy(update={"ledger": ledger, "left_at": None, "dismissed_at": None})

    def looked_for_anew(self) -> Self:
        """Forget what dedupe found, and what was to follow from it."""
        return self.model_copy(update={"match": None, "ledger": EMPTY, "trouble": None})

    def settled(self, outcome: str, *, at: Moment) -> Self:
        """
        Close the matter: `created`, `adopted`, `linked`, `updated` or `skipped`, `repeated` when
        another arrival turned out to be the same person; empty leaves it open.
        """
        return self.model_copy(update={"outcome": outcome, "settled_at": at if outcome else None})

    def completed_by(self, info: ContactInfo, *, at: Moment) -> Self:
        """Take in what is told now, and look for the person anew; tokens do not depend on it."""
        told = {"info": info.over(self.info), "arrived_at": at}
        return self.looked_for_anew().model_copy(update=told)

    def told_before(self, others: Iterable[ContactArrival]) -> ContactArrival | None:
        """Find the notice that brought this person to the CRM before, or is going to."""
        ahead = [a for a in others if a.is_ahead_of(self) and self.info.same_as(a.info)]
        return min(ahead, key=lambda a: (not a.carried, a.untouched, *a.place), default=None)

    def is_ahead_of(self, other: ContactArrival) -> bool:
        if self.key == other.key:
            return False
        if self.carried:
            return bool(self.contact_id)
        return not self.untouched or self.place < other.place

    @property
    def place(self) -> tuple[Moment, str]:
        return (self.arrived_at, self.key)

    def known_from(self, earlier: ContactArrival) -> Match:
        """The answer of dedupe for a person whom an earlier notice brought to the CRM."""
        return Match(
            kind=MatchKind.EXISTING,
            contact_id=earlier.contact_id,
            keys=tuple(name for name in IDENTIFYING if getattr(earlier.info, name)),
            earlier=earlier.key,
        )


class _Known:
    """
    What is known of people, oldest first, found by the names that two notices of one person share:
    comparing each with all others takes minutes where a partner tells of thousands.
    """

    def __init__(self, arrivals: Iterable[ContactArrival]) -> None:
        self.by_key: dict[str, ContactArrival] = {}
        self._places: dict[str, int] = {}
        self._named: dict[tuple[str, str], set[str]] = {}
        for arrival in arrivals:
            self.put(arrival)

    def put(self, arrival: ContactArrival) -> None:
        self.by_key[arrival.key] = arrival
        self._places.setdefault(arrival.key, len(self._places))
        for name in _names_of(arrival.info):
            self._named.setdefault(name, set()).add(arrival.key)

    def about(self, person: ContactInfo) -> list[ContactArrival]:
        """List what is known of this person, and perhaps of nobody else."""
        keys = {key for name in _names_of(person) for key in self._named.get(name, ())}
        named = (self.by_key[key] for key in sorted(keys, key=self._places.__getitem__))
        return [arrival for arrival in named if person.same_as(arrival.info)]


def ready_keys(arrivals: Sequence[ContactArrival], *, over: bool = False) -> tuple[str, ...]:
    """
    List the contacts to be carried now.

    A partial one waits for its other half until the wait is `over`, or is ended by a complete one.
    One that a run has left behind waits for a retry.
    """
    left = [arrival for arrival in arrivals if not (arrival.carried or arrival.left_at)]
    if not over and all(arrival.info.partial for arrival in left):
        return ()
    return tuple(arrival.key for arrival in left)


def _names_of(person: ContactInfo) -> Iterator[tuple[str, str]]:
    told = ((name, normalised(getattr(person, name))) for name in IDENTIFYING)
    return (each for each in told if each[1])


def arrivals_to_store(
    known: Sequence[ContactArrival],
    people: Iterable[ContactInfo],
    *,
    number: str,
    at: Moment,
    via: str,
) -> list[ContactArrival]:
    """
    Decide what a notice of contact info adds to what is known.

    What was told before is dropped. What completes an arrival that nobody has begun to carry goes
    into it, and it keeps its key: it is the same person, told in two parts. Whatever else is told
    about a known person is an arrival of its own, and follows the first one into the CRM.
    """
    all_known = _Known(known)
    changed: dict[str, ContactArrival] = {}
    for person in people:
        about = all_known.about(person)
        if person.empty or any(not person.adds_to(a.info) for a in about):
            continue
        open_ones = [a for a in about if a.completable and not person.contradicts(a.info)]
        if open_ones:
            arrival = open_ones[0].completed_by(person, at=at)
        else:
            arrival = _another(person, all_known.by_key, number=number, at=at, via=via)
        news = [arrival, *(part.settled("repeated", at=at) for part in open_ones[1:])]
        for each in news:
            changed[each.key] = each
            all_known.put(each)
    return list(changed.values())


def _another(
    person: ContactInfo, known: Iterable[str], *, number: str, at: Moment, via: str
) -> ContactArrival:
    """Make an arrival under the person's key, or one of its own where that is taken."""
    key = person.key if person.key not in known else _content_key(person)
    return ContactArrival(number=number, key=key, info=person, arrived_at=at, via=via)


def _content_key(person: ContactInfo) -> str:
    return sha256("\x1f".join(text for _, text in person).encode()).hexdigest()[:12]
