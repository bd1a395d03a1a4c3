"""
The kinds of partners that the hub can connect.

A kind is a package beside this module, called like the kind. Its `settings.py` has `Settings`, a
`ConnectionSettings`; its `connection.py` has `connect(partner, context) -> PartnerConnection`.
Packages are imported when a partner of the kind is dealt with: the others cost a function nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from pydantic import ValidationError

from referral_hub.adapters.partner_context import ConnectionSettings, PartnerContext
from referral_hub.domain.cause import Cause
from referral_hub.domain.errors import Unavailable
from referral_hub.domain.partners.partner import Partner, PartnerKind
from referral_hub.ports import PartnerConnection

# A kind that is not listed cannot be connected.
KINDS = (
    PartnerKind.PLATFORM,
    PartnerKind.AWS,
    PartnerKind.FEED,
    PartnerKind.MICROSOFT,
    PartnerKind.GOOGLE,
    PartnerKind.MANUAL,
    PartnerKind.PEER,
)


@dataclass(frozen=True)
class _Made:
    version: int
    context: PartnerContext
    connection: PartnerConnection


class Connections:
    """
    The connections of this process, each made once for one version of its partner.

    Whatever an admin changes gives the partner a new version: new settings count at once, and a new
    secret is read at once.
    """

    kinds = KINDS

    def __init__(self, context_of: Callable[[Partner], PartnerContext]) -> None:
        self._context_of = context_of
        self._made: dict[str, _Made] = {}

    def settings_of(self, kind: PartnerKind) -> type[ConnectionSettings]:
        model: type[ConnectionSettings] = _module(kind, "settings").Settings
        return model

    def connect(self, partner: Partner) -> PartnerConnection:
        made = self._made.get(partner.partner_id)
        if made is None or made.version != partner.version:
            made = self._made[partner.partner_id] = self._make(partner)
        return made.connection

    def put_secret(self, partner: Partner, members: Mapping[str, str]) -> None:
        self._context_of(partner).secret.put(members)

    def names_in_secret(self, partner: Partner) -> frozenset[str]:
        self.connect(partner)
        # What is read here is what the connection signs in with from now on.
        return frozenset(self._made[partner.partner_id].context.secret.fresh())

    def _make(self, partner: Partner) -> _Made:
        context = self._context_of(partner)
        try:
            connection = _module(partner.kind, "connection").connect(partner, context)
        except ValidationError as error:
            raise _misfit(partner, error) from None
        return _Made(partner.version, context, connection)


def _misfit(partner: Partner, error: ValidationError) -> Unavailable:
    """Settings that a release before this one took; their values are not repeated."""
    places = sorted({".".join(map(str, each["loc"])) for each in error.errors()})
    reason = f"its settings no longer fit: {', '.join(places)}"
    return Unavailable(partner.partner_id, reason, cause=Cause.INVALID_FIELDS)


def _module(kind: PartnerKind, name: str) -> Any:
    return import_module(f"{__package__}.{kind}.{name}")
