"""How the sandbox behaves from now on: lasting switches."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from sandbox.partner_central.poison import Poison, read_poison
from sandbox.switches import Reader, count, flag, names, seconds, switch_value, whole_number

FIFTEEN_DAYS = 15 * 24 * 3600


class AssociatedTwice(StrEnum):
    """Say how AWS refuses what an opportunity has already: both are told of it."""

    CONFLICT = "conflict"
    DUPLICATE = "duplicate"


class Contacts(StrEnum):
    """Say which contacts appear when their time comes."""

    AS_SENT = "as_sent"
    NEVER = "never"
    PARTIAL = "partial"
    SEVERAL = "several"


@dataclass(frozen=True)
class Behaviour:
    """
    Lasting switches; times in seconds.

    `event_copies` 0 loses events, 2 repeats them. `closed_invitations_visible` False answers
    ResourceNotFoundException for rejected and expired invitations: both are told of AWS.
    `tasks_end_at_once` lets the answer that starts a task show its end, as AWS often does.
    `approved_fields_locked` refuses what the guide calls fixed after approval. Quotas of 0 set no
    limit; `aws_quotas` sets those of AWS.
    """

    accept_delay_seconds: float = 0
    contact_delay_seconds: float = 0
    conversion_delay_seconds: float = 0
    submission_delay_seconds: float = 0
    visibility_delay_seconds: float = 0
    invitation_lifetime_seconds: float = FIFTEEN_DAYS
    tasks_end_at_once: bool = False
    associated_twice: AssociatedTwice = AssociatedTwice.CONFLICT
    contacts: Contacts = Contacts.AS_SENT
    partial_contact_hides: tuple[str, ...] = ("LastName", "Phone")
    event_copies: int = 1
    events_reversed: bool = False
    closed_invitations_visible: bool = True
    partner_identifier_visible: bool = True
    approved_fields_locked: bool = False
    reads_per_second: int = 0
    writes_per_second: int = 0
    reads_per_day: int = 0
    writes_per_day: int = 0
    poison: tuple[Poison, ...] = ()

    def changed(self, wishes: Mapping[str, Any]) -> "Behaviour":
        """
        Return the behaviour with these switches turned.

        Raises:
            BadBehaviourError: no such switch, or a value it cannot take.
        """
        return replace(
            self, **{name: switch_value(_READERS, name, value) for name, value in wishes.items()}
        )


# AWS Partner Central API reference, "Quotas": per partner account.
AWS_QUOTAS = {
    "reads_per_second": 10,
    "writes_per_second": 1,
    "reads_per_day": 100_000,
    "writes_per_day": 10_000,
}
NO_QUOTAS = dict.fromkeys(AWS_QUOTAS, 0)


_READERS: dict[str, Reader] = {
    "accept_delay_seconds": seconds,
    "contact_delay_seconds": seconds,
    "conversion_delay_seconds": seconds,
    "submission_delay_seconds": seconds,
    "visibility_delay_seconds": seconds,
    "invitation_lifetime_seconds": seconds,
    "tasks_end_at_once": flag,
    "associated_twice": AssociatedTwice,
    "contacts": Contacts,
    "partial_contact_hides": names,
    "event_copies": count,
    "events_reversed": flag,
    "closed_invitations_visible": flag,
    "partner_identifier_visible": flag,
    "approved_fields_locked": flag,
    **dict.fromkeys(AWS_QUOTAS, whole_number),
    "poison": read_poison,
}
