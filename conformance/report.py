"""The pass list: a line for each case as soon as it is known, and a sum at the end."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable

from .cases import Result, Verdict

_WIDTH = max(map(len, Verdict)) + 2


def report(results: Iterable[Result], say: Callable[[str], None]) -> bool:
    """Say what came of each case; return whether none failed, and at least one passed."""
    counted: Counter[Verdict] = Counter()
    for result in results:
        counted[result.verdict] += 1
        say(f"{result.verdict:<{_WIDTH}}{result.case}")
        if result.why:
            say(f"{'':<{_WIDTH}}  {result.why}")
    say("")
    say(", ".join(f"{counted[verdict]} {verdict.lower()}" for verdict in Verdict))
    return counted[Verdict.PASSED] > 0 and not counted[Verdict.FAILED]
