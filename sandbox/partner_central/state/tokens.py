"""ClientToken memory: the same request twice has one effect, another request is a conflict."""

import json
from typing import Any

from sandbox.partner_central.errors import ConflictError


class Tokens:
    """Remember which result each ClientToken led to."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, str], tuple[str, str]] = {}

    def earlier_result(self, operation: str, request: dict[str, Any]) -> str | None:
        """
        Return the id an identical earlier request led to, or None for a new token.

        Raises:
            ConflictError: the token was used with another body.
        """
        body, result = self._known.get((operation, request["ClientToken"]), (None, None))
        if body is not None and body != _fingerprint(request):
            raise ConflictError("This ClientToken was already used with a different request.")
        return result

    def remember(self, operation: str, request: dict[str, Any], result: str) -> None:
        """Tie a token to the id of what it created."""
        self._known[(operation, request["ClientToken"])] = (_fingerprint(request), result)


def _fingerprint(request: dict[str, Any]) -> str:
    return json.dumps(request, sort_keys=True)
