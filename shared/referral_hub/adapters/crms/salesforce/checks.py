"""Whether all is there that the hub needs of the org, one by one, each with what to do about it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from referral_hub.adapters.tls import check_url
from referral_hub.domain.crm import Check
from referral_hub.domain.errors import Unavailable
from referral_hub.domain.policy import IntakePolicy

from .api import ACCOUNT, CONTACT, HUB_ID, MY_DOMAIN, OPPORTUNITY, REFERRAL, ROLE, VERSION
from .cards import DECIDED_BY_PEOPLE, WRITTEN
from .description import DescribedField, Description, Descriptions
from .door import Door
from .errors import Refusal
from .refusals import as_unavailable

# The fields that the hub itself writes; those of a mapping are checked with the mapping.
_NEEDED = {
    ACCOUNT: ("Name",),
    CONTACT: ("AccountId", "FirstName", "LastName", "Email", "Phone", "Title"),
    OPPORTUNITY: ("AccountId", "Name", "StageName", "CloseDate"),
    ROLE: ("ContactId", "Role"),
    REFERRAL: tuple(name for name in WRITTEN if name != HUB_ID),
}
_DEPLOY = "Deploy salesforce/ to the org (docs/connect-salesforce.md, 1)."
_ASSIGN = (
    "Assign the permission set Referral Hub Integration to the hub's user "
    "(docs/connect-salesforce.md, 2), or give it the permission by another one."
)
_FEW = 0.1


def of(door: Door, descriptions: Descriptions) -> Iterator[Check]:
    """Look at everything that can be looked at; without a sign-in nothing else can."""
    place = check_url(door.url, wanted=MY_DOMAIN)
    yield place
    if not place.passed:
        return
    signed_in = _tried("sign-in", door.sign_in, fix="See docs/connect-salesforce.md, 3 and 4.")
    yield signed_in
    if not signed_in.passed:
        return
    yield _tried("API version", lambda: _require_version(door))
    for sobject in _NEEDED:
        yield from _of_object(sobject, descriptions)
    yield _tried("stages", lambda: _require_stages(descriptions), fix=_ASSIGN)
    yield _calls_left(door)


class _Lacking(Exception):
    def __init__(self, problem: str, fix: str) -> None:
        super().__init__(problem)
        self.fix = fix


def _tried(name: str, look: Callable[[], object], *, fix: str = "Try again later.") -> Check:
    try:
        as_unavailable(look)
    except _Lacking as lacking:
        return Check(name=name, problem=str(lacking), fix=lacking.fix)
    except Unavailable as trouble:
        return Check(name=name, problem=trouble.reason, fix=fix)
    return Check(name=name)


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
        yield Check(name=sobject, problem=trouble.reason, fix="Try again later.")
        return
    yield _permission(sobject, described)
    for name in _NEEDED[sobject]:
        yield _writable(f"{sobject}.{name}", described.fields.get(name))
    yield _external_id(f"{sobject}.{HUB_ID}", described.fields.get(HUB_ID))
    yield from _beyond_writing(sobject, described)


def _beyond_writing(sobject: str, described: Description) -> Iterator[Check]:
    if sobject == ROLE:
        yield _default_role(described.fields.get("Role"))
    if sobject == REFERRAL:
        for name in DECIDED_BY_PEOPLE:
            problem = "" if name in described.fields else "missing, or not visible to the hub"
            yield _check(f"{sobject}.{name}", problem, f"{_DEPLOY} {_ASSIGN}")


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
        return _check(name, "missing, or not visible to the hub's user", f"{_DEPLOY} {_ASSIGN}")
    may = field.createable and field.updateable
    return _check(name, "" if may else "the hub's user may not edit it", _ASSIGN)


def _external_id(name: str, field: DescribedField | None) -> Check:
    if field is None:
        return _writable(name, field)
    flags = (("External ID", field.external_id), ("Unique", field.unique))
    if lacking := [flag for flag, is_set in flags if not is_set]:
        problem = f"it is not marked {' and '.join(lacking)}: records could be created twice"
        return _check(name, problem, _DEPLOY)
    return _writable(name, field)


def _default_role(field: DescribedField | None) -> Check:
    role = str(IntakePolicy.model_fields["contact_role"].default)
    known = field.values if field else ()
    problem = f"the picklist has no value {role!r}, the shipped role" if role not in known else ""
    fix = "Add the value, or publish a policy whose contact_role is one of the picklist."
    return _check(f"{ROLE}.Role: {role}", problem, fix)


def _calls_left(door: Door) -> Check:
    usage = door.usage
    if usage is None or usage.left > usage.most * _FEW:
        return Check(name="daily API calls")
    return _check(
        "daily API calls",
        f"{usage.left} of {usage.most} are left in these 24 hours",
        "Find what else uses them in Setup, or buy more.",
    )


def _check(name: str, problem: str, fix: str) -> Check:
    return Check(name=name, problem=problem, fix=fix if problem else "")
