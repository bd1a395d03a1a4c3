"""
Which values a property takes, and what HubSpot says of the others.

Source: HubSpot developer docs, "Properties" (types and their values) and "Error handling".
"""

import json
import re
from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from sandbox.hubspot.errors import ApiError, invalid
from sandbox.hubspot.state.schema import ObjectType, Property
from sandbox.hubspot.state.store import Store
from sandbox.hubspot.timestamps import read_day, read_instant, to_wire

_EMAIL = re.compile(r"[^@\s,;<>]+@([^@\s.,;<>-][^@\s.,;<>]*\.)+[a-z]{2,}", re.IGNORECASE)

_LONGEST = 65_536

Flaw = dict[str, Any]


class _WrongValueError(ValueError):
    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


def checked(store: Store, kind: ObjectType, sent: Mapping[str, Any]) -> dict[str, str]:
    """
    Return the values as HubSpot keeps them, all of them strings; "" clears a property.

    Raises:
        ApiError: 400 VALIDATION_ERROR that lists every flaw.
    """
    kept, flaws = {}, []
    for name, value in sent.items():
        try:
            kept[name] = _kept(store, kind, name, value)
        except _WrongValueError as wrong:
            flaws.append(_flaw(store, name, wrong))
    if flaws:
        raise _refused(flaws)
    return kept


def _kept(store: Store, kind: ObjectType, name: str, value: Any) -> str:
    definition = kind.live(name)
    if definition is None:
        raise _WrongValueError("PROPERTY_DOESNT_EXIST", f'Property "{name}" does not exist')
    if definition.is_read_only:
        raise _WrongValueError(
            "READ_ONLY_VALUE", f'"{name}" is a read only property; its value cannot be set.'
        )
    text = _as_text(value)
    if text == "":
        return text
    if name == "email":
        return _email(text)
    return _READERS[definition.type](store, definition, text)


def _as_text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str | int | float):
        return str(value)
    raise _WrongValueError("INVALID_STRING", f"{value!r} is not a value")


def _email(text: str) -> str:
    if not _EMAIL.fullmatch(text.strip()):
        raise _WrongValueError("INVALID_EMAIL", f"Email address {text} is invalid")
    return text.strip().lower()


def _text(_store: Store, _definition: Property, text: str) -> str:
    if len(text) > _LONGEST:
        raise _WrongValueError("PROPERTY_VALUE_TOO_LONG", f"at most {_LONGEST} characters")
    return text


def _number(_store: Store, _definition: Property, text: str) -> str:
    try:
        number = Decimal(text)
    except InvalidOperation:
        raise _not_a_number(text) from None
    if not number.is_finite():
        raise _not_a_number(text)
    return text


def _not_a_number(text: str) -> _WrongValueError:
    return _WrongValueError("INVALID_DOUBLE", f"{text} was not a valid number.")


def _date(_store: Store, _definition: Property, text: str) -> str:
    try:
        return read_day(text).isoformat()
    except (ValueError, OverflowError) as wrong:
        raise _WrongValueError("INVALID_DATE", f"{text} was not a valid date: {wrong}") from None


def _datetime(_store: Store, _definition: Property, text: str) -> str:
    try:
        return to_wire(read_instant(text))
    except (ValueError, OverflowError):
        raise _WrongValueError("INVALID_LONG", f"{text} was not a valid long.") from None


def _choice(store: Store, definition: Property, text: str) -> str:
    if definition.options_elsewhere:
        return _elsewhere(store, definition, text)
    allowed = [option.value for option in definition.options]
    picked = text.split(";") if definition.field_type == "checkbox" else [text]
    if not set(picked) <= set(allowed):
        listed = ", ".join(allowed)
        raise _WrongValueError(
            "INVALID_OPTION", f"{text} was not one of the allowed options: [{listed}]"
        )
    return text


def _elsewhere(store: Store, definition: Property, text: str) -> str:
    if definition.name == "hubspot_owner_id" and not text.isdigit():
        raise _WrongValueError("INVALID_OWNER_ID", f"{text} is not a valid owner ID")
    pipelines = {each.id: each for each in store.pipelines}
    if definition.name == "pipeline" and text not in pipelines:
        raise _WrongValueError("INVALID_OPTION", f"{text} is not a valid pipeline ID")
    if definition.name == "dealstage" and not any(each.stage(text) for each in store.pipelines):
        raise no_such_stage(store, text)
    return text


def no_such_stage(store: Store, text: str) -> _WrongValueError:
    options = "; ".join(
        f"pipelineId={each.id} : [{', '.join(stage.id for stage in each.stages)}]"
        for each in store.pipelines
    )
    return _WrongValueError(
        "INVALID_OPTION", f"{text} is not a valid pipeline stage ID. Valid options are: {options}"
    )


def refused_stage(store: Store, text: str) -> ApiError:
    """Refuse a stage that is not one of the deal's pipeline."""
    return _refused([_flaw(store, "dealstage", no_such_stage(store, text))])


def _flaw(store: Store, name: str, wrong: _WrongValueError) -> Flaw:
    return {
        "isValid": False,
        "message": str(wrong),
        "error": wrong.code,
        "name": name,
        "localizedErrorMessage": str(wrong),
        "portalId": store.portal_id,
    }


def _refused(flaws: list[Flaw]) -> ApiError:
    told = json.dumps(flaws, separators=(",", ":"))
    details = [
        {
            "message": flaw["message"],
            "code": flaw["error"],
            "context": {"propertyName": [flaw["name"]]},
        }
        for flaw in flaws
    ]
    return invalid(f"Property values were not valid: {told}", errors=details)


_READERS: dict[str, Callable[[Store, Property, str], str]] = {
    "string": _text,
    "phone_number": _text,
    "number": _number,
    "date": _date,
    "datetime": _datetime,
    "enumeration": _choice,
    "bool": _choice,
}
