"""One HTTP exchange: of bounded size and time, with no redirects, and to public addresses only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from http.client import HTTPException, HTTPResponse
from typing import Any

from referral_hub.adapters.addresses import AddressRefused, connected, place_of
from referral_hub.adapters.header_times import seconds_in
from referral_hub.adapters.public_address import Resolve, look_up
from referral_hub.domain.cause import Cause
from referral_hub.domain.errors import Unavailable
from referral_hub.domain.strict_json import NotJson, cleaned, loosely

MOST_BYTES = 20_000_000
MOST_SECONDS = 15.0

Headers = Mapping[str, str]


@dataclass(frozen=True)
class Answer:
    """What came back; names of headers are in lower case."""

    status: int
    body: bytes = field(repr=False)
    system: str
    headers: Headers = field(default_factory=dict, repr=False)

    @property
    def rest(self) -> timedelta | None:
        """How long the system wants to be left alone, where it says so."""
        seconds = seconds_in(self.headers.get("retry-after", ""))
        return timedelta(seconds=seconds) if seconds else None

    def loose(self) -> Any:
        """
        Read the body as JSON with all its flaws.

        Raises:
            Unavailable: it is none.
        """
        try:
            return loosely(self.body)
        except NotJson as flaw:
            raise unreadable(self.system, f"is no JSON: {flaw}") from None

    def told(self) -> Mapping[str, Any]:
        """Read the members of a JSON object; nothing else has any."""
        try:
            found, _ = cleaned(loosely(self.body))
        except NotJson:
            return {}
        return found if isinstance(found, Mapping) else {}


class Wire:
    """
    How one system is called; with `this_machine` an address may lead to this one, without TLS
    there: a sandbox.
    """

    def __init__(
        self,
        system: str,
        *,
        this_machine: bool = False,
        resolve: Resolve = look_up,
        seconds: float = MOST_SECONDS,
        most_bytes: int = MOST_BYTES,
    ) -> None:
        self._system = system
        self._this_machine = this_machine
        self._resolve = resolve
        self._seconds = seconds
        self._most_bytes = most_bytes

    def exchange(self, method: str, url: str, headers: Headers, body: bytes = b"") -> Answer:
        """
        Ask once. A redirect is an answer like any other.

        Raises:
            Unavailable: nobody answered, or not within time and size.
        """
        # Small on the wire may be large in memory: nothing is unpacked.
        told = {"Accept": "application/json", "Accept-Encoding": "identity", **headers}
        try:
            place = place_of(url, this_machine=self._this_machine, resolve=self._resolve)
            with connected(place, seconds=self._seconds) as opened:
                opened.request(method, place.target, body or None, told)
                return self._taken(opened.getresponse())
        except AddressRefused as why:
            raise Unavailable(self._system, f"its URL {why}", cause=Cause.REFUSED) from None
        except TimeoutError:
            raise Unavailable(self._system, f"took longer than {self._seconds:g} seconds") from None
        except (OSError, HTTPException, ValueError) as trouble:
            # Its kind alone: the text may hold what was sent.
            kind = type(trouble).__name__
            told_why = f"could not be reached, or its answer broke off ({kind})"
            raise Unavailable(self._system, told_why) from None

    def _taken(self, answer: HTTPResponse) -> Answer:
        length, most = answer.length or 0, self._most_bytes
        body = b"" if length > most else answer.read(most + 1)
        if max(length, len(body)) > most:
            raise unreadable(self._system, f"is larger than {most // 1_000_000} MB")
        if len(body) < length:
            raise Unavailable(self._system, "its answer broke off")
        headers = {name.lower(): value for name, value in answer.getheaders()}
        return Answer(answer.status, body, self._system, headers)


def unreadable(system: str, why: str) -> Unavailable:
    return Unavailable(system, f"its answer {why}", cause=Cause.REFUSED)
