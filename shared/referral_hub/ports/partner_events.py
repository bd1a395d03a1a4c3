"""What a partner's platform tells over HTTPS, signed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from referral_hub.domain.partners.partner import Hint


class SignedEvents(Protocol):
    """The webhooks of one partner."""

    def hints_in(
        self, headers: Mapping[str, str], body: bytes, *, now: datetime
    ) -> tuple[Hint, ...]:
        """
        Read what a request points at; names of headers are in lower case. Nothing else of it is
        believed.

        Raises:
            NotGenuine: the partner did not send it, or not lately.
            Unavailable: nobody can tell now.
        """
