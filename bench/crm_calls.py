"""
How often one accepted referral with one contact asks the CRM, by the journal of its stand-in.

Each function of the hub is a process with a connection of its own, as in Lambda: `cold` is the
first referral that any of them meets, `warm` is one that comes when all of them are signed in and
know the descriptions. Looking for the account beforehand is the operator's, and not counted.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from bench import anchors
from bench.report import Cell, Target, table
from referral_hub.application import contact_carrying
from referral_hub.domain.referrals.decision import AccountChoice
from referral_hub.hub import Hub
from tests.application import stage
from tests.builders import Clock, a_contact, a_hub, ask, chosen
from tests.workflow.crms import OPENED, Place

# The functions that ask the CRM, in the order in which a referral meets them.
FUNCTIONS = ("Api", "CarryOutDecision", "MatchContact", "CreateContact")
NEW, EXISTING = "a new account", "an existing account"
COLD, WARM = "cold", "warm"
_MOST: Mapping[str, float] = {
    "salesforce": anchors.SALESFORCE_CALLS,
    "hubspot": anchors.HUBSPOT_CALLS,
}


@dataclass(frozen=True)
class Counted:
    """The calls of one referral, such as `POST /composite`, by the function that made them."""

    crm: str
    account: str
    state: str
    calls: Mapping[str, tuple[str, ...]]

    @property
    def total(self) -> int:
        return sum(map(len, self.calls.values()))


def measure() -> list[Target]:
    """Walk, print, and return the targets."""
    counted = [each for crm in OPENED for account in (EXISTING, NEW) for each in walk(crm, account)]
    _totals(counted)
    for each in counted:
        if (each.account, each.state) == (EXISTING, WARM):
            _one_by_one(each)
    return [
        Target(f"calls to {each.crm} per referral", each.total, _MOST[each.crm])
        for each in counted
        if (each.account, each.state) == (EXISTING, WARM)
    ]


def walk(crm: str, account: str) -> list[Counted]:
    """Take a referral through a hub that has just begun, and another one after it."""
    clock = Clock()
    with OPENED[crm](clock) as place:
        place.begin_anew()
        functions = _functions(place, clock)
        return [
            Counted(crm, account, state, _referral(place, functions, account, nth))
            for nth, state in enumerate((COLD, WARM))
        ]


def _functions(place: Place, clock: Clock) -> dict[str, Hub]:
    hub = a_hub(clock=clock, crm=place.connect())
    return {name: replace(hub, chosen_crm=chosen(place.connect())) for name in FUNCTIONS}


def _referral(
    place: Place, functions: Mapping[str, Hub], account: str, nth: int
) -> dict[str, tuple[str, ...]]:
    chosen = AccountChoice(create={})
    if account == EXISTING:
        chosen = AccountChoice(existing=place.has_account(f"Fenwick {nth}"))
    person = a_contact(email=f"maren.holt.{nth}@fenwick.example")
    number = stage.filed(functions["Api"], partner_referral_id=f"H-{nth}").number
    stage.tell(functions["Api"], number, person)
    said: dict[str, Any] = {"number": number, "contact_key": person.key}
    acts: dict[str, Callable[[Hub], object]] = {
        "Api": lambda hub: stage.accept(hub, number, account=chosen),
        "CarryOutDecision": lambda hub: stage.carry_out(hub, number),
        "MatchContact": lambda hub: ask(hub, contact_carrying.match, **said),
        "CreateContact": lambda hub: ask(hub, contact_carrying.create, **said),
    }
    return {name: _calls(place, act, functions[name]) for name, act in acts.items()}


def _calls(place: Place, act: Callable[[Hub], object], hub: Hub) -> tuple[str, ...]:
    before = len(place.calls())
    act(hub)
    return tuple(place.calls()[before:])


def _totals(counted: list[Counted]) -> None:
    rows: list[list[Cell]] = [
        [
            f"{each.crm}, {each.account}, {each.state}",
            each.total,
            *(len(each.calls[name]) for name in FUNCTIONS),
        ]
        for each in counted
    ]
    head = ("", "calls", *FUNCTIONS)
    table("Calls to the CRM per accepted referral with one contact", head, rows)


def _one_by_one(counted: Counted) -> None:
    print(f"\n  {counted.crm}, {counted.account}, {counted.state}:")
    for name, calls in counted.calls.items():
        for call in calls:
            print(f"    {name}: {call}")
