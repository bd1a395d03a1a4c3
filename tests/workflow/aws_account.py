"""
One partner account of AWS without HTTP, for days that would take too long with it.

The client is AWS's as the connector sees it: operations by botocore's names, moments read, errors
as botocore raises them, and its hooks around what goes over the wire.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial
from typing import Any

from botocore.exceptions import ClientError, ReadTimeoutError
from botocore.parsers import ResponseParserError

from sandbox.partner_central import PartnerCentral
from sandbox.partner_central.errors import ApiError, ConnectionDroppedError
from sandbox.partner_central.model_check import service_model

_MOMENTS = ("InvitationDate", "ExpirationDate", "LastModifiedDate", "CreatedDate")
_OPERATIONS = {
    "".join(f"_{c.lower()}" if c.isupper() else c for c in name).lstrip("_"): name
    for name in service_model().operation_names
}


class Hooks:
    """Whoever looks at what goes over the wire, by the name of the moment."""

    def __init__(self) -> None:
        self._hooks: dict[str, list[Callable[..., None]]] = {}

    def register(self, moment: str, hook: Callable[..., None]) -> None:
        self._hooks.setdefault(moment, []).append(hook)

    def unregister(self, moment: str, hook: Callable[..., None]) -> None:
        self._hooks[moment].remove(hook)

    def seen(self, moment: str, operation: str, told: str, body: Any) -> Any:
        """Show a body to everybody, who may change it."""
        hooks = self._hooks.get(f"{moment}.partnercentral-selling.{operation}")
        if not hooks:
            return body
        shown = {"body": json.dumps(body).encode()}
        for hook in hooks:
            hook(**{told: shown})
        return json.loads(shown["body"])


class Client:
    """Calls the stand-in in this process."""

    def __init__(self, central: PartnerCentral) -> None:
        self._central = central
        self.meta = self
        self.events = Hooks()
        self.service_model = service_model()

    def __getattr__(self, operation: str) -> Callable[..., dict[str, Any]]:
        return partial(self._call, _OPERATIONS[operation])

    def _call(self, operation: str, **members: Any) -> dict[str, Any]:
        try:
            asked = self.events.seen("before-call", operation, "params", _written(members))
            answer = self._central.call(operation, asked)
        except ApiError as error:
            told = {"Code": error.name, "Message": str(error)}
            raise ClientError({**error.members(), "Error": told}, operation) from None
        except ConnectionDroppedError:
            raise ReadTimeoutError(endpoint_url=operation) from None
        if answer is None:
            raise ResponseParserError(operation)
        return dict(_read(self.events.seen("before-parse", operation, "response_dict", answer)))


def _written(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: _written(part) for name, part in value.items()}
    if isinstance(value, list):
        return [_written(part) for part in value]
    if isinstance(value, datetime):
        return value.isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return value


def _read(value: Any, name: str = "") -> Any:
    if isinstance(value, Mapping):
        return {name: _read(part, name) for name, part in value.items()}
    if isinstance(value, list):
        return [_read(part) for part in value]
    return datetime.fromisoformat(value) if name in _MOMENTS and "T" in value else value
