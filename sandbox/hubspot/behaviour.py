"""The lasting switches of a portal."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from sandbox.switches import Reader, count, flag, names, seconds, switch_value


@dataclass(frozen=True)
class Behaviour:
    """
    Times in seconds; limits of 0 are not enforced.

    `search_lag_seconds`: writes are found by search so much later; no other read lags.
    `conditional_rules`: `{"type": "deals", "when": {"dealstage": "closedlost"}, "require":
    ["closed_lost_reason"]}`; with `create_requires`, `{"deals": ["amount"]}`, they are what an
    administrator demands, enforced as of 2026-09.
    `date_versions_answer_207`: partial failures have that status as of 2026-03, too.
    `merge_makes_new_record`: both merged ids then lead to a third one. `merged_ids_only_read`: a
    write by the id of a record that was merged away is not found.
    `webhook_copies` 0 loses events, 2 repeats them. `generic_webhooks`: all events are `object.*`.
    `subscribed`: the types of events that are told, such as `deal.deletion` and
    `deal.propertyChange:amount`; without any, all of them but `associationChange`.
    """

    search_lag_seconds: float = 0
    ten_secondly_limit: int = 0
    search_secondly_limit: int = 0
    daily_limit: int = 0
    retry_after_seconds: float = 0
    conditional_rules: tuple[Mapping[str, Any], ...] = ()
    create_requires: Mapping[str, Any] | None = None
    date_versions_answer_207: bool = False
    merge_makes_new_record: bool = False
    merged_ids_only_read: bool = False
    webhook_url: str = ""
    webhook_copies: int = 1
    webhooks_reversed: bool = False
    generic_webhooks: bool = False
    subscribed: tuple[str, ...] = ()

    def changed(self, wishes: Mapping[str, Any]) -> "Behaviour":
        """
        Return the behaviour with these switches turned.

        Raises:
            BadBehaviourError: no such switch, or a value it cannot take.
        """
        turned = {name: switch_value(_READERS, name, value) for name, value in wishes.items()}
        return replace(self, **turned)


def _rules(value: Any) -> tuple[Mapping[str, Any], ...]:
    if not isinstance(value, list | tuple) or any(
        set(rule) != {"type", "when", "require"} for rule in value
    ):
        raise TypeError("a list of objects with type, when and require")
    return tuple(value)


def _lists(value: Any) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise TypeError("an object of lists, by object type")
    return {str(name): list(names(properties)) for name, properties in value.items()}


_READERS: dict[str, Reader] = {
    "search_lag_seconds": seconds,
    "ten_secondly_limit": count,
    "search_secondly_limit": count,
    "daily_limit": int,
    "retry_after_seconds": seconds,
    "conditional_rules": _rules,
    "create_requires": _lists,
    "date_versions_answer_207": flag,
    "merge_makes_new_record": flag,
    "merged_ids_only_read": flag,
    "webhook_url": str,
    "webhook_copies": count,
    "webhooks_reversed": flag,
    "generic_webhooks": flag,
    "subscribed": names,
}

SWITCHES = frozenset(_READERS)
