"""A refusal of Salesforce as an outcome: why, in plain words, and what to do about it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import TypeVar

from referral_hub.domain.cause import Cause
from referral_hub.domain.effects import Outcome, Refused
from referral_hub.domain.errors import Unavailable

from .api import VALUE
from .errors import (
    DUPLICATE_VALUE,
    DUPLICATES,
    NO_API,
    NOT_UNIQUE,
    NOT_WRITABLE,
    NOWHERE,
    SEVERAL,
    Problem,
    Refusal,
)
from .wire import SYSTEM

_PERMIT = (
    "Let the hub's user do this: the permission set Referral Hub Integration, one of your own, or "
    "sharing; then retry."
)
_CORRECT = (Cause.INVALID_FIELDS, "Correct the value or its mapping, and retry.")
_RULE = (Cause.RULE, "Fill what the rule asks for, or except the hub's user from it; then retry.")
_GONE = (
    Cause.RECORD_GONE,
    "Restore the record, or show it to the hub's user, and retry; or dismiss the problem.",
)
_UNKNOWN = (
    Cause.FIELD_UNKNOWN,
    "Deploy what the hub needs (salesforce/), or let the hub's user see the field; then retry.",
)
_TWICE = (
    Cause.DUPLICATE,
    "Use or merge the records it names, or relax the rule for the hub's user; then retry.",
)

_STRANGE = (
    Cause.REFUSED,
    "Mend in Salesforce or in the field mapping what its message names, and retry.",
)

_KNOWN: Mapping[str, tuple[Cause, str]] = {
    "INVALID_EMAIL_ADDRESS": _CORRECT,
    "NUMBER_OUTSIDE_VALID_RANGE": _CORRECT,
    "JSON_PARSER_ERROR": _CORRECT,
    "INVALID_TYPE_ON_FIELD_IN_RECORD": _CORRECT,
    "FIELD_INTEGRITY_EXCEPTION": _CORRECT,
    "MALFORMED_ID": _CORRECT,
    NOWHERE: (
        Cause.INVALID_FIELDS,
        "Let the mapping give the id of a record that is there, and retry.",
    ),
    "REQUIRED_FIELD_MISSING": (
        Cause.REQUIRED_FIELD_MISSING,
        "Map a source to the field or give it a default, and retry.",
    ),
    "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST": (
        Cause.OPTION_REFUSED,
        "Map the value to one that the picklist has, or add it there; then retry.",
    ),
    "STRING_TOO_LONG": (Cause.TOO_LONG, "Shorten the value, and retry."),
    "INVALID_FIELD": _UNKNOWN,
    "INVALID_TYPE": _UNKNOWN,
    "FIELD_CUSTOM_VALIDATION_EXCEPTION": _RULE,
    "FIELD_FILTER_VALIDATION_EXCEPTION": _RULE,
    "CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY": _RULE,
    "CANNOT_EXECUTE_FLOW_TRIGGER": _RULE,
    "NOT_FOUND": _GONE,
    "ENTITY_IS_DELETED": _GONE,
    "INVALID_CROSS_REFERENCE_KEY": _GONE,
    DUPLICATES: _TWICE,
    DUPLICATE_VALUE: _TWICE,
    SEVERAL: _TWICE,
    "DUPLICATE_EXTERNAL_ID": _TWICE,
    NOT_UNIQUE: (
        Cause.FIELD_NOT_UNIQUE,
        "Mark the field Unique, as what the hub needs (salesforce/) has it; then retry.",
    ),
    "INSUFFICIENT_ACCESS": (Cause.NO_PERMISSION, _PERMIT),
    "INSUFFICIENT_ACCESS_OR_READONLY": (Cause.NO_PERMISSION, _PERMIT),
    "INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY": (Cause.NO_PERMISSION, _PERMIT),
    NOT_WRITABLE: (Cause.NO_PERMISSION, _PERMIT),
    NO_API: (
        Cause.NO_PERMISSION,
        "Enable API access: the org's edition must have it, and the hub's user API Enabled.",
    ),
    "STORAGE_LIMIT_EXCEEDED": (
        Cause.STORAGE_FULL,
        "Free data storage in Salesforce or buy more, and retry.",
    ),
}
_E_MAIL = re.compile(r"[^\s'\"<>(,;]+@[^\s'\"<>),;]+")
_LIMIT = re.compile(r"max length=(\d+)")
_COLUMN = re.compile(r"No such column '([^']+)'")
_LONGEST = 500

T = TypeVar("T")


def as_outcome(act: Callable[[], Outcome]) -> Outcome:
    try:
        return act()
    except Refusal as refusal:
        return refused(refusal)


def as_unavailable(read: Callable[[], T]) -> T:
    """
    Let a reader, who has no outcome to give back, fail in the way that somebody hears of.

    Raises:
        Unavailable: Salesforce refused.
    """
    try:
        return read()
    except Refusal as refusal:
        told = refused(refusal)
        reason = f"{told.reason.rstrip('.')}. {told.fix}"
        raise Unavailable(SYSTEM, reason, cause=told.cause) from None


def refused(refusal: Refusal) -> Refused:
    """Say it all, and take cause and fix from the first problem."""
    first, *_ = refusal.problems
    cause, fix = _KNOWN.get(first.code, _STRANGE)
    return Refused(
        reason="; ".join(map(_said, refusal.problems))[:_LONGEST],
        cause=cause,
        fields=tuple(dict.fromkeys(name for p in refusal.problems for name in _fields(p))),
        fix=fix,
    )


def gone(what: str) -> Refused:
    """Refuse, without asking, what names a record that cannot be."""
    cause, fix = _GONE
    return Refused(reason=f"Salesforce has no such {what}", cause=cause, fix=fix)


def of_tasks() -> Refused:
    """Refuse a note because the hub's user does not see the object that notes are kept in."""
    reason = "the hub's user may not see tasks, and a note is kept as one"
    return Refused(reason=reason, cause=Cause.NO_PERMISSION, fix=_PERMIT)


def of_values(problems: Mapping[str, str]) -> Refused:
    """Refuse fields that the description of the object rules out: every problem, by field name."""
    said = set(problems.values())
    cause, fix = _CORRECT
    if said == {"is required"}:
        cause, fix = _KNOWN["REQUIRED_FIELD_MISSING"]
    elif said == {"is no field of this object"}:
        cause, fix = _UNKNOWN
    reason = "; ".join(f"{name} {why}" for name, why in problems.items())
    return Refused(reason=reason, cause=cause, fields=tuple(problems), fix=fix)


def of_role(role: str, options: tuple[str, ...]) -> Refused:
    """Refuse a role that the picklist does not have."""
    cause, fix = _KNOWN["INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST"]
    told = ", ".join(options)
    reason = f"Role: {role!r} is not in the picklist of contact roles; it has {told}"
    return Refused(reason=reason, cause=cause, fields=("Role",), fix=fix)


def of_products(total: str) -> Refused:
    """Refuse another amount for an opportunity that has products."""
    reason = f"Amount is the sum of the opportunity's products, {total}: Salesforce keeps no other"
    fix = "Change the products in Salesforce, or map the value to a field of your own; then retry."
    return Refused(reason=reason, cause=Cause.RULE, fields=(VALUE,), fix=fix)


def of_matches(ids: tuple[str, ...]) -> Refused:
    """Refuse what is in Salesforce already, or may be; the ids say where to look."""
    return refused(Refusal((Problem(DUPLICATES, matches=ids),)))


def _said(problem: Problem) -> str:
    """Put it in words; values, which may be a person's, are left out where the field says it."""
    ids = ", ".join(problem.matches)
    match problem.code:
        case "INVALID_EMAIL_ADDRESS":
            return f"{_name(problem)}: Salesforce does not take this e-mail address"
        case "STRING_TOO_LONG":
            limit = _LIMIT.search(problem.message)
            most = f" {limit.group(1)} characters" if limit else " it may be"
            return f"{_name(problem)}: longer than{most}"
        case code if code == DUPLICATES:
            return f"a duplicate rule found records that may be the same: {ids or 'not shown'}"
        case code if code == SEVERAL:
            return f"several records have the same Referral Hub Id: {ids or 'not shown'}"
    message = _E_MAIL.sub("…", problem.message).strip()
    if problem.code in _KNOWN:
        return message or problem.code
    return f"{message} ({problem.code})" if message else problem.code


def _name(problem: Problem) -> str:
    return ", ".join(problem.fields) or problem.message.partition(":")[0]


def _fields(problem: Problem) -> tuple[str, ...]:
    return problem.fields or tuple(_COLUMN.findall(problem.message))
