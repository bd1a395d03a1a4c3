"""
`python -m bench [referral] [bulk] [crm] [partners] [day] [sharing] [feeds] [start] [post] [book]`:
measure all, or what is named, against targets. `million` is measured only when it is named.

Exits with 1 when a target is missed.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from bench import (
    aws_day,
    aws_sharing,
    book,
    bulk,
    counting,
    crm_calls,
    feeds,
    one_post,
    partner_calls,
    per_referral,
    start_up,
)
from bench.report import Target

_PARTS: Mapping[str, Callable[[Path], list[Target]]] = {
    "referral": lambda _: per_referral.measure(),
    "bulk": lambda _: bulk.measure(),
    "crm": lambda _: crm_calls.measure(),
    "partners": lambda _: partner_calls.measure(),
    "day": lambda _: aws_day.measure(),
    "sharing": lambda _: aws_sharing.measure(),
    "feeds": lambda _: feeds.measure(),
    "start": start_up.measure,
    "post": one_post.measure,
    "book": book.measure,
    "million": book.measure_a_million,
}
# Fills a disk and takes a quarter of an hour: measured when it is asked for.
_USUAL = tuple(name for name in _PARTS if name != "million")


def main(names: list[str]) -> int:
    if unknown := set(names) - set(_PARTS):
        print(f"There is no {', '.join(unknown)}; choose of {', '.join(_PARTS)}.", file=sys.stderr)
        return 2
    print(f"Python {sys.version.split()[0]}; programs are measured in {counting.UNIT}.")
    if not counting.by_instructions():
        print("valgrind is not on this machine: ratios are hints, and start-up is not judged.")
    with TemporaryDirectory() as folder:
        targets = [t for name in names or _USUAL for t in _PARTS[name](Path(folder))]
    print("\nTargets\n")
    for target in targets:
        print(f"  {target}")
    return 0 if all(target.met for target in targets) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
