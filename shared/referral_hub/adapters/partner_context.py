"""What a connection to a partner is made from, whatever its kind."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar, Protocol

from referral_hub.domain.shapes import Frozen

from .clients import client
from .secrets import Secret


class ConnectionSettings(Frozen):
    """
    What an admin sets of a partner; each kind of partner has its own `Settings`. Nothing is secret.

    `polled` tells whether partners of this kind are asked for news.
    """

    polled: ClassVar[bool] = True

    @property
    def secret_names(self) -> tuple[str, ...]:
        """The texts that the partner's secret must have; none when the hub needs no secret."""
        return ()

    @property
    def optional_secret_names(self) -> tuple[str, ...]:
        """The texts that the secret may have besides."""
        return ()


class HubSettings(Protocol):
    """What connectors may know of the settings of the deployment."""

    @property
    def partner_central_catalog(self) -> str: ...

    @property
    def partner_central_endpoint(self) -> str: ...


@dataclass(frozen=True)
class PartnerContext:
    """
    The world of one partner's connector.

    `secret` is the partner's own, read when first called; `client` makes a botocore client of a
    service, a region and an endpoint, once for all who ask.
    """

    secret: Secret
    clock: Callable[[], datetime]
    settings: HubSettings
    client: Callable[..., Any] = client
