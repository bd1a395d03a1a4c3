"""What the API shows of what could not be done, in a list and with a referral."""

from __future__ import annotations

from referral_hub.domain.problem import SyncProblem


class SyncProblemView(SyncProblem):
    """One thing that could not be done in another system; `fix` says what to do about it."""
