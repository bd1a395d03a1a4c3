"""The lasting switches of the org: how an admin configured it, and how it misbehaves."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from sandbox.switches import Reader, count, flag, names, switch_value, whole_number


class DuplicateRule(StrEnum):
    """
    Say what the duplicate rule for contacts does.

    An alert gives way to `allowSave=true`, a block does not (REST API Developer Guide, "Duplicate
    Rule Header").
    """

    OFF = "off"
    ALERT = "alert"
    BLOCK = "block"


class EventForm(StrEnum):
    """Say by which route changes reach EventBridge: flows publish a platform event instead."""

    EVENT_RELAY = "event_relay"
    APPFLOW = "appflow"
    FLOWS = "flows"


@dataclass(frozen=True)
class Behaviour:
    """
    Lasting switches.

    `user_approved` and `run_as_user` False make the two token flows fail as in an app that is only
    half set up. `duplicate_result_misspelt` False writes the key as the guide does, instead of as
    the wire does. `lost_races` counts the inserts and upserts to come that lose against somebody
    who creates a record with the same external id at the same moment. `api_requests_per_day` 0
    leaves none. Without `maps_leads` no custom field is copied when a lead is converted.
    """

    user_approved: bool = True
    run_as_user: bool = True
    contact_duplicate_rule: DuplicateRule = DuplicateRule.OFF
    duplicate_fields: tuple[str, ...] = ("Email",)
    duplicate_result_misspelt: bool = True
    lost_races: int = 0
    api_requests_per_day: int = 15000
    query_batch_size: int = 2000
    maps_leads: bool = True
    event_form: EventForm = EventForm.EVENT_RELAY
    event_copies: int = 1
    events_reversed: bool = False

    def changed(self, wishes: Mapping[str, Any]) -> "Behaviour":
        """
        Return the behaviour with these switches turned.

        Raises:
            BadBehaviourError: no such switch, or a value it cannot take.
        """
        turned = {name: switch_value(_READERS, name, value) for name, value in wishes.items()}
        return replace(self, **turned)


_READERS: dict[str, Reader] = {
    "user_approved": flag,
    "run_as_user": flag,
    "contact_duplicate_rule": DuplicateRule,
    "duplicate_fields": names,
    "duplicate_result_misspelt": flag,
    "lost_races": count,
    "api_requests_per_day": whole_number,
    "query_batch_size": whole_number,
    "maps_leads": flag,
    "event_form": EventForm,
    "event_copies": count,
    "events_reversed": flag,
}
SWITCHES = frozenset(_READERS)
