"""Whether all is there that the hub needs of the org, one by one, each with what to do about it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from referral_hub.adapters.tls import check_url
from referral_hub.domain.cause import Cause
from referral_hub.domain.crm import Check
from referral_hub.domain.errors import Unavailable

from .api import ACCOUNT, CONTACT, HUB_ID, MY_DOMAIN, OPPORTUNITY, REFERRAL, ROLE, TASK, VERSION
from .cards import DECIDED_BY_PEOPLE, WRITTEN
from .description import DescribedField, Description, Descriptions
from .door import Door
from .errors import NO_API, Refusal
from .refusals import refused
from .sales_checks import of_sales
from .sign_in_errors import SignedOut

# The fields that the hub itself writes; those of a mapping are checked with the mapping.
_NEEDED = {
    ACCOUNT: ("Name",),
    CONTACT: ("AccountId", "FirstName", "LastName", "Email", "Phone", "Title"),
    OPPORTUNITY: ("AccountId", "Name", "StageName", "CloseDate"),
    ROLE: ("ContactId", "Role"),
    TASK: ("Subject", "Description", "Status", "WhatId", "WhoId"),
    REFERRAL: tuple(name for name in WRITTEN if name != HUB_ID),
}
_DEPLOY = "Deploy salesforce/ to the org (docs/connect-salesforce.md, 1)."
_ASSIGN = (
    "Assign the permission set Referral Hub Integration to the hub's user "
    "(docs/connect-salesforce.md, 2), or give it the permission by another one."
)
_PERMIT = (
    "Every org has this field: let the hub's user read and edit it, by the permission set Referral "
    "Hub Integration or one of yours (Object Settings, Field Permissions)."
)
_MORE_CALLS = "Find what else uses them in Setup, or buy more."
_FEW = 0.1
_SIGN_IN = "sign-in"
_EVERYWHERE = (Cause.SIGNED_OUT, Cause.QUOTA)


def of(door: Door, descriptions: Descriptions) -> Iterator[Check]:
    """Look at everything that can be looked at; without a sign-in nothing else can."""
    place = check_url(door.url, wanted=MY_DOMAIN)
    yield place
    if not place.passed:
        return
    signed_in = _tried(_SIGN_IN, lambda: _require_session(door, descriptions))
    yield signed_in
    if not signed_in.passed:
        return
    try:
        yield from _of_org(door, descriptions)
    except Unavailable as trouble:
        name = "daily API calls" if trouble.cause is Cause.QUOTA else "everything else"
        yield _of_trouble(name, trouble)


def _of_org(door: Door, descriptions: Descriptions) -> Iterator[Check]:
    """
    Raises:
        Unavailable: what comes next cannot be looked at either.
    """
    yield _tried("API version", lambda: _require_version(door))
    for sobject in _NEEDED:
        yield from _of_object(sobject, descriptions)
    yield from of_sales(descriptions)
    yield _tried("stages", lambda: _require_stages(descriptions), fix=_ASSIGN)
    yield _calls_left(door)


def _require_session(door: Door, descriptions: Descriptions) -> None:
    """An access token that was got long ago says nothing of today: make a call with it."""
    door.sign_in()
    try:
        descriptions.fresh(ACCOUNT)
    except Refusal as refusal:
        if refusal.has(NO_API):
            raise
    except Unavailable as trouble:
        if trouble.cause is not Cause.QUOTA:
            raise


class _Lacking(Exception):
    def __init__(self, problem: str, fix: str) -> None:
        super().__init__(problem)
        self.fix = fix


def _tried(name: str, look: Callable[[], object], *, fix: str = "") -> Check:
    """
    Raises:
        Unavailable: of a kind that spoils the other checks too.
    """
    try:
        look()
    except _Lacking as lacking:
        return Check(name=name, problem=str(lacking), fix=lacking.fix)
    except Refusal as refusal:
        told = refused(refusal)
        return Check(name=name, problem=told.reason, fix=fix or told.fix)
    except Unavailable as trouble:
        if name != _SIGN_IN and trouble.cause in _EVERYWHERE:
            raise
        return _of_trouble(name, trouble)
    return Check(name=name)


def _of_trouble(name: str, trouble: Unavailable) -> Check:
    if isinstance(trouble, SignedOut):
        return Check(name=name, problem=trouble.problem, fix=_sentence(trouble.fix))
    fix = _MORE_CALLS if trouble.cause is Cause.QUOTA else "Try again later."
    return Check(name=name, problem=trouble.reason, fix=fix)


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:].rstrip('.')}."


def _require_version(door: Door) -> None:
    if VERSION not in door.versions():
        raise _Lacking(
            f"the org does not speak version {VERSION} of the API",
            "Wait until Salesforce has upgraded the org, or run the hub that fits its version.",
        )


def _require_stages(descriptions: Descriptions) -> None:
    if not any(stage.won for stage in descriptions.stages()):
        raise _Lacking(
            "the org has no active opportunity stage of the type closed/won",
            "Add one to the picklist Stage of Opportunity.",
        )


def _of_object(sobject: str, descriptions: Descriptions) -> Iterator[Check]:
    try:
        described = descriptions.fresh(sobject)
    except Refusal:
        problem = "it is not there, or the hub's user may not see it"
        yield Check(name=sobject, problem=problem, fix=f"{_DEPLOY} {_ASSIGN}")
        return
    except Unavailable as trouble:
        if trouble.cause in _EVERYWHERE:
            raise
        yield _of_trouble(sobject, trouble)
        return
    yield _permission(sobject, described)
    for name in _NEEDED[sobject]:
        yield _writable(f"{sobject}.{name}", described.fields.get(name))
    yield _external_id(f"{sobject}.{HUB_ID}", described.fields.get(HUB_ID))
    yield from _beyond_writing(sobject, described)


def _beyond_writing(sobject: str, described: Description) -> Iterator[Check]:
    if sobject == REFERRAL:
        for name in DECIDED_BY_PEOPLE:
            problem = "" if name in described.fields else "missing, or not visible to the hub"
            yield _check(f"{sobject}.{name}", problem, _show(name))


def _permission(sobject: str, described: Description) -> Check:
    lacking = [
        verb
        for verb, may in (("create", described.createable), ("edit", described.updateable))
        if not may
    ]
    problem = f"the hub's user may not {' or '.join(lacking)} its records" if lacking else ""
    return _check(sobject, problem, _ASSIGN)


def _writable(name: str, field: DescribedField | None) -> Check:
    if field is None:
        return _check(name, "missing, or not visible to the hub's user", _show(name))
    may = field.createable and field.updateable
    return _check(name, "" if may else "the hub's user may not edit it", _ASSIGN)


def _show(name: str) -> str:
    """A field that no org lacks is hidden; one that is deployed may be missing as well."""
    return f"{_DEPLOY} {_ASSIGN}" if name.endswith("__c") else _PERMIT


def _external_id(name: str, field: DescribedField | None) -> Check:
    if field is None:
        return _writable(name, field)
    flags = (("External ID", field.external_id), ("Unique", field.unique))
    if lacking := [flag for flag, is_set in flags if not is_set]:
        problem = f"it is not marked {' and '.join(lacking)}: records could be created twice"
        return _check(name, problem, _DEPLOY)
    return _writable(name, field)


def _calls_left(door: Door) -> Check:
    usage = door.usage
    if usage is None or usage.left > usage.most * _FEW:
        return Check(name="daily API calls")
    return _check(
        "daily API calls",
        f"{usage.left} of {usage.most} are left in these 24 hours",
        _MORE_CALLS,
    )


def _check(name: str, problem: str, fix: str) -> Check:
    return Check(name=name, problem=problem, fix=fix if problem else "")
