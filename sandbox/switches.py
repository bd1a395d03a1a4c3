"""Read what a control call wishes for, or say what is wrong with it."""

from collections.abc import Callable, Mapping
from typing import Any

Reader = Callable[[Any], Any]


class BadBehaviourError(ValueError):
    """The control call asks for something the sandbox does not know."""


def switch_value(readers: Mapping[str, Reader], name: str, value: Any) -> Any:
    """
    Read the value of one switch with the reader of its name.

    Raises:
        BadBehaviourError: no such switch, or a value it cannot take.
    """
    if name not in readers:
        raise BadBehaviourError(f"no such switch: {name}; there are {sorted(readers)}")
    try:
        return readers[name](value)
    except (TypeError, ValueError) as error:
        raise BadBehaviourError(f"{name}: {error}") from error


def seconds(value: Any) -> float:
    """
    Read a duration.

    Raises:
        ValueError: not a number, or a negative one.
    """
    number = float(value)
    if number < 0:
        raise ValueError("seconds cannot be negative")
    return number


def count(value: Any) -> int:
    """
    Read a number of times.

    Raises:
        ValueError: not a whole number from 0 to 999.
    """
    if isinstance(value, bool) or value not in range(1000):
        raise ValueError("a whole number from 0 to 999")
    return int(value)


def whole_number(value: Any) -> int:
    """
    Read a size or a limit.

    Raises:
        ValueError: not a whole number, or a negative one.
    """
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise ValueError("a whole number, 0 or more")
    return value


def flag(value: Any) -> bool:
    """
    Read true or false.

    Raises:
        TypeError: anything else.
    """
    if not isinstance(value, bool):
        raise TypeError("true or false")
    return value


def names(value: Any) -> tuple[str, ...]:
    """
    Read a list of names.

    Raises:
        TypeError: not a list.
    """
    if not isinstance(value, list):
        raise TypeError("a list of names")
    return tuple(map(str, value))
