"""What a connection to a partner is made from, whatever its kind."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Protocol

from referral_hub.domain.partners.partner import ConnectionSettings
from referral_hub.ports import Quota

from .clients import client
from .secrets import Secret

if TYPE_CHECKING:
    # Connectors that limit or announce anything import these; all functions import this module.
    from referral_hub.domain.outgoing.partner_referral import PartnerWord
    from referral_hub.domain.partners.quota import QuotaLimits
    from referral_hub.domain.webhooks.events import Announcement
    from referral_hub.records.attempts import Attempts

__all__ = ["Announce", "Answered", "ConnectionSettings", "HubSettings", "PartnerContext"]


def to_nobody(announcement: Announcement, *, token: str) -> bool:  # noqa: ARG001
    """Tell nobody: where there are no webhooks, partners read what they want to know."""
    return False


def never_answered(number: str) -> None:
    """Nobody has answered: where nothing is shared, nothing is."""


class Waits(Protocol):
    """The line of all functions that call the partner."""

    def wait(self, gap: timedelta) -> None:
        """
        Wait for the next slot; the one after it comes a gap later.

        Raises:
            Unavailable: the line is too long.
        """


class Announce(Protocol):
    def __call__(self, announcement: Announcement, *, token: str) -> bool:
        """
        Tell a partner by webhook, once for each token; returns whether it wants to be told.

        Raises:
            Unavailable, Conflict: it is not told; tell it again.
        """


# What a partner said last over the API of a referral that was shared with it, by its number.
Answered = Callable[[str], "PartnerWord | None"]


class HubSettings(Protocol):
    """What connectors may know of the settings of the deployment."""

    @property
    def partner_central_catalog(self) -> str: ...

    @property
    def partner_central_endpoint(self) -> str: ...

    @property
    def local_addresses(self) -> str: ...

    @property
    def public_url(self) -> str: ...


@dataclass(frozen=True)
class PartnerContext:
    """
    The world of one partner's connector.

    `secret` is the partner's own, read when first called; `client` makes a botocore client of a
    service, a region and an endpoint, once for all who ask. `quota` makes the partner's quota of
    its limits, shared with all other functions, as is the `line` before it. `announce` tells the
    partner by webhook, and `answered` what it said of a referral that was shared with it.
    `attempts` keep calls that the partner could not tell from their repetition.
    """

    secret: Secret
    clock: Callable[[], datetime]
    settings: HubSettings
    client: Callable[..., Any] = client
    quota: Callable[[QuotaLimits], Quota] | None = None
    line: Waits | None = None
    announce: Announce = to_nobody
    answered: Answered = never_answered
    attempts: Attempts | None = None
