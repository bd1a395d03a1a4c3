"""What it means to hand a referral over: for good, and to a peer with the client's consent."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import Field

from referral_hub.domain.shapes import Frozen, Moment


class OutboundLink(Frozen):
    """
    Where deals of a sales workflow are sent to another organisation, and the feature that offers
    it; while it is not `enabled` nothing new is.
    """

    name: str
    workflow: str
    feature: str
    enabled: bool = True


class Consent(Frozen):
    """
    What the client agreed to: who of theirs, when, in which words; whether `contacts` of theirs may
    be named, too; and who wrote it down.
    """

    given_by: str = Field(min_length=1, max_length=160, repr=False)
    given_at: Moment
    statement: str = Field(min_length=1, max_length=1000, repr=False)
    contacts: bool = False
    recorded_by: str
    recorded_at: Moment


class Disclosure(Frozen):
    """
    A deal that goes to another organisation: through which feature, with whose consent, and in
    which words. `content` is what the client agreed to: it goes out as it stands here, whatever
    becomes of the deal meanwhile.
    """

    feature: str
    workflow: str
    consent: Consent
    note: str = Field(default="", max_length=4000, repr=False)
    content: Mapping[str, Any] = Field(default={}, repr=False)


class Submission(Frozen):
    """
    Ready For Submit = Yes, for good. `tells_stage`: its partner is told how far the sale is.
    `disclosure` is there where the client had to consent.
    """

    by: str
    at: Moment
    tells_stage: bool = False
    disclosure: Disclosure | None = None
