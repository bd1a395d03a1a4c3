"""
Schedules of what happens to a deal, drawn by lot, and what must be true of each in the end.

The model is a simple one: what counts is what some side said last, by the rule; whatever else was
said last has left a trace.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import date, timedelta
from itertools import count
from random import Random

from referral_hub.domain.referrals.deal_fields import ConflictRule, DealField
from referral_hub.domain.shapes import Money
from tests.workflow.deal_line import FAULTS
from tests.workflow.deal_plays import (
    AMOUNT,
    CLOSES,
    CURRENCY,
    OF,
    TITLE,
    VALUE,
    DealPlay,
    Said,
    Schedule,
    Step,
    Values,
    together,
)

SIDES = ("partner", "person", "crm")
UNDOES = "crm undoes"
_HAPPENS = ("hear", "hear again", "lose", "poll", "tell", "tell", "tell again")
_ACTS = (*SIDES, *SIDES, *_HAPPENS, "fault", UNDOES)
_SILENT = ("crm", "crm", *_HAPPENS, UNDOES)
# No side says by chance what another one does.
_CURRENCIES = ("EUR", "USD", "NOK")
_TYPED = "11000.00"
_OF_THE_CRM = ("GBP", "SEK")
_SHARED = {
    AMOUNT: "12500",
    CURRENCY: "EUR",
    CLOSES: "2027-09-30",
    TITLE: "Lamp modernisation",
}


def generated(
    amount: int, *, seed: int, fields: Collection[DealField], most: int = 16
) -> Iterator[Schedule]:
    """Draw schedules over these fields of the CRM; every value that is said is another one."""
    lot = Random(seed)  # noqa: S311 - a schedule is no secret
    for _ in range(amount):
        talk = _Talk(lot, fields)
        rule = lot.choice(list(ConflictRule)).value
        early = tuple(talk.says(lot.choice(SIDES[:2])) for _ in range(lot.choice((0, 0, 1, 2))))
        acts, typed = _ACTS, lot.choice(("", "", _TYPED))
        if lot.random() < 0.2:
            # What the hub keeps to itself; then nothing tells the CRM what it was created with.
            acts, typed, early = _SILENT, _TYPED, (talk.says("partner"),)
        yield Schedule(
            rule, early, tuple(talk.step(acts) for _ in range(lot.randint(2, most))), typed
        )


class _Talk:
    def __init__(self, lot: Random, fields: Collection[DealField]) -> None:
        self.lot, self.fields, self.numbers = lot, fields, count(1)

    def step(self, acts: Sequence[str]) -> Step:
        act = self.lot.choice(acts)
        if act == "fault":
            return Step(self.lot.choice(FAULTS))
        return self.says(act) if act in (*SIDES, UNDOES) else Step(act)

    def says(self, side: str) -> Step:
        told = self.in_the_hub(side) if side in SIDES[:2] else self.in_the_crm()
        return Step(side, tuple(told.items()))

    def in_the_hub(self, side: str) -> dict[DealField, str]:
        """A person now and then takes back what they said."""
        if side == "person" and self.lot.random() < 0.3:
            return dict(_SHARED)
        number = next(self.numbers)
        currency = self.lot.choice(_CURRENCIES) if CURRENCY in self.fields else "EUR"
        told = {
            VALUE: {AMOUNT: str(20_000 + number), CURRENCY: currency},
            "closes": {CLOSES: str(date(2028, 1, 1) + timedelta(days=number))},
            "title": {TITLE: f"Lamps {number}"},
        }
        return told[self.lot.choice(list(told))]

    def in_the_crm(self) -> dict[DealField, str]:
        number = next(self.numbers)
        told = {
            AMOUNT: f"{30_000 + number}.00",
            CURRENCY: self.lot.choice(_OF_THE_CRM),
            CLOSES: str(date(2029, 1, 1) + timedelta(days=number)),
        }
        chosen = self.lot.choice([(AMOUNT,), (AMOUNT, CURRENCY), (CURRENCY,), (CLOSES,)])
        known = [each for each in chosen if each in self.fields] or [CLOSES]
        return {each: told[each] for each in known}


def wrongs(play: DealPlay) -> list[str]:
    """List what is not as it must be, after everything was delivered."""
    found = [wrong for of in (VALUE, "closes") for wrong in _wrongs_of(play, of)]
    if play.in_the_crm[play.words.title] not in _names(play):
        found.append("the name was not told")
    if not all(play.in_the_hub[each] for each in OF):
        found.append("a blank has won")
    # What is said in the CRM makes another name.
    if len(play.line.written) > len(play.said) + play.faults:
        found.append("more is written than was said")
    return [*found, *_unrest(play)]


def _wrongs_of(play: DealPlay, of: str) -> Iterator[str]:
    said = [each for each in play.said if each.of == of]
    last = {each.side: each for each in said}
    counts = together({t: text for t, text in play.in_the_hub.items() if _is_told(play, t)}, of)
    if counts != together(play.seen_in_the_crm, of):
        yield f"{of}: the sides are apart"
    if said and counts not in {_part(play, each.value, of) for each in last.values()}:
        yield f"{of}: {counts} is nobody's last word"
    if (
        said
        and (right := _must_count(play.schedule.rule, said))
        and _part(play, right, of) != counts
    ):
        yield f"{of}: {counts} counts instead of {right}"
    for each in last.values():
        if _part(play, each.value, of) != counts and not _is_traced(play, each, counts):
            yield f"{of}: {each.value} of {each.side} is lost without a trace"


def _names(play: DealPlay) -> set[str]:
    """What the opportunity may be called: what it is made of gives no other name than at first?"""
    name, first = _name(play.in_the_hub), _name(play.known_at_first)
    return {name, play.at_first[play.words.title]} if name == first else {name}


def _name(has: Values) -> str:
    return f"{has[TITLE]} / {Money.of(has[AMOUNT], has[CURRENCY]).amount}"


def _is_told(play: DealPlay, told: DealField) -> bool:
    return told in play.words.synced


def _part(play: DealPlay, value: str, of: str) -> str:
    """What the CRM knows of a value: of an amount perhaps not the currency."""
    known = [told for told, name in OF.items() if name == of]
    parts = zip(known, value.split(" "), strict=False)
    return " ".join(text for told, text in parts if _is_told(play, told))


def _must_count(rule: str, said: list[Said]) -> str:
    """What the rule alone decides; empty where it depends on who heard of what, and when."""
    last = {each.side: each for each in said}
    if rule == ConflictRule.CRM_WINS and (crms := last.get("crm")):
        before, since = said[: said.index(crms)], said[said.index(crms) + 1 :]
        heard = any(each.side == "person" and each.over == crms.value for each in since)
        # Where it took back what was changed, it may have the partner's own word, which gives way.
        known = any(crms.value in (each.value, each.over) for each in before)
        anew = known and any(each.side == "partner" for each in since)
        return "" if heard or anew else crms.value
    protected = {ConflictRule.KEEP: "person", ConflictRule.PARTNER_WINS: "partner"}
    return said[-1].value if protected.get(ConflictRule(rule)) == said[-1].side else ""


def _is_traced(play: DealPlay, lost: Said, counts: str) -> bool:
    """Tell whether the story says what was lost, as what was told or as what was there."""
    changes = play.deal.changes if play.deal else ()
    told = {text for change in changes for text in (change.told, change.ours)}
    return bool(told & (set(lost.value.split(" ")) - set(counts.split(" "))))


def _unrest(play: DealPlay) -> Iterator[str]:
    """Whatever comes again must change nothing, and write nothing."""
    before, written, crms = play.everything, len(play.line.written), play.in_the_crm
    play.once_more()
    if len(play.line.written) != written:
        yield "it is written again"
    if (play.everything, play.in_the_crm) != (before, crms):
        yield "it never comes to rest"
