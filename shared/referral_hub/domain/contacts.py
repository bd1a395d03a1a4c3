"""
Contact info on its way from a partner to the CRM, and the rule that tells a known person from a new
one.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from enum import StrEnum
from hashlib import sha256
from typing import Self

from pydantic import Field

from .crm import Contact
from .effects import EMPTY, Ledger, effect_token
from .shapes import Frozen, Moment

_E_MAIL = re.compile(r"[^\s<>()'\"/:;,]+@[^\s<>()'\"/:;,]+")


def normalised(text: str) -> str:
    """
    Trim, apply Unicode NFKC and fold case: the form in which names and e-mails are compared
    (IN-12).
    """
    return unicodedata.normalize("NFKC", text).strip().casefold()


class ContactInfo(Frozen):
    """
    A person as the partner describes them. Its repr shows no personal data, so a log cannot either.
    """

    first_name: str = Field(default="", max_length=80)
    last_name: str = Field(default="", max_length=80)
    email: str = Field(default="", max_length=255)
    phone: str = Field(default="", max_length=40)
    title: str = Field(default="", max_length=80)

    @property
    def empty(self) -> bool:
        return not (normalised(self.last_name) or normalised(self.email))

    @property
    def partial(self) -> bool:
        """Without both keys nobody can say whether the account already has this person."""
        return not (normalised(self.last_name) and normalised(self.email))

    @property
    def key(self) -> str:
        """
        The person's identity within one referral: 12 hex characters, no personal data in sight.
        """
        parts = [normalised(self.last_name), normalised(self.email)]
        if not all(parts):
            parts += [normalised(self.first_name), normalised(self.phone)]
        return sha256("\x1f".join(parts).encode()).hexdigest()[:12]

    def told_again_by(self, later: ContactInfo) -> bool:
        """Tell whether a later notice is about this person, and says no less of what names them."""
        if self.key == later.key:
            return True
        if not self.partial or _differ(self.first_name, later.first_name):
            return False
        names = ["last_name", "email"] + (["first_name", "phone"] if later.partial else [])
        return all(_repeated(getattr(self, name), getattr(later, name)) for name in names)

    def hidden_in(self, text: str) -> str:
        """
        Take this person, and every e-mail address, out of another system's words, so that they can
        be shown.
        """
        told = (self.phone, self.title, self.last_name, self.first_name)
        text = _E_MAIL.sub("…", text)
        for value in filter(None, map(str.strip, told)):
            text = re.sub(rf"(?<!\w){re.escape(value)}(?!\w)", "…", text, flags=re.IGNORECASE)
        return text

    def __repr__(self) -> str:
        return f"ContactInfo({self.key})"

    __str__ = __repr__


class MatchKind(StrEnum):
    NEW = "new"
    EXISTING = "existing"


class Match(Frozen):
    """
    The answer of dedupe, with what it rests on: the record found and the keys that were equal.
    """

    kind: MatchKind
    contact_id: str = ""
    keys: tuple[str, ...] = ()
    also: tuple[str, ...] = ()


NEW = Match.model_construct(kind=MatchKind.NEW)


def decide_match(person: ContactInfo, in_account: Iterable[Contact]) -> Match:
    """
    Decide whether the account already has this person: same last name and same e-mail (IN-12).

    `in_account` are contacts of the one account; several matches mean the oldest.
    """
    if person.partial:
        return NEW
    wanted = (normalised(person.last_name), normalised(person.email))
    same = [c for c in in_account if (normalised(c.last_name), normalised(c.email)) == wanted]
    if not same:
        return NEW
    oldest, *others = sorted(same, key=lambda c: (c.created_at, c.contact_id))
    return Match(
        kind=MatchKind.EXISTING,
        contact_id=oldest.contact_id,
        keys=("last_name", "email"),
        also=tuple(c.contact_id for c in others),
    )


def told_in_part(person: ContactInfo, earlier: Iterable[ContactArrival]) -> Match | None:
    """
    Find the contact that was created from a part of what is told now, once the wait was over.

    Its other half comes late: it is the same person, whatever the CRM's record still lacks.
    """
    parts = (a for a in earlier if a.contact_id and a.info.partial)
    part = next((a for a in parts if a.info.told_again_by(person)), None)
    if part is None:
        return None
    key = "email" if part.info.email else "last_name"
    return Match(kind=MatchKind.EXISTING, contact_id=part.contact_id, keys=(key,))


class ContactArrival(Frozen):
    """Contact info that reached the hub for one referral, and what became of it."""

    number: str
    key: str
    info: ContactInfo
    arrived_at: Moment
    via: str
    match: Match | None = None
    outcome: str = ""
    settled_at: Moment | None = None
    ledger: Ledger = EMPTY
    version: int = 0

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
        return self.model_copy(update={"match": match, "ledger": ledger})

    @property
    def contact_id(self) -> str:
        """The person's id in the CRM; empty until there is one."""
        return self.ledger.result("contact") or (self.match.contact_id if self.match else "")

    @property
    def untouched(self) -> bool:
        """Whether nobody has begun to carry it into the CRM."""
        return not (self.match or self.ledger.effects or self.outcome)

    @property
    def problem(self) -> str:
        """
        Why this person is not in the CRM yet, in plain words; empty when nothing is in the way.
        """
        problems = [e.problem for e in self.ledger.effects.values() if e.problem]
        return f"contact {self.key}: {'; '.join(problems)}" if problems else ""

    def retried(self, *, at: Moment) -> Self:
        return self.with_ledger(self.ledger.asked_again(at=at))

    def settled(self, outcome: str, *, at: Moment) -> Self:
        """
        Close the matter: `created`, `linked`, `updated` or `skipped`, `repeated` when another
        arrival turned out to be the same person; empty leaves it open.
        """
        return self.model_copy(update={"outcome": outcome, "settled_at": at if outcome else None})

    def completed_by(self, info: ContactInfo, *, at: Moment) -> Self:
        return self.model_copy(update={"info": info, "arrived_at": at})


def arrivals_to_store(
    known: Sequence[ContactArrival],
    people: Iterable[ContactInfo],
    *,
    number: str,
    at: Moment,
    via: str,
) -> list[ContactArrival]:
    """
    Decide what a notice of contact info adds to what is known: repeats nothing, completes partial
    notices.

    A completed notice keeps its key: it is the same person, told in two parts.
    """
    by_key = {arrival.key: arrival for arrival in known}
    changed: dict[str, ContactArrival] = {}
    for person in people:
        if person.empty or any(person.told_again_by(a.info) for a in by_key.values()):
            continue
        parts = [a for a in by_key.values() if not a.carried and a.info.told_again_by(person)]
        if parts:
            arrival = parts[0].completed_by(person, at=at)
        else:
            arrival = ContactArrival(
                number=number, key=person.key, info=person, arrived_at=at, via=via
            )
        news = [arrival, *(part.settled("repeated", at=at) for part in parts[1:])]
        changed |= {a.key: a for a in news}
        by_key |= changed
    return list(changed.values())


def _differ(told: str, told_later: str) -> bool:
    mine, theirs = normalised(told), normalised(told_later)
    return bool(mine and theirs and mine != theirs)


def _repeated(told: str, told_later: str) -> bool:
    return not normalised(told) or normalised(told) == normalised(told_later)
