"""How the feed behaves: switches that stay, and faults that strike so many times."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Self

from sandbox.faults import EVERYWHERE, Fault
from sandbox.http_door import Answer
from sandbox.switches import BadBehaviourError, Reader, count, flag, switch_value

PAGING = ("cursor", "link", "link_header", "since")
_TOO_MUCH = 10_000_001


def _way(value: Any) -> str:
    if value not in PAGING:
        raise ValueError(f"one of {PAGING}")
    return str(value)


_READERS: Mapping[str, Reader] = {
    "paging": _way,
    "page_size": count,
    "etags": flag,
    "leads_to": str,
    "in_circles": flag,
    "durable_cursor": flag,
    "newest_first": flag,
}


@dataclass(frozen=True)
class Behaviour:
    """
    `leads_to` is put in place of every next link; `in_circles` lets the last page lead to the
    first; with a `durable_cursor` the last page tells the place where news will be; `newest_first`
    turns the list round.
    """

    paging: str = "cursor"
    page_size: int = 50
    etags: bool = True
    leads_to: str = ""
    in_circles: bool = False
    durable_cursor: bool = False
    newest_first: bool = False

    def changed(self, wishes: Mapping[str, Any]) -> Self:
        """
        Turn switches.

        Raises:
            BadBehaviourError: no such switch, or a value it cannot take.
        """
        return replace(self, **{n: switch_value(_READERS, n, v) for n, v in wishes.items()})


def _status(status: int, **headers: str) -> Fault:
    return Fault(Answer.of(status, {"error": "see the status"}).with_headers(headers))


FAULTS: Mapping[str, Fault] = {
    **EVERYWHERE,
    "not_modified": Fault(Answer(304)),
    "redirect": _status(302, Location="https://elsewhere.example/feed"),
    "unauthorized": _status(401),
    "forgotten_cursor": _status(410),
    "too_many_requests": _status(429, **{"Retry-After": "30"}),
    "internal_error": _status(500),
    "not_json": Fault(Answer(200, b'{"items": [}', "application/json")),
    "no_list": Fault(Answer.of(200, {"items": {"ref": "F-1"}})),
    "wrong_type": Fault(Answer(200, b'{"items": []}', "text/html")),
    "not_utf8": Fault(Answer(200, b'{"items": ["\xff"]}', "application/json")),
    "compressed": Fault(Answer(200, b"\x1f\x8b", "application/json", {"Content-Encoding": "gzip"})),
    "too_large": Fault(Answer(200, b" " * _TOO_MUCH, "application/json")),
}


def must_know(wishes: Mapping[str, Any]) -> None:
    """
    Raises:
        BadBehaviourError: neither a switch nor a fault.
    """
    unknown = set(wishes) - set(_READERS) - set(FAULTS)
    if unknown:
        known = sorted({*_READERS, *FAULTS})
        raise BadBehaviourError(f"unknown: {sorted(unknown)}; try {known}")


def is_switch(name: str) -> bool:
    return name in _READERS
