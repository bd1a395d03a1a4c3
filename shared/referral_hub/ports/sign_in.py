"""Whoever vouches for people."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol


class SignIn(Protocol):
    """An organisation's own sign-in, whose tokens say who somebody is."""

    def email_of(self, token: str, *, now: datetime) -> str:
        """
        Return the verified e-mail address of whoever was given this token for the hub; empty for
        a token that proves nothing.

        Raises:
            Unavailable: the keys that it is to be verified with cannot be had.
        """
