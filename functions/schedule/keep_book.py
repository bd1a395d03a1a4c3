"""Keep the copy of the referral book that its readers begin with."""

from __future__ import annotations

from dataclasses import asdict
from datetime import timedelta
from typing import Any

from functions._entrypoint import lambda_entrypoint, logger
from referral_hub.application import book_keeping
from referral_hub.hub import Hub

# Of the fifteen minutes that Lambda gives: packing a large book takes the others.
_TIME = timedelta(minutes=9)


def handle(event: dict[str, Any], *, hub: Hub) -> dict[str, int]:
    """Return whether the copy is `whole`, and how many were `entered` and `swept`."""
    if hub.kept_book is None:
        raise RuntimeError("this function was not told where the book is kept")
    done = book_keeping.keep(
        kept_book=hub.kept_book,
        clock=hub.clock,
        until=hub.clock() + _TIME,
        referrals=hub.referrals,
        outgoing=hub.outgoing,
        deals=hub.deals,
        contacts=hub.contacts,
    )
    logger.info("book.kept", **asdict(done))
    return asdict(done)


handler = lambda_entrypoint(handle)
