"""
Look whether a portal has all that the hub needs. Nothing is written.

Sources: HubSpot developer docs, "Private apps" (what a token tells of itself), "Scopes".
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial

from referral_hub.adapters.tls import check_url
from referral_hub.domain.cause import Cause
from referral_hub.domain.crm import Check
from referral_hub.domain.errors import Unavailable

from . import paths
from .custom_object import PROPERTIES, schema_of_referrals
from .door import Door
from .errors import Refusal, found
from .schema import CODED, KINDS, MADE

_KINDS = tuple(KINDS.values())
_NEEDED = tuple(
    scope
    for kind in _KINDS
    for scope in (
        f"crm.objects.{kind}.read",
        f"crm.objects.{kind}.write",
        f"crm.schemas.{kind}.read",
    )
)
_FEW_CALLS = 1000

_SIGN_IN = "Put a valid access token of the app or service key into the secret."
_GIVE_SCOPE = "Add the scope to the app or service key, make a new token, put it into the secret."
_MAKE_PROPERTY = "Create {name} on {kind}: single-line text with unique values."
_LABELS = "There are: {labels}. The hub makes those that a mapping names and that are not there."
_ORDERS = "crm.objects.orders.read"
_NO_ORDERS = "The token may not read them: a lifecycle that ends with an order sees none."
_NO_CODE = (
    "Not there. To follow {kind} by referral code, create it: single-line text. "
    "Without it everything else works."
)
_CODE_AS_TEXT = "Create it anew: single-line text, without unique values."
_NO_LIST = (
    "None in this portal: custom objects begin with Enterprise, and the token needs their scopes. "
    "Without them people decide in the hub; everything else works."
)


def check(door: Door) -> tuple[Check, ...]:
    """Check the URL and the sign-in first: without them nothing else can be told."""
    place = check_url(door.url, wanted=paths.URL)
    if not place.passed:
        return (place,)
    signed_in = _attempt("sign-in", lambda: _sign_in(door))
    if not all(each.passed for each in signed_in):
        return (place, *signed_in)
    return (place, *signed_in, *_details(door))


def _details(door: Door) -> Iterator[Check]:
    yield from _attempt("scopes", lambda: _scopes(door))
    for kind in MADE:
        yield from _attempt(_property_name(kind), partial(_property, door, kind))
    for kind in CODED:
        yield from _attempt(_property_name(kind, paths.CODE), partial(_code, door, kind))
    yield from _attempt("association labels", lambda: [_labels(door)])
    yield from _attempt("list of referrals", lambda: [_list(door)])
    yield from _attempt("calls left today", lambda: [_quota(door)])


def _attempt(name: str, look: Callable[[], Iterable[Check]]) -> list[Check]:
    """Look; what keeps the hub from looking is itself the problem."""
    try:
        return list(look())
    except Refusal as refused:
        return [Check(name=name, problem=refused.refused.reason, fix=refused.refused.fix)]
    except Unavailable as error:
        fix = _SIGN_IN if error.cause is Cause.SIGNED_OUT else "Check again in some minutes."
        return [Check(name=name, problem=error.reason, fix=fix)]


def _sign_in(door: Door) -> Iterator[Check]:
    portal = door.get(paths.ACCOUNT_DETAILS)["portalId"]
    yield Check(name="sign-in", note=f"Signed in to portal {portal}.")


def _scopes(door: Door) -> Iterator[Check]:
    """Nothing is said of a token that does not tell its scopes: the other checks will."""
    told = found(lambda: door.post(paths.TOKEN_INFORMATION, {"tokenKey": door.token}))
    if told is None:
        return
    for scope in _NEEDED:
        lacking = scope not in told["scopes"]
        problem, fix = ("The token lacks it.", _GIVE_SCOPE) if lacking else ("", "")
        yield Check(name=f"scope {scope}", problem=problem, fix=fix)
    yield Check(name="orders", note="" if _ORDERS in told["scopes"] else _NO_ORDERS)


def _property_name(kind: str, name: str = paths.TOKEN) -> str:
    return f"property {name} on {kind}"


def _property(door: Door, kind: str) -> Iterator[Check]:
    told = found(lambda: door.get(paths.properties(kind, paths.TOKEN)))
    problem = ""
    if told is None or told.get("archived"):
        problem = "It is missing."
    elif not told.get("hasUniqueValue"):
        problem = "Its values are not unique: that can be chosen only when it is created."
    fix = _MAKE_PROPERTY.format(name=paths.TOKEN, kind=kind) if problem else ""
    yield Check(name=_property_name(kind), problem=problem, fix=fix)


def _code(door: Door, kind: str) -> Iterator[Check]:
    """Whoever follows no sale by a code needs none; one that takes each code once is of no use."""
    told = found(lambda: door.get(paths.properties(kind, paths.CODE)))
    name, note, problem = _property_name(kind, paths.CODE), "", ""
    if told is None or told.get("archived"):
        note = _NO_CODE.format(kind=kind)
    elif told.get("type") != "string":
        problem = "It is no text."
    elif told.get("hasUniqueValue"):
        problem = "Its values are unique: a code could come with one sale only."
    yield Check(name=name, note=note, problem=problem, fix=_CODE_AS_TEXT if problem else "")


def _labels(door: Door) -> Check:
    """None is no problem: the hub makes the labels that a mapping names."""
    listed = door.get(paths.associations(paths.DEALS, paths.CONTACTS, "labels"))["results"]
    labels = ", ".join(str(each["label"]) for each in listed if each.get("label"))
    return Check(name="association labels", note=_LABELS.format(labels=labels or "none"))


def _list(door: Door) -> Check:
    schema = schema_of_referrals(door)
    if schema is None:
        return Check(name="list of referrals", note=_NO_LIST)
    living = [told for told in schema["properties"] if not told.get("archived")]
    unique = {str(told["name"]): bool(told.get("hasUniqueValue")) for told in living}
    lacking = [name for name in PROPERTIES if name not in unique]
    if lacking:
        problem, fix = f"It lacks {', '.join(lacking)}.", "Create these properties of the object."
    elif not unique[paths.TOKEN]:
        problem, fix = f"{paths.TOKEN} is not unique.", "Create it anew, with unique values."
    else:
        problem, fix = "", ""
    return Check(name="list of referrals", problem=problem, fix=fix)


def _quota(door: Door) -> Check:
    left = door.calls_left
    if left is None or left >= _FEW_CALLS:
        return Check(name="calls left today", note="" if left is None else f"{left} are left.")
    fix = "Let other apps of the account ask less, or raise its limit."
    return Check(name="calls left today", problem=f"Only {left} are left.", fix=fix)
