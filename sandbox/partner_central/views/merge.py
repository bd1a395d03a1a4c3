"""Change documents the way a person does: field by field."""

from collections.abc import Mapping
from typing import Any


def merged(old: Any, new: Any) -> Any:
    """Merge objects; lists and values replace, null removes."""
    if not (isinstance(old, dict) and isinstance(new, Mapping)):
        return new
    result: dict[str, Any] = {name: value for name, value in old.items() if name not in new}
    for name, value in new.items():
        if value is not None:
            result[name] = merged(old.get(name), value)
    return result
