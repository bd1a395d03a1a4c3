"""Connections to partners, made as a test says, whose secrets stay in memory."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import ClassVar

from pydantic import Field

from referral_hub.adapters.partners.platform.connector import PlatformConnector
from referral_hub.domain.errors import Unavailable
from referral_hub.domain.partners.partner import ConnectionSettings, Partner, PartnerKind
from referral_hub.ports import PartnerConnection


class Unset(ConnectionSettings):
    """A kind of partner of which nothing is set."""

    told_by_webhook: ClassVar[bool] = True


class ByHand(ConnectionSettings):
    """A kind of partner that only people speak with."""

    by_hand: ClassVar[bool] = True


class Linked(ConnectionSettings):
    """A kind of partner that sends deals through a link."""

    by_link: ClassVar[bool] = True


class OnlyLighthouse(ConnectionSettings):
    """A kind of which a hub has one partner, with a way of its own to be told."""

    only_id: ClassVar[str] = "aws"


# What differs from kind to kind, unless the test says otherwise.
_SETTINGS: Mapping[PartnerKind, type[ConnectionSettings]] = {
    PartnerKind.MANUAL: ByHand,
    PartnerKind.AWS: OnlyLighthouse,
    PartnerKind.PEER: Linked,
}


class Pushes(ConnectionSettings):
    """A kind of partner that nobody asks for news."""

    polled: ClassVar[bool] = False
    told_by_webhook: ClassVar[bool] = True


class SignsIn(ConnectionSettings):
    """A kind of partner whose door the hub opens with a secret."""

    told_by_webhook: ClassVar[bool] = True

    door: str = ""
    pace: int = Field(default=5, ge=1)

    @property
    def secret_names(self) -> tuple[str, ...]:
        return ("client_secret",)

    @property
    def secret_goes_to(self) -> str:
        return self.door

    @property
    def optional_secret_names(self) -> tuple[str, ...]:
        return ("webhook_secret",)


class Connected:
    """Every partner is a platform that pushes, unless the test says otherwise."""

    kinds = tuple(PartnerKind)

    def __init__(
        self,
        connect: Callable[[Partner], PartnerConnection] | None = None,
        settings: Mapping[PartnerKind, type[ConnectionSettings]] | None = None,
    ) -> None:
        self._connect = connect or (lambda _: PartnerConnection(PlatformConnector()))
        self._settings = {**_SETTINGS, **(settings or {})}
        self.secrets: dict[str, Mapping[str, str]] = {}

    def settings_of(self, kind: PartnerKind) -> type[ConnectionSettings]:
        return self._settings.get(kind, Unset)

    def connect(self, partner: Partner) -> PartnerConnection:
        return self._connect(partner)

    def put_secret(self, partner: Partner, members: Mapping[str, str]) -> None:
        self.secrets[partner.partner_id] = dict(members)

    def names_in_secret(self, partner: Partner) -> frozenset[str]:
        if partner.partner_id not in self.secrets:
            raise Unavailable("secret", "was never put")
        return frozenset(self.secrets[partner.partner_id])
