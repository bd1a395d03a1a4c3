"""What a partner lets the hub ask of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from referral_hub.domain.partners.quota import CallKind, QuotaLeft


class Quota(Protocol):
    """The quota of one partner, which all functions of the hub share."""

    def take(self, kind: CallKind, *, spare: bool = False) -> None:
        """
        Count a call that is about to be made; nobody waits for one that is `spare`, and it leaves
        what answers need.

        Raises:
            Unavailable: nothing is left for it; says when there is again (cause QUOTA).
        """

    def refused(self, kind: CallKind) -> None:
        """Note that the partner itself says that it is used up."""

    def left(self) -> tuple[QuotaLeft, ...]:
        """Tell how much is used and left of each kind."""
