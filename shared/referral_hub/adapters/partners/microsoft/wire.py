"""How Microsoft is called."""

from __future__ import annotations

from referral_hub.adapters import partner_wire
from referral_hub.adapters.partner_wire import MOST_SECONDS, Answer, Headers
from referral_hub.adapters.public_address import Resolve, look_up
from referral_hub.domain.errors import Unavailable

__all__ = ["SYSTEM", "Answer", "Headers", "Wire", "unreadable"]

SYSTEM = "Microsoft Partner Center"


class Wire(partner_wire.Wire):
    """As every partner is called."""

    def __init__(
        self,
        *,
        this_machine: bool = False,
        resolve: Resolve = look_up,
        seconds: float = MOST_SECONDS,
    ) -> None:
        super().__init__(SYSTEM, this_machine=this_machine, resolve=resolve, seconds=seconds)


def unreadable(why: str) -> Unavailable:
    return partner_wire.unreadable(SYSTEM, why)
