"""
Lifecycles in all their versions; those that ship are version 0, and not kept.

    LIFECYCLE                   <lifecycle id>   the newest version
    LIFECYCLE#<lifecycle id>    <version>        one version
"""

from __future__ import annotations

from dataclasses import dataclass

from referral_hub.domain.errors import HubError
from referral_hub.domain.lifecycles.lifecycle import Lifecycle, LifecycleNotFound

from .versioned import Versioned


@dataclass(frozen=True)
class Lifecycles(Versioned[Lifecycle]):
    kind: str = "LIFECYCLE"
    model: type[Lifecycle] = Lifecycle
    missing: type[HubError] = LifecycleNotFound
