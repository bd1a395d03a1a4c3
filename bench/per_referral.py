"""What one accepted referral with one contact takes, by each door."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from bench import anchors
from bench.metered_table import Bill, Charge
from bench.prices import dollars_per_thousand
from bench.report import Cell, Target, table
from bench.walks import Walk, aws_door, https_door

# The functions in the order in which a referral meets them.
_ORDER = (
    "PartnerHint",
    "Api",
    "RelayChanges",
    "CarryOutDecision",
    "AwaitContactInfo",
    "MatchContact",
    "CreateContact",
    "CloseReferral",
)
_UNITS = ("", "written", "in indexes", "read", "bytes of each write")


def measure() -> list[Target]:
    """Walk, print, and return the targets."""
    walks = [https_door(), aws_door()]
    _totals(walks)
    for walk in walks:
        _by_step(walk)
        _by_kind(walk)
    _dollars(walks)
    _repeatable()
    return [
        Target(
            "state transitions per referral",
            max(len(w.transitions) for w in walks),
            anchors.TRANSITIONS,
        ),
        Target("write units per referral", max(w.bill.writes for w in walks), anchors.WRITES),
    ]


def _totals(walks: list[Walk]) -> None:
    counted: dict[str, tuple[Callable[[Walk], Cell], str, str]] = {
        "state transitions": (
            lambda w: len(w.transitions),
            f"<= {anchors.TRANSITIONS}",
            anchors.TRANSITIONS_OF_OTHERS,
        ),
        "StartExecution calls": (lambda w: w.starts, "", ""),
        "DynamoDB write units": (
            lambda w: w.bill.writes,
            f"<= {anchors.WRITES}",
            anchors.WRITES_OF_OTHERS,
        ),
        "DynamoDB read units": (lambda w: w.bill.reads, "", ""),
        "Lambda invocations, at most": (lambda w: len(w.bill.invoked), "", ""),
        "  of them RelayChanges": (lambda w: w.bill.invoked.count("RelayChanges"), "", ""),
        "requests to the partner": (lambda w: len(w.partner_calls), "", ""),
        "largest REFERRAL item, bytes": (lambda w: _largest(w.bill, "REFERRAL"), "", ""),
        "largest INVITATION item, bytes": (lambda w: _largest(w.bill, "INVITATION"), "", ""),
        "largest CONTACT item, bytes": (lambda w: _largest(w.bill, "CONTACT"), "", ""),
    }
    rows = [
        [what, *(count(walk) for walk in walks), most, others]
        for what, (count, most, others) in counted.items()
    ]
    head = ["", *(walk.door for walk in walks), "target", "other designs"]
    table("One accepted referral with one contact", head, rows)
    print(f"\n  {' -> '.join(walks[0].transitions)}")


def _largest(bill: Bill, kind: str) -> int:
    return max(charge.size for charge in bill.charges if charge.kind == kind)


def _by_step(walk: Walk) -> None:
    steps = sorted(walk.bill.steps, key=lambda step: _ORDER.index(step.partition(" ")[0]))
    rows = [[step, *_units(walk.bill.of(step))] for step in steps]
    table(f"{walk.door}, step by step", _UNITS, rows)


def _by_kind(walk: Walk) -> None:
    kinds = dict.fromkeys(charge.kind for charge in walk.bill.charges if charge.writes)
    of = {kind: [c for c in walk.bill.charges if c.kind == kind] for kind in kinds}
    rows = [[kind, *_units(charges)] for kind, charges in of.items()]
    table(f"{walk.door}, by kind of item (read one by one; queries are apart)", _UNITS, rows)


def _units(charges: list[Charge]) -> tuple[Cell, ...]:
    return (
        sum(charge.writes for charge in charges),
        sum(charge.index_writes for charge in charges),
        sum(charge.reads for charge in charges),
        " ".join(str(charge.size) for charge in charges if charge.table_writes),
    )


def _dollars(walks: list[Walk]) -> None:
    priced = [Counter(dollars_per_thousand(walk)) for walk in walks]
    rows: list[list[Cell]] = [[what, *(f"{p[what]:.4f}" for p in priced)] for what in priced[0]]
    rows.append(["all of it", *(f"{p.total():.4f}" for p in priced)])
    rows += [[f"({what})", f"{d:.4f}", ""] for what, d in anchors.DOLLARS_OF_OTHERS.items()]
    head = ["", *(walk.door for walk in walks)]
    table("Dollars per 1,000 accepted referrals", head, rows)


def _repeatable() -> None:
    plain, repeatable = https_door(), https_door({"idempotency-key": "0b6f2f5e-7f0e-4a55"})
    writes = repeatable.bill.writes - plain.bill.writes
    reads = repeatable.bill.reads - plain.bill.reads
    print(f"\n  An Idempotency-Key on the POST takes {writes} more write units and {reads:g} read.")
