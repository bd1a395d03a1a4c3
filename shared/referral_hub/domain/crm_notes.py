"""Notes that the hub leaves in the CRM, for those who work there."""

from __future__ import annotations

from pydantic import Field

from .shapes import Frozen, Moment

LONGEST_NOTE = 2_000


class CrmNote(Frozen):
    """
    Plain text on an opportunity, and on one of its contacts if one is named: one note on both.

    Its repr shows no text, which may speak of people.
    """

    text: str = Field(min_length=1, max_length=LONGEST_NOTE, repr=False)
    on_opportunity: str
    on_contact: str = ""


class KeptNote(CrmNote):
    """A note as the CRM keeps it."""

    note_id: str
    at: Moment
