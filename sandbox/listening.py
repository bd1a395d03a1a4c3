"""Tell whoever listens in this process what happened, best effort as the real event buses are."""

import sys
from collections.abc import Callable
from copy import deepcopy
from typing import Any

Event = dict[str, Any]


def tell(listener: Callable[[Event], None] | None, event: Event, name: str) -> None:
    """Hand a listener a copy of its own; one that breaks breaks no call of the sandbox."""
    if listener is None:
        return
    try:
        listener(deepcopy(event))
    except Exception as error:  # noqa: BLE001 - a deaf listener is no trouble of the caller's
        print(f"event {name} was lost: {error!r}", file=sys.stderr)
