"""What partners show of their referrals when they are asked, and what of it nobody can read."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from hashlib import sha256

from pydantic import Field, ValidationError

from .contacts import ContactInfo
from .deal_fields import DealField
from .invitation import Invitation
from .shapes import Frozen, Moment

# A table's item holds 400 KB.
_MOST_RAW = 300_000


class PartnerNews(Frozen):
    """
    What a partner shows of one referral now.

    `invitation` is there while it waits for our answer. `deal` is what the partner says of it after
    acceptance, `people` are the customer's as far as they are shown. `closed` says why no answer is
    wanted any more, in plain words.
    """

    partner_id: str
    partner_referral_id: str
    invitation: Invitation | None = None
    deal: Mapping[DealField, str] = {}
    people: tuple[ContactInfo, ...] = Field(default=(), repr=False)
    closed: str = ""


class Unreadable(Frozen):
    """
    An entry of a feed that makes no referral; `raw` is as it came, cut where no item can hold it.

    `entry_id` is the partner's id, if even that can be read. `why` names fields and repeats nothing
    of their content.
    """

    partner_id: str
    entry_id: str = ""
    raw: str = Field(repr=False)
    why: str

    @property
    def key(self) -> str:
        """What tells it from all others of the partner: one content is kept once."""
        return sha256(f"{self.entry_id}\x1f{self.raw}".encode(errors="replace")).hexdigest()[:24]

    def storable(self) -> Unreadable:
        """The entry with what a table can hold of it: no lone surrogates, and not too much."""
        clean = self.raw.encode(errors="backslashreplace")[:_MOST_RAW].decode(errors="ignore")
        return self.model_copy(update={"raw": clean})


def told(flaw: Exception) -> str:
    """Say what is wrong with an entry, naming fields and repeating nothing of their content."""
    if isinstance(flaw, ValidationError):
        found = flaw.errors(include_input=False, include_url=False)
        return "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['type']}" for e in found)
    if isinstance(flaw, KeyError):
        return f"{flaw.args[0]!s}: is missing"
    return f"{type(flaw).__name__} where it was read"


class QuarantineState(StrEnum):
    OPEN = "open"
    REPLAYED = "replayed"
    DISMISSED = "dismissed"


class Quarantined(Frozen):
    """
    An entry that is kept aside until somebody looks, with how often and how lately it was met.
    """

    entry: Unreadable
    state: QuarantineState = QuarantineState.OPEN
    first_at: Moment
    last_at: Moment
    times: int = 1
    number: str = ""
    version: int = 0
