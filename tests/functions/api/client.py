"""Speaks with the API the way its callers do: as the partner, the operator, the admin."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from functions.api.app import handle
from referral_hub.application.access import issue_key
from referral_hub.domain.access import Role
from referral_hub.hub import Hub
from tests.builders import ask

MAREN = {"first_name": "Maren", "last_name": "Holt", "email": "maren.holt@fenwick.example"}


def a_shared_referral(**override: Any) -> dict[str, Any]:
    """The body of POST /v1/referrals."""
    said = {
        "partner_referral_id": "H-77",
        "title": "Lamp modernisation",
        "customer": {"company_name": "Fenwick Lighthouses", "country_code": "NO"},
        "value": {"amount": "12500.00", "currency": "EUR"},
        "expires_at": "2027-03-15T12:00:00Z",
    }
    return said | override


def an_event(
    method: str,
    path: str,
    *,
    body: str = "",
    query: str = "",
    headers: dict[str, str] | None = None,
    base64: bool = False,
) -> dict[str, Any]:
    """A request in the payload format 2.0 of HTTP APIs, as far as it matters."""
    return {
        "version": "2.0",
        "routeKey": "$default",
        "rawPath": path,
        "rawQueryString": query,
        "headers": headers or {},
        "requestContext": {
            "http": {"method": method, "path": path},
            "requestId": "JKJaXmPLvHcESHA=",
            "stage": "$default",
        },
        "body": body or None,
        "isBase64Encoded": base64,
    }


@dataclass(frozen=True)
class Reply:
    status: int
    headers: dict[str, str]
    text: str

    @cached_property
    def said(self) -> Any:
        return json.loads(self.text)

    @property
    def code(self) -> str:
        return str(self.said.get("code", ""))

    @property
    def wrong(self) -> dict[str, str]:
        """What a problem names as wrong, and why."""
        errors = self.said["errors"]
        return {e.get("pointer", e.get("field")): e["message"] for e in errors}


@dataclass(frozen=True)
class Client:
    """One caller with one key; `headers` go with every request."""

    hub: Hub
    key: str = ""
    headers: dict[str, str] = field(default_factory=dict)

    def send(self, method: str, path: str, *, headers: Any = None, **rest: Any) -> Reply:
        authorization = {"authorization": f"Bearer {self.key}"} if self.key else {}
        event = an_event(
            method, path, headers={**authorization, **self.headers, **(headers or {})}, **rest
        )
        answered = handle(event, hub=self.hub)
        return Reply(answered["statusCode"], answered["headers"], answered["body"])

    def get(self, path: str, **query: Any) -> Reply:
        return self.send("GET", path, query=urlencode(query, doseq=True))

    def post(self, path: str, body: Any = None, **headers: str) -> Reply:
        return self._write("POST", path, body, headers)

    def put(self, path: str, body: Any, **headers: str) -> Reply:
        return self._write("PUT", path, body, headers)

    def patch(self, path: str, body: Any, **headers: str) -> Reply:
        return self._write("PATCH", path, body, headers)

    def _write(self, method: str, path: str, body: Any, headers: dict[str, str]) -> Reply:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        if body is None:
            return self.send(method, path, headers=named)
        typed = {"content-type": "application/json", **named}
        return self.send(method, path, body=json.dumps(body), headers=typed)

    def imports(
        self, file: str, partner_id: str = "google", *, query: str = "", kind: str = "text/csv"
    ) -> Reply:
        path = f"/v1/partners/{partner_id}/referrals/import"
        return self.send("POST", path, body=file, query=query, headers={"content-type": kind})

    def shares(self, *, headers: dict[str, str] | None = None, **override: Any) -> Reply:
        return self.post("/v1/referrals", a_shared_referral(**override), **(headers or {}))

    def tells_of(self, number: str, *people: dict[str, str], **headers: str) -> Reply:
        body = {"contacts": list(people)}
        return self.post(f"/v1/referrals/{number}/contacts", body, **headers)

    def opens(self, number: str) -> Reply:
        return self.get(f"/v1/referrals/{number}")

    def lists(self, **query: Any) -> list[dict[str, Any]]:
        return list(self.get("/v1/referrals", **query).said["items"])

    def previews(self, number: str) -> Reply:
        return self.get(f"/v1/referrals/{number}/preview")

    def accepts(self, number: str, body: Any = None, **headers: str) -> Reply:
        chosen = {"account": {"create": {}}} if body is None else body
        return self.post(f"/v1/referrals/{number}/accept", chosen, **headers)

    def rejects(self, number: str, reason: str = "No capacity", **headers: str) -> Reply:
        return self.post(f"/v1/referrals/{number}/reject", {"reason": reason}, **headers)

    def reads_deal(self, number: str) -> Reply:
        return self.get(f"/v1/referrals/{number}/deal")

    def edits_deal(self, number: str, *, seen: str = "", **told: Any) -> Reply:
        """Say what is new of a deal, having seen this of it; what it is now, if nothing is said."""
        seen = seen or self.reads_deal(number).headers.get("ETag", '"0"')
        return self.patch(f"/v1/referrals/{number}/deal", told, if_match=seen)

    def retries(self, number: str, **headers: str) -> Reply:
        return self.post(f"/v1/referrals/{number}/retry", **headers)


def a_client(hub: Hub, role: Role = Role.OPERATOR, *partner_ids: str) -> Client:
    """A caller with a fresh key of this role; one of a limited role is Harbour's unless told."""
    of = (partner_ids or ("harbour",)) if role.limited else ()
    issued = ask(hub, issue_key, role=role, name="Ingrid", partner_ids=of)
    return Client(hub, issued.key)
