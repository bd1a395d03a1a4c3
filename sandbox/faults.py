"""Faults that strike HTTP calls, by method and path, as often as they were planned."""

import re
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from sandbox.http_door import Answer, Request, Serve
from sandbox.switches import BadBehaviourError, count, seconds

_HTML = b"<html><head><title>502</title></head><body><h1>Bad Gateway</h1></body></html>"


@dataclass(frozen=True)
class Fault:
    """
    A way to fail: before the call has any effect, or after it with the caller none the wiser.

    `answer` replaces the one that was due; without it the due one is altered.
    """

    answer: Answer | None = None
    after_commit: bool = False
    cuts: bool = False

    def struck(self, due: Answer | None) -> Answer:
        if self.answer is not None:
            return self.answer
        if due is None or not self.cuts:
            return Answer(0, is_lost=True)
        return replace(due, is_cut=True)


EVERYWHERE: Mapping[str, Fault] = {
    "drop_before_commit": Fault(),
    "drop_after_commit": Fault(after_commit=True),
    "truncated_body": Fault(after_commit=True, cuts=True),
    "html_page": Fault(Answer(502, _HTML, content_type="text/html")),
}


@dataclass
class _Planned:
    name: str
    method: str
    path: re.Pattern[str]
    times: int
    silence_seconds: float

    def meets(self, request: Request) -> bool:
        fits = self.method in ("*", request.method)
        return self.times > 0 and fits and self.path.search(request.path) is not None

    def told(self) -> dict[str, Any]:
        return {
            "fault": self.name,
            "method": self.method,
            "path": self.path.pattern,
            "times": self.times,
            "seconds": self.silence_seconds,
        }


@dataclass
class FaultPlan:
    """
    Know the faults of one API and which of them are still to come. Thread-safe.

    `EVERYWHERE` holds what befalls any HTTP service; add the API's own errors to it.
    """

    faults: Mapping[str, Fault]
    _planned: list[_Planned] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def plan(self, name: str, wish: Any = 1) -> None:
        """
        Let the next calls meet a fault: `2`, or any of the words below; 0 times calls it off.

        `{"method": "PATCH", "path": "/Contact/", "times": 2, "seconds": 5}`: `path` is a regular
        expression that is searched for, `seconds` is the silence before the fault shows.

        Raises:
            BadBehaviourError: no such fault, or a wish that cannot be read.
        """
        planned = self._read(name, {"times": wish} if isinstance(wish, int) else wish)
        with self._lock:
            if planned.times == 0:
                self._planned = [other for other in self._planned if other.name != name]
            else:
                self._planned.append(planned)

    def clear(self) -> None:
        with self._lock:
            self._planned.clear()

    def around(self, request: Request, serve: Serve) -> Answer:
        """Serve a call, with the fault that waits for it if there is one."""
        planned = self._take(request)
        if planned is None:
            return serve(request)
        fault = self.faults[planned.name]
        struck = fault.struck(serve(request) if fault.after_commit else None)
        return replace(struck, silence_seconds=planned.silence_seconds)

    def left(self) -> list[dict[str, Any]]:
        """Return what is still planned."""
        with self._lock:
            return [planned.told() for planned in self._planned if planned.times]

    def _take(self, request: Request) -> _Planned | None:
        with self._lock:
            found = next((planned for planned in self._planned if planned.meets(request)), None)
            if found:
                found.times -= 1
        return found

    def _read(self, name: str, wish: Any) -> _Planned:
        if name not in self.faults:
            raise BadBehaviourError(f"no such fault: {name}; there are {sorted(self.faults)}")
        try:
            return _planned(name, **wish)
        except (TypeError, ValueError, re.error) as error:
            raise BadBehaviourError(f"{name}: {error}") from error


def _planned(
    name: str, *, method: str = "*", path: str = "", times: int = 1, **silence: Any
) -> _Planned:
    wait = seconds(silence.pop("seconds", 0))
    if silence:
        raise TypeError(f"unknown: {sorted(silence)}")
    return _Planned(name, method, re.compile(path), count(times), wait)
