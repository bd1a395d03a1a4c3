"""A partner who offers referrals in a feed, and changes its mind about them."""

import json
import threading
from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from sandbox.faults import FaultPlan
from sandbox.feed.behaviour import FAULTS, Behaviour, is_switch, must_know
from sandbox.feed.pages import Page, Shared
from sandbox.feed.poison import POISONS
from sandbox.http_door import Answer, NotHereError, Request
from sandbox.switches import BadBehaviourError

FEED = "/v2/referrals"
_OFFER: Mapping[str, Any] = {
    "schema": "1",
    "state": "open",
    "name": "Lamp modernisation",
    "company": {"name": "Fenwick Lighthouses", "site": "https://fenwick.example", "country": "no"},
    "deal": {
        "amount": 12500.5,
        "currency": "EUR",
        "closes": "2027-09-30",
        "about": "Forty lamps, two winters.",
    },
    "reply_by": "2027-03-31T12:00:00+02:00",
    "owners": [{"name": "Edda Voss", "mail": "edda.voss@harbour.example"}],
    "people": [],
    "campaign": "Winter lights",
}


class FeedPartner:
    """Thread-safe. `calls` are the requests for the feed, oldest first, without control calls."""

    def __init__(
        self, *, token: str = "", clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        self._token = token
        self.clock = clock
        self._lock = threading.Lock()
        self._entries: dict[str, Shared] = {}
        self._count = 0
        self.behaviour = Behaviour()
        self.faults = FaultPlan(FAULTS)
        self.calls: list[dict[str, Any]] = []

    def share(self, **changes: Any) -> str:
        """Offer a referral, and return what the partner calls it."""
        ref, entry = self._offer(changes)
        self._put(ref, json.dumps(entry), entry["updated"])
        return ref

    def poison(self, kind: str) -> str:
        """
        Put an entry into the feed that nobody can read.

        Raises:
            BadBehaviourError: no such kind.
        """
        if kind not in POISONS:
            raise BadBehaviourError(f"no such poison: {kind}; there are {sorted(POISONS)}")
        ref, entry = self._offer({})
        self._put(ref, POISONS[kind](entry), entry["updated"])
        return ref

    def edit(self, ref: str, **changes: Any) -> None:
        """
        Write an entry anew, with these changes; a poisoned one is whole again.

        Raises:
            KeyError: there is no such entry.
        """
        with self._lock:
            del self._entries[ref]
        _, entry = self._offer(changes, ref=ref)
        self._put(ref, json.dumps(entry), entry["updated"])

    def withdraw(self, ref: str) -> None:
        """Take an offer back."""
        self.edit(ref, state="withdrawn")

    def behave(self, **wishes: Any) -> dict[str, Any]:
        """
        Turn switches and plan faults, and return both.

        Raises:
            BadBehaviourError: an unknown wish (then nothing was done), or a value it cannot take.
        """
        must_know(wishes)
        switches = {name: value for name, value in wishes.items() if is_switch(name)}
        self.behaviour = self.behaviour.changed(switches)
        for name in wishes.keys() - switches.keys():
            self.faults.plan(name, wishes[name])
        return {**asdict(self.behaviour), "planned_faults": self.faults.left()}

    def serve(self, request: Request, url: str) -> Answer:
        """Answer a request for the feed, which is at this address."""
        told = {"path": request.path, "query": dict(request.query)}
        self.calls.append({**told, "if_none_match": request.headers.get("If-None-Match", "")})
        return self.faults.around(request, lambda request: self._page(request, url))

    def _page(self, request: Request, url: str) -> Answer:
        if request.method != "GET" or request.path != FEED:
            raise NotHereError
        if self._token and request.headers.get("Authorization") != f"Bearer {self._token}":
            return Answer.of(401, {"error": "who are you?"})
        with self._lock:
            entries = sorted(self._entries.values(), key=lambda entry: entry.updated)
        return Page(self.behaviour, entries, f"{url}{FEED}").answer(request)

    def _offer(self, changes: Mapping[str, Any], *, ref: str = "") -> tuple[str, dict[str, Any]]:
        with self._lock:
            self._count += not ref
            ref = ref or f"F-{self._count:05d}"
        updated = f"{self.clock():%Y-%m-%dT%H:%M:%SZ}"
        return ref, {"ref": ref, "updated": updated, **_OFFER, **changes}

    def _put(self, ref: str, text: str, updated: str) -> None:
        with self._lock:
            self._entries[ref] = Shared(ref, text, updated)
