"""What differs between two versions of a policy, field by field."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from referral_hub.domain.shapes import Frozen

from .policy import IntakePolicy

_MAPPINGS = ("account_mapping", "opportunity_mapping", "outgoing_mapping")
_IDENTITY = {"version", "crm", "partner_id"}


class PolicyChange(Frozen):
    """
    One difference: where, and what stands there in either version; empty where nothing does.

    A mapping is found by its field's name, such as `opportunity_mapping.amount.template`.
    """

    path: str
    before: str = ""
    after: str = ""


def changes(before: IntakePolicy, after: IntakePolicy) -> tuple[PolicyChange, ...]:
    """List every choice that differs, in the order of the document; versions are not choices."""
    was, becomes = _flat(before), _flat(after)
    return tuple(
        PolicyChange(path=path, before=was.get(path, ""), after=becomes.get(path, ""))
        for path in dict.fromkeys([*was, *becomes])
        if was.get(path, "") != becomes.get(path, "")
    )


def _flat(policy: IntakePolicy) -> dict[str, str]:
    document = policy.model_dump(mode="json", exclude=_IDENTITY)
    for name in _MAPPINGS:
        document[name] = _by_target(document[name])
    return dict(_leaves("", document))


def _by_target(mappings: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Name each mapping by its field; a second one of the same field gets a number."""
    named: dict[str, Any] = {}
    for mapping in mappings:
        target = mapping["target"]
        twins = sum(1 for name in named if name.partition("#")[0] == target)
        named[f"{target}#{twins + 1}" if twins else target] = mapping
    return named


def _leaves(path: str, value: Any) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for name, part in value.items():
            yield from _leaves(f"{path}.{name}" if path else name, part)
    elif value not in ("", [], 0):
        yield path, value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
