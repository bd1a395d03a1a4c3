"""
The door to one feed: one host, answers of bounded size and time, and troubles in plain words.

Nothing that the partner answers leads the hub elsewhere: redirects are not followed, a link to
another host is refused, and a name that leads into a private network is no partner.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from http import HTTPStatus
from http.client import HTTPException, HTTPResponse
from urllib.parse import SplitResult, urlsplit

from referral_hub.adapters.addresses import AddressRefused, Place, connected, place_of
from referral_hub.adapters.header_times import moment_in, seconds_in
from referral_hub.adapters.public_address import Resolve, look_up
from referral_hub.domain.cause import Cause
from referral_hub.domain.errors import Unavailable

from .settings import Authentication

MOST_BYTES = 10_000_000
# For a whole page: it is asked for by one who has others to ask.
MOST_SECONDS = 15.0
_LONGEST_TAG = 200
_PORTS = {"https": 443, "http": 80}
# The source does not know its own cursor any more.
_LOST = (HTTPStatus.BAD_REQUEST, HTTPStatus.NOT_FOUND, HTTPStatus.GONE)


class CursorLost(Exception):
    """The partner refuses this address; the walk through its feed begins anew."""


@dataclass(frozen=True)
class Answer:
    """A page as it came, with what its headers say of it: `at` is the time by that clock."""

    body: bytes
    etag: str = ""
    link: str = ""
    at: datetime | None = None


class Door:
    """
    `url` is the feed's address, `secret` gives the `token` each time it is needed.

    With `this_machine` the feed may be on this one, and without TLS there: a sandbox.
    """

    def __init__(
        self,
        url: str,
        *,
        system: str,
        secret: Callable[[], Mapping[str, str]],
        authentication: Authentication | None = None,
        this_machine: bool = False,
        resolve: Resolve = look_up,
        seconds: float = MOST_SECONDS,
    ) -> None:
        self.system = system
        self._home = urlsplit(url)
        self._secret = secret
        self._authentication = authentication
        self._this_machine = this_machine
        self._resolve = resolve
        self._seconds = seconds

    def get(self, url: str, *, etag: str = "") -> Answer | None:
        """
        Read a page; None when nothing changed since the answer with this tag.

        Raises:
            CursorLost: the partner does not know what is asked for.
            Unavailable: it could not be asked, or its answer is one that the hub does not take.
        """
        end = time.monotonic() + self._seconds
        place = self._place(url)
        headers = {**self._headers(), **({"If-None-Match": etag} if etag else {})}
        try:
            with connected(place, seconds=end - time.monotonic()) as opened:
                opened.request("GET", place.target, headers=headers)
                return self._taken(opened.getresponse(), knows=bool(etag))
        except TimeoutError:
            raise self.unavailable(f"it took longer than {self._seconds:g} seconds") from None
        except (OSError, HTTPException, ValueError) as trouble:
            # Its kind alone: the text may hold the address, and that a cursor or a token.
            kind = type(trouble).__name__
            raise self.unavailable(
                f"it could not be reached, or its answer broke off ({kind})"
            ) from None

    def at_home(self, url: str) -> None:
        """
        Raises:
            Unavailable: the address is not on the host of the feed.
        """
        try:
            place = urlsplit(url)
            same = _origin(place) == _origin(self._home) and "@" not in place.netloc
        except ValueError:
            same = False
        if not same:
            raise self.refused("its next link leads to another host; nobody follows it")

    def unavailable(self, reason: str, cause: Cause = Cause.UNREACHABLE) -> Unavailable:
        return Unavailable(self.system, reason, cause=cause)

    def refused(self, reason: str) -> Unavailable:
        """What the hub does not take; it is asked for again all the same, and may be mended."""
        return self.unavailable(reason, Cause.REFUSED)

    def _place(self, url: str) -> Place:
        self.at_home(url)
        try:
            return place_of(url, this_machine=self._this_machine, resolve=self._resolve)
        except AddressRefused as why:
            raise self.refused(f"its URL {why}") from None

    def _headers(self) -> dict[str, str]:
        # Small on the wire may be large in memory: nothing is unpacked.
        told = {"Accept": "application/json", "Accept-Encoding": "identity"}
        if not self._authentication:
            return told
        token = self._secret().get("token", "")
        if not token or not token.isascii() or not token.isprintable():
            raise self.unavailable("its secret has no usable token", Cause.SIGNED_OUT)
        return {**told, self._authentication.header: f"{self._authentication.prefix}{token}"}

    def _taken(self, answer: HTTPResponse, *, knows: bool) -> Answer | None:
        if knows and answer.status == HTTPStatus.NOT_MODIFIED:
            return None
        self._must_be_well(answer.status, answer.getheader("Retry-After", ""))
        kind = answer.getheader("Content-Type", "").partition(";")[0].strip().lower()
        if kind != "application/json" and not kind.endswith("+json"):
            raise self.refused("its answer is not of the type application/json")
        if answer.getheader("Content-Encoding", "identity").lower() != "identity":
            raise self.refused("its answer is compressed, although the hub asks for none of that")
        links = ", ".join(answer.headers.get_all("Link") or ())
        tag, at = _kept(answer.getheader("ETag", "")), moment_in(answer.getheader("Date", ""))
        return Answer(self._body(answer), tag, links, at)

    def _must_be_well(self, status: int, retry_after: str) -> None:
        if status == HTTPStatus.OK:
            return
        if status in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN):
            raise self.unavailable("it does not let the hub in: see its secret", Cause.SIGNED_OUT)
        if status == HTTPStatus.TOO_MANY_REQUESTS:
            raise self._busy("it wants to be asked less often", retry_after)
        if status == HTTPStatus.SERVICE_UNAVAILABLE:
            raise self._busy("it answered 503", retry_after)
        if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            raise self.unavailable(f"it answered {status}")
        if status == HTTPStatus.NOT_MODIFIED:
            raise self.refused("it says that nothing has changed, although the hub knew of nothing")
        if HTTPStatus.MULTIPLE_CHOICES <= status < HTTPStatus.BAD_REQUEST:
            raise self.refused("it answered with a redirect; set the address that it leads to")
        if status in _LOST:
            raise CursorLost
        raise self.refused(f"it answered {status}")

    def _busy(self, reason: str, retry_after: str) -> Unavailable:
        seconds = seconds_in(retry_after)
        rest = timedelta(seconds=seconds) if seconds else None
        return Unavailable(self.system, reason, cause=Cause.BUSY, again_after=rest)

    def _body(self, answer: HTTPResponse) -> bytes:
        """Read as much as comes, and no more than is taken."""
        told = answer.length or 0
        body = b"" if told > MOST_BYTES else answer.read(MOST_BYTES + 1)
        if max(told, len(body)) > MOST_BYTES:
            raise self.refused("its answer is larger than 10 MB; ask for smaller pages")
        if len(body) < told:
            raise self.unavailable("its answer broke off")
        return body


def _kept(tag: str) -> str:
    """What can be sent back as it came; without a tag the next answer is whole."""
    return tag if len(tag) <= _LONGEST_TAG and tag.isascii() and tag.isprintable() else ""


def _origin(place: SplitResult) -> tuple[str, str, int | None]:
    return place.scheme, place.hostname or "", place.port or _PORTS.get(place.scheme)
