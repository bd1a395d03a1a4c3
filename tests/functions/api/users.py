"""How an admin of the tests adds users, and what they come with."""

from __future__ import annotations

from typing import Any

from tests.functions.api.client import Client, Reply

INGRID = "/v1/users/ingrid@host.example"


def added(admin: Client, path: str = INGRID, **said: Any) -> Reply:
    """Put a user whom nobody knew."""
    return admin.put(path, {"role": "operator", "name": "Ingrid Dahl"} | said, if_match='"0"')


def with_a_key_of(admin: Client, email: str = "ingrid@host.example") -> Client:
    issued = admin.post("/v1/keys", {"user": email})
    assert issued.status == 201, issued.text
    return Client(admin.hub, issued.said["key"])


def key_id(client: Client) -> str:
    return str(client.get("/v1/me").said["key_id"])
