"""Plain HTTP, for what no client speaks yet: the paths of 2026-09."""

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import urllib3

from sandbox.hubspot import TOKEN

VERSION = "2026-09"
OBJECTS = f"/crm/objects/{VERSION}"
ASSOCIATIONS = f"/crm/associations/{VERSION}"


@dataclass(frozen=True)
class Seen:
    """What came back: a status, a document if there is one, and the headers."""

    status: int
    body: Any
    headers: Any


@dataclass
class Wire:
    """Ask with the sandbox's own token unless told otherwise."""

    url: str
    token: str = TOKEN
    pool: urllib3.PoolManager = field(default_factory=lambda: urllib3.PoolManager(retries=False))

    def ask(self, method: str, path: str, body: Any = None, **query: str) -> Seen:
        headers = {"Authorization": f"Bearer {self.token}"}
        address = f"{self.url}{path}{'?' if query else ''}{_encoded(query)}"
        answer = self.pool.request(method, address, json=body, headers=headers, timeout=10)
        return Seen(answer.status, answer.json() if answer.data else None, answer.headers)

    def get(self, path: str, **query: str) -> Seen:
        return self.ask("GET", path, **query)

    def post(self, path: str, body: Any) -> Seen:
        return self.ask("POST", path, body)

    def patch(self, path: str, body: Any, **query: str) -> Seen:
        return self.ask("PATCH", path, body, **query)

    def put(self, path: str, body: Any = None) -> Seen:
        return self.ask("PUT", path, body)

    def delete(self, path: str) -> Seen:
        return self.ask("DELETE", path)

    def makes(self, object_type: str, **properties: str) -> str:
        """Create a record and return its id."""
        made = self.post(f"{OBJECTS}/{object_type}", {"properties": properties, "associations": []})
        assert made.status == 201, made.body
        return str(made.body["id"])

    def control(self, word: str, body: Any = None) -> Seen:
        return self.ask("GET" if body is None else "POST", f"/_sandbox/{word}", body)


def _encoded(query: dict[str, str]) -> str:
    return urlencode(query)
