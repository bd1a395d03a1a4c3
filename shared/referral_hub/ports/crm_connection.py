"""Which CRM a hub has, and all that it is to the hub."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from .crm import Crm, CrmEvents, ReferralList


@dataclass(frozen=True)
class CrmConnection:
    """Everything that one CRM is to the hub; the built-in one has no list and no events."""

    crm: Crm
    referral_list: ReferralList | None = None
    events: CrmEvents | None = None


@dataclass(frozen=True)
class ChosenCrm:
    """
    The CRM that a hub has: its name, which is the connector's own, and the way to connect to it.

    Connected when first asked, and once: much of what comes in is no business of the CRM's.
    """

    name: str
    connect: Callable[[], CrmConnection]

    @cached_property
    def connection(self) -> CrmConnection:
        return self.connect()
