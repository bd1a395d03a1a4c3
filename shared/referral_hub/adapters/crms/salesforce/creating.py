"""
Creating each record once: an insert under a mark that a unique field keeps.

Whoever comes second is refused, and finds the record of the first as people have left it since. An
upsert would promise as much, and write over what they edited between a lost answer and the
repeated call. Source: REST API Developer Guide, "sObject Basic Information" (insert), "sObject Rows
by External ID" (read).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from .api import HUB_ID
from .description import Descriptions
from .door import Door, Headers, Step, id_of
from .errors import NOT_UNIQUE, Problem, Refusal, lost_race, unless_gone

Body = Mapping[str, Any]


class Creating:
    """Raises `Refusal` and `Unavailable` as `Door.ask` does."""

    def __init__(self, door: Door, descriptions: Descriptions) -> None:
        self._door = door
        self._descriptions = descriptions

    def once(self, sobject: str, mark: str, body: Body) -> str:
        """Create the record of this mark, or find the one that an earlier call made: its id."""
        try:
            [made] = self.together(insert(sobject, mark, body))
        except Refusal as refusal:
            found = self.known(sobject, mark)
            if not found:
                raise self.refused(refusal) from None
            return str(found["Id"])
        return made

    def together(self, *steps: Step) -> list[str]:
        """Create a record, or several of which all are new or none is made; their ids in order."""
        for one in steps:
            self._require_unique(one.name)
        if len(steps) > 1:
            made = self._door.together(steps)
            return [id_of(made[one.name]) for one in steps]
        [one] = steps
        return [id_of(self._door.ask(one.method, one.path, one.body, one.headers))]

    def known(self, sobject: str, mark: str, *, fields: str = "Id") -> dict[str, Any]:
        """Read the record of this mark after a refusal; empty when nobody shows one."""
        path = f"/sobjects/{sobject}/{HUB_ID}/{quote(mark, safe='')}?fields={fields}"
        try:
            return unless_gone(lambda: self._door.ask("GET", path)) or {}
        except Refusal:  # the first one says what is wrong
            return {}

    @staticmethod
    def refused(refusal: Refusal) -> Exception:
        """Say what a refusal means when there is no record that explains it."""
        races = (trouble for problem in refusal.problems if (trouble := lost_race(problem)))
        return next(races, None) or refusal

    def _require_unique(self, sobject: str) -> None:
        was_kept = self._descriptions.is_kept(sobject)
        if self._descriptions.of(sobject).knows_twins:
            return
        if was_kept and self._descriptions.fresh(sobject).knows_twins:
            return  # somebody has mended the org since it was asked
        told = f"{sobject}.{HUB_ID} is not marked Unique: records could be created twice"
        raise Refusal((Problem(NOT_UNIQUE, told, (HUB_ID,)),))


def insert(sobject: str, mark: str, body: Body, headers: Headers | None = None) -> Step:
    """Describe an insert under a mark; it has the name of the object."""
    return Step(sobject, "POST", f"/sobjects/{sobject}", {**body, HUB_ID: mark}, headers or {})
