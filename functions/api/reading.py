"""
Strict reading of bodies and queries: everything that is wrong is named at once, and nothing of it
is repeated.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, TypeVar
from urllib.parse import parse_qsl

from pydantic import BaseModel, ValidationError

from referral_hub.domain.strict_json import LOST, Flaws, NotJson, escaped, lost_in, parse
from referral_hub.domain.wording import Place, flaws_in

from .http import JSON, Request
from .refusals import (
    BodyTooLarge,
    InvalidQuery,
    InvalidRequest,
    MalformedJson,
    UnreadableText,
    UnsupportedMediaType,
)

MOST_BYTES = 1_000_000
# A refusal names this many fields and counts the rest.
_MOST_ERRORS = 100
_NOT_UTF_8 = "has characters that are no UTF-8, and are lost: send them as UTF-8"

Model = TypeVar("Model", bound=BaseModel)


def read_body(request: Request, model: type[Model], *, of_events: bool = False) -> Model:
    """
    Read what a caller says. Of events nothing is kept but where to look: what got lost on the way
    in other texts of theirs is no reason to refuse them.

    Raises:
        UnsupportedMediaType, BodyTooLarge, MalformedJson: it is no JSON that the hub reads.
        InvalidRequest: it is JSON, but not of this shape; names every field that is wrong.
    """
    raw = _json_of(request)
    document, flaws = read_document(raw, of_events=of_events)
    # Validated as JSON, which allows texts for dates; only a flawed document is written anew.
    text = json.dumps(document) if flaws else raw
    try:
        read = model.model_validate_json(text, strict=True)
    except ValidationError as error:
        raise _invalid({**_by_pointer(error), **flaws}) from None
    if flaws:
        raise _invalid(flaws)
    return read


def read_document(raw: bytes, *, of_events: bool = False) -> tuple[Any, Flaws]:
    """
    Read JSON, and list what is wrong in it by pointer; the flawed values are null.

    Raises:
        MalformedJson: it is none that the hub reads.
    """
    try:
        document, flaws = parse(raw)
    except NotJson as error:
        raise MalformedJson(str(error)) from None
    lost = {} if of_events else dict.fromkeys(lost_in(document), _NOT_UTF_8)
    return document, lost | flaws


def read_text(request: Request, kind: str) -> str:
    """
    Read a body of another media type than JSON; a byte order mark is none of its characters.

    API Gateway brings `text/*` and JSON as text, with U+FFFD in the place of bytes that are no
    UTF-8, and anything else as base64 (measured, in github.com/ministackorg/ministack/pull/766).

    Raises:
        UnsupportedMediaType, BodyTooLarge, UnreadableText: it is no text that the hub reads.
    """
    try:
        text = _bytes_of(request, kind).decode("utf-8-sig", errors="replace")
    except ValueError:
        raise UnreadableText("the body cannot be decoded") from None
    lost = [n for n, line in enumerate(re.split(r"\r\n|\r|\n", text), 1) if LOST in line]
    if lost:
        fields = {f"line {n}": "has characters that are no UTF-8" for n in lost[:_MOST_ERRORS]}
        raise UnreadableText("the text is not UTF-8", fields=fields)
    return text


def read_part(
    told: Any, model: type[Model], *, at: str, flaws: Mapping[str, str] = MappingProxyType({})
) -> Model:
    """
    Read a part of a body whose shape follows from another part; `at` is the pointer to it, `flaws`
    what was wrong in it before anybody looked at its shape.

    Raises:
        InvalidRequest: as of a body.
    """
    wrong = dict(flaws)
    try:
        read = model.model_validate_json(json.dumps(told), strict=True)
    except ValidationError as error:
        wrong = {f"{at}{pointer}": why for pointer, why in _by_pointer(error).items()} | wrong
        raise _invalid(wrong) from None
    if wrong:
        raise _invalid(wrong)
    return read


def read_query(request: Request, model: type[Model]) -> Model:
    """
    Raises:
        InvalidQuery: names every parameter that is wrong.
    """
    repeatable = {name for name, field in model.model_fields.items() if field.default == ()}
    values = _values(request)
    told = {name: v if name in repeatable else v[0] for name, v in values.items()}
    wrong = {n: "is given twice" for n, v in values.items() if len(v) > 1 and n not in repeatable}
    try:
        read = model.model_validate(told)
    except ValidationError as error:
        for place, why in flaws_in(error).items():
            wrong.setdefault(str(place[0]), why)
    if wrong:
        raise InvalidQuery(_count(wrong), fields=wrong)
    return read


def _values(request: Request) -> dict[str, list[str]]:
    values: dict[str, list[str]] = {}
    try:
        pairs = parse_qsl(
            request.raw_query, keep_blank_values=True, errors="strict", max_num_fields=50
        )
    except ValueError:
        raise InvalidQuery("the query string cannot be read as UTF-8 parameters") from None
    for name, value in pairs:
        values.setdefault(name, []).append(value)
    return values


def _json_of(request: Request) -> bytes:
    try:
        return _bytes_of(request, JSON)
    except ValueError:
        raise MalformedJson("the body cannot be decoded") from None


def _bytes_of(request: Request, kind: str) -> bytes:
    must_be_of(request, kind)
    return measured(decoded(request))


def must_be_of(request: Request, kind: str) -> None:
    """
    Raises:
        UnsupportedMediaType: it says that it is of another media type, or not in UTF-8.
    """
    told = request.header("content-type").lower().replace(" ", "").replace('"', "")
    given, *parameters = told.split(";")
    charsets = {parameter for parameter in parameters if parameter.startswith("charset=")}
    if given != kind or not charsets <= {"charset=utf-8"}:
        raise UnsupportedMediaType(f"the body must be {kind} in UTF-8")


def measured(raw: bytes) -> bytes:
    """
    Raises:
        BodyTooLarge: it is longer than any body may be.
    """
    if len(raw) > MOST_BYTES:
        raise BodyTooLarge(f"the body has {len(raw)} bytes, of at most {MOST_BYTES}")
    return raw


def decoded(request: Request) -> bytes:
    """
    Return the body as it was sent.

    Raises:
        UnicodeEncodeError, binascii.Error: it was not sent like this; ValueErrors both.
    """
    if request.base64:
        return base64.b64decode(request.raw_body, validate=True)
    return request.raw_body.encode()


def _by_pointer(error: ValidationError) -> dict[str, str]:
    return {_pointer(place): why for place, why in flaws_in(error).items()}


def _pointer(place: Place) -> str:
    # pydantic names the key of a map with this word; the pointer to its value says the same.
    parts = [str(part) for part in place if part != "[key]"]
    return "".join("/" + escaped(part) for part in parts)


def _invalid(fields: Mapping[str, str]) -> InvalidRequest:
    shown = dict(list(fields.items())[:_MOST_ERRORS])
    return InvalidRequest(_count(fields), fields=shown)


def _count(fields: Mapping[str, str]) -> str:
    return "1 field is wrong" if len(fields) == 1 else f"{len(fields)} fields are wrong"
