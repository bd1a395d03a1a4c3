"""JSON without the liberties that Python's own reader takes."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from decimal import Context, Decimal
from typing import Any

# What is wrong in a document, by JSON pointer.
Flaws = dict[str, str]

_DEEPEST = 20
# Nobody reads an entry that is nested more deeply, and Python's reader gives up far below.
_KEPT_DEPTH = 64
_CUT = "nested too deeply, and cut here"
# A text that nobody closes is one token, too: looked for again from each of its quotes, a document
# of a megabyte would take hours.
_TOKEN = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+"?|[\[\]{}]', re.DOTALL)
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
# What decoders put in the place of bytes that are no text (Unicode, "Replacement character").
LOST = "\ufffd"
_SURROGATE = re.compile("[\ud800-\udfff]")
# DynamoDB Developer Guide, "Supported data types": a number has up to 38 digits, and a magnitude
# from 1E-130 to below 1E+126.
_DIGITS = 38
_EXPONENTS = range(-130, 126)
_LONGEST = 200
_EXACT = Context(prec=_LONGEST)
_NOT_KEPT = "is a number of a size that cannot be kept"


class _Number(str):
    """A number as it is written, so that none is rounded before it is judged."""

    __slots__ = ()


class _Object(dict[str, Any]):
    """An object with the names that it has twice, and then with all that it has."""

    repeated: tuple[str, ...] = ()
    pairs: tuple[tuple[str, Any], ...] = ()


class NotJson(ValueError):
    """A document that is none; says where, and repeats nothing of it."""


class TooDeep(NotJson):
    """Nobody means what is nested like this."""

    def __init__(self) -> None:
        super().__init__("the document is nested too deeply")


def parse(raw: bytes) -> tuple[Any, Flaws]:
    """
    Read a document, and list what is wrong in it; the flawed values are null in what is returned.

    Raises:
        NotJson: it is not JSON, or nested too deeply.
    """
    return cleaned(loosely(raw))


def loosely(raw: bytes) -> Any:
    """
    Read a document as it is, flaws and all: for `cleaned` and `written`, part by part.

    Raises:
        NotJson: it is not JSON, or nested more deeply than can be read.
    """
    try:
        return json.loads(
            raw.decode(),
            object_pairs_hook=_object,
            parse_int=_Number,
            parse_float=_Number,
            parse_constant=_Number,
        )
    except json.JSONDecodeError as error:
        raise NotJson(f"line {error.lineno}, column {error.colno}: {error.msg}") from None
    except UnicodeDecodeError:
        raise NotJson("the document is not UTF-8: send it as UTF-8") from None
    except RecursionError:
        raise TooDeep from None


def cleaned(value: Any) -> tuple[Any, Flaws]:
    """
    List what is wrong in what was read loosely; the flawed values are null in what is returned.

    Raises:
        TooDeep: it is nested too deeply.
    """
    flaws: Flaws = {}
    return _clean(value, "", flaws), flaws


def lost_in(document: Any, place: str = "") -> Iterator[str]:
    """Point at the texts in which U+FFFD stands for what somebody on the way could not read."""
    match document:
        case str() if LOST in document:
            yield place
        case list():
            for i, part in enumerate(document):
                yield from lost_in(part, f"{place}/{i}")
        case dict():
            for name, part in document.items():
                yield from lost_in(name, f"{place}/{escaped(name)}")
                yield from lost_in(part, f"{place}/{escaped(name)}")


def written(value: Any, depth: int = 0) -> str:
    """
    Write what was read loosely as JSON again: numbers as they stood, repeated names repeated.

    What is nested beyond all sense is cut.
    """
    if isinstance(value, _Number):
        return value
    if depth > _KEPT_DEPTH:
        return json.dumps(_CUT)
    if isinstance(value, dict):
        pairs = value.pairs if isinstance(value, _Object) and value.repeated else value.items()
        told = (f"{json.dumps(name)}: {written(part, depth + 1)}" for name, part in pairs)
        return "{" + ", ".join(told) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(written(part, depth + 1) for part in value) + "]"
    return json.dumps(value)


def shallow(raw: bytes) -> bytes:
    """
    Cut out of a document what is nested beyond all sense, so that the rest can be read; of one that
    never comes out of it again nothing follows.
    """
    text = raw.decode(errors="replace")
    kept, depth, done = [], 0, 0
    for token in _TOKEN.finditer(text):
        if token[0] in ("{", "["):
            depth += 1
            if depth == _KEPT_DEPTH + 1:
                kept.append(text[done : token.start()])
        elif token[0] in ("}", "]"):
            if depth == _KEPT_DEPTH + 1:
                kept.append(json.dumps(_CUT))
                done = token.end()
            depth -= 1
    rest = text[done:] if depth <= _KEPT_DEPTH else ""
    return "".join([*kept, rest]).encode()


def _object(pairs: list[tuple[str, Any]]) -> _Object:
    made = _Object(pairs)
    if len(made) < len(pairs):
        counts = Counter(name for name, _ in pairs)
        made.repeated = tuple(name for name in made if counts[name] > 1)
        made.pairs = tuple(pairs)
    return made


def _clean(value: Any, place: str, flaws: Flaws) -> Any:
    if place.count("/") > _DEEPEST:
        raise TooDeep
    match value:
        case _Object():
            return _clean_object(value, place, flaws)
        case list():
            return [_clean(part, f"{place}/{i}", flaws) for i, part in enumerate(value)]
        case _Number():
            return _clean_number(value, place, flaws)
        case str():
            return _kept(value, place, _text_flaw(value), flaws)
    return value


def _clean_object(value: _Object, place: str, flaws: Flaws) -> dict[str, Any]:
    for name in value.repeated:
        flaws[f"{place}/{escaped(name)}"] = "stands twice in its object"
    cleaned = {}
    for name, part in value.items():
        if why := _text_flaw(name):
            flaws[f"{place}/{escaped(name)}"] = f"its name {why}"
        else:
            cleaned[name] = _clean(part, f"{place}/{escaped(name)}", flaws)
    return cleaned


def _clean_number(text: str, place: str, flaws: Flaws) -> Any:
    if why := _number_flaw(text):
        return _kept(None, place, why, flaws)
    return _number(text)


def _kept(value: Any, place: str, flaw: str, flaws: Flaws) -> Any:
    if not flaw:
        return value
    flaws.setdefault(place, flaw)
    return None


def _text_flaw(text: str) -> str:
    if _CONTROL.search(text):
        return "has a control character"
    return "has half of a surrogate pair" if _SURROGATE.search(text) else ""


def _number_flaw(text: str) -> str:
    if len(text) > _LONGEST:
        return _NOT_KEPT
    try:
        number = Decimal(text)
        if not number.is_finite():
            return "is no number that JSON knows"
        too_long = len(number.normalize(_EXACT).as_tuple().digits) > _DIGITS
    except ArithmeticError:  # an exponent beyond what Decimal itself can hold
        return _NOT_KEPT
    too_large = bool(number) and number.adjusted() not in _EXPONENTS
    return _NOT_KEPT if too_long or too_large else ""


def _number(text: str) -> int | float:
    return int(text) if text.removeprefix("-").isdigit() else float(text)


def escaped(name: str) -> str:
    """Write a name as part of a JSON pointer (RFC 6901), shortened and fit to be shown."""
    return "".join(_shown(name)).replace("~", "~0").replace("/", "~1")


def _shown(name: str) -> Iterator[str]:
    for character in name[:80]:
        flawed = _CONTROL.match(character) or _SURROGATE.match(character)
        yield f"\\u{ord(character):04x}" if flawed else character
