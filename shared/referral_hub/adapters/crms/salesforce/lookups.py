"""
Which field it was, when one names a record that is not there: Salesforce says so of no field, and
of the record that was to be written in the same words.

Codes: SOAP API Developer Guide, "StatusCode".
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import replace

from .errors import NOWHERE, Problem, Refusal

_CODES = ("INVALID_CROSS_REFERENCE_KEY", "ENTITY_IS_DELETED")


def blaming(refusal: Refusal, lookups: Collection[str], is_there: Callable[[], bool]) -> Refusal:
    """
    Blame the lookups among the fields that were written, unless it was what `is_there` looks for:
    the record that they were written on, or for.
    """
    if not lookups or not refusal.has(*_CODES) or not is_there():
        return refusal
    told = (_blamed(problem, lookups) for problem in refusal.problems)
    return Refusal(tuple(told), part=refusal.part)


def _blamed(problem: Problem, lookups: Collection[str]) -> Problem:
    if problem.code not in _CODES:
        return problem
    names = tuple(name for name in problem.fields if name in lookups) or tuple(lookups)
    told = f"{', '.join(names)}: Salesforce has no record of this id"
    return replace(problem, code=NOWHERE, message=told, fields=names)
