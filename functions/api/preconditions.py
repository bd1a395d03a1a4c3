"""If-Match, where a change must name the version that it changes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from referral_hub.domain.errors import Conflict

from .http import Request
from .refusals import PreconditionFailed, PreconditionRequired


def required_tag(request: Request) -> str:
    """
    Return the entity tag of the version that the caller has seen.

    Raises:
        PreconditionRequired: If-Match is missing, or stands for any version.
    """
    if_match = request.header("if-match")
    if if_match in ("", "*"):
        raise PreconditionRequired("If-Match must name the version that you changed")
    return if_match


def moved_on(what: str) -> PreconditionFailed:
    return PreconditionFailed(f"{what} is no longer the one you changed")


@contextmanager
def unless_moved_on(what: str) -> Iterator[None]:
    """
    Raises:
        PreconditionFailed: somebody else changed it in the meantime.
    """
    try:
        yield
    except Conflict:
        raise moved_on(what) from None
