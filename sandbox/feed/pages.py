"""Which entries a request is for, and how the answer leads on."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

from sandbox.feed.behaviour import Behaviour
from sandbox.http_door import Answer, Request


@dataclass(frozen=True)
class Shared:
    """An entry as it is written in the feed, and when it changed."""

    ref: str
    text: str
    updated: str


@dataclass(frozen=True)
class Page:
    """`entries` are all of the feed, oldest change first; `url` is where the feed is."""

    behaviour: Behaviour
    entries: Sequence[Shared]
    url: str

    def answer(self, request: Request) -> Answer:
        """Answer with 304 who has this page already."""
        since = request.query.get("updated_since", "")
        order = -1 if self.behaviour.newest_first else 1
        wanted = [entry for entry in self.entries[::order] if entry.updated >= since]
        start = int(request.query.get("cursor") or 0)
        some = wanted[start : start + self.behaviour.page_size]
        onwards = self._onwards(start + len(some), len(wanted))
        body = self._body([entry.text for entry in some], onwards)
        tag = '"' + sha256(body).hexdigest()[:16] + '"'
        if self.behaviour.etags and request.headers.get("If-None-Match") == tag:
            return Answer(304, headers={"ETag": tag})
        told = {"ETag": tag} if self.behaviour.etags else {}
        if onwards and self.behaviour.paging == "link_header":
            told["Link"] = f'<{self.url}>; rel="first", <{self._link(onwards)}>; rel="next"'
        return Answer(200, body, headers=told)

    def _onwards(self, end: int, count: int) -> str:
        if end < count or self.behaviour.durable_cursor:
            return str(end)
        return "0" if self.behaviour.in_circles and count else ""

    def _body(self, texts: Sequence[str], onwards: str) -> bytes:
        meta: dict[str, str | None] = {"next_cursor": None, "next": None}
        if onwards and self.behaviour.paging == "cursor":
            meta["next_cursor"] = onwards
        if onwards and self.behaviour.paging == "link":
            meta["next"] = self._link(onwards)
        told = f'{{"data": {{"items": [{", ".join(texts)}]}}, "meta": {json.dumps(meta)}}}'
        return told.encode("utf-8", errors="surrogatepass")

    def _link(self, onwards: str) -> str:
        return self.behaviour.leads_to or f"{self.url}?cursor={onwards}"
