"""What was asked and what came of it, for tests that count."""

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Call:
    """
    One request as the sandbox saw it.

    `outcome` is `ok`, the name of an error, or `dropped`. `effects` lists what this very call
    changed: a repeated ClientToken changes nothing, a dropped answer may have changed something.
    """

    operation: str
    at: str
    catalog: str | None
    identifier: str | list[str] | None
    client_token: str | None
    outcome: str
    effects: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        return asdict(self)
