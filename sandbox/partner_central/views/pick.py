"""Cut documents down to what one answer shows."""

from typing import Any


def pick(document: dict[str, Any], *names: str) -> dict[str, Any]:
    """Return these members, where present."""
    return {name: document[name] for name in names if name in document}


def present(document: dict[str, Any]) -> dict[str, Any]:
    """Leave out members without a value: the service omits them, it never answers null."""
    return {name: value for name, value in document.items() if value is not None}
