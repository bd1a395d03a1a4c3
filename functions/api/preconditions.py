"""If-Match, where a change must name the version that it changes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from referral_hub.domain.errors import Conflict

from .http import Request
from .refusals import PreconditionFailed, PreconditionRequired


def required_tag(request: Request, shown_at: str = "") -> str:
    """
    Return the entity tag of the version that the caller has seen.

    `shown_at` is where it is read, unless at the path of the request itself.

    Raises:
        PreconditionRequired: If-Match is missing, or stands for any version.
    """
    if_match = request.header("if-match")
    if if_match in ("", "*"):
        place = shown_at or request.path
        told = f"If-Match must be the ETag of what you changed: GET {place} answers with it"
        raise PreconditionRequired(told)
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
