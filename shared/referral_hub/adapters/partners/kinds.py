"""
The kinds of partners that the hub can connect.

A kind is a package beside this module, called like the kind. Its `settings.py` has `Settings`, a
`ConnectionSettings`; its `connection.py` has `connect(partner, context) -> PartnerConnection`.
Packages are imported when a partner of the kind is dealt with: the others cost a function nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

from referral_hub.adapters.partner_context import ConnectionSettings, PartnerContext
from referral_hub.domain.partner import Partner, PartnerKind
from referral_hub.ports import PartnerConnection

# A kind that is not listed cannot be connected.
KINDS = (PartnerKind.PLATFORM, PartnerKind.AWS)


def settings_of(kind: PartnerKind) -> type[ConnectionSettings]:
    """Find the model of what an admin sets of a partner of this kind."""
    model: type[ConnectionSettings] = _module(kind, "settings").Settings
    return model


def connect(partner: Partner, context: PartnerContext) -> PartnerConnection:
    """Put one partner behind the ports. Nothing is contacted before something is asked."""
    connection: PartnerConnection = _module(partner.kind, "connection").connect(partner, context)
    return connection


def _module(kind: PartnerKind, name: str) -> Any:
    return import_module(f"{__package__}.{kind}.{name}")
