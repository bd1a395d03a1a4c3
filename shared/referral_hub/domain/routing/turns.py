"""Whose turn it is: the owners of a rule are asked one after the other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Self

from referral_hub.domain.shapes import Frozen


class Turns(Frozen):
    """
    How often each owner was asked, counted from whoever was asked least.

    Whoever was asked least is next; of several, the first in the rule. While all can be asked this
    is the order of the rule, again and again. Whoever cannot be asked when the turn comes has had
    it: nobody is given many at once because he was full or away. Whoever comes anew begins with
    those who were asked least.
    """

    asked: Mapping[str, int] = {}
    version: int = 0

    def in_turn(self, pool: Iterable[str]) -> list[str]:
        """Put the owners in the order in which they are asked."""
        pool = list(pool)
        counted = self._of(pool)
        return sorted(pool, key=counted.__getitem__)

    def taken(self, owner: str, *, passed: Iterable[str], pool: Sequence[str]) -> Self:
        """Count a turn, and those of who was `passed` over before."""
        counted = self._of(pool)
        counted[owner] += 1
        for each in passed:
            counted[each] = max(counted[each], counted[owner])
        least = min(counted.values())
        return self.model_copy(update={"asked": {n: c - least for n, c in counted.items()}})

    def _of(self, pool: Sequence[str]) -> dict[str, int]:
        known = [self.asked[name] for name in pool if name in self.asked]
        least = min(known, default=0)
        return {name: self.asked.get(name, least) for name in pool}
