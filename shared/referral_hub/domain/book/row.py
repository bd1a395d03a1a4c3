"""
What the referral book shows of a referral, and what else it finds it by.

Host and partner may know one referral differently: the host sees what counts now, a partner what
the partner itself said last. So an entry has a row for each of them.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from referral_hub.domain.referrals.axes import Direction, Stage
from referral_hub.domain.shapes import Frozen, Moment, Money


class BookSide(StrEnum):
    """Who looks into the book."""

    HOST = "host"
    PARTNER = "partner"


class BookRow(Frozen):
    """
    One line of the book.

    `status` is a word of the direction's own axis; `workflow_stage` is the stage as the workflow
    calls it, `stage` what it counts as. `owner` and `partner_manager` are e-mail addresses, and
    concern the host only: what a partner is shown, searches and sorts by leaves them out. A text
    that nobody gave is empty. `received_at` is when one side had it from the other, `changed_at`
    when a line of it changed last.
    """

    number: str
    direction: Direction
    partner_id: str
    partner_referral_id: str = ""
    status: str
    stage: Stage = Stage.NEW
    workflow: str = ""
    workflow_stage: str = ""
    title: str = ""
    company_name: str = ""
    country_code: str = ""
    value: Money | None = None
    purpose: str = ""
    owner: str = ""
    partner_manager: str = ""
    notes: str = ""
    target_close_date: date | None = None
    received_at: Moment
    changed_at: Moment


class BookEntry(Frozen):
    """
    A referral in the book: its row for the host, and for its partner, if the partner has it.

    `words` is what else both find it by, such as where the customer is, and `host_words` what only
    the host does; `people` are the customer's contacts, whom not every role may see.
    """

    host: BookRow
    partner: BookRow | None
    words: tuple[str, ...] = ()
    host_words: tuple[str, ...] = ()
    people: tuple[str, ...] = ()

    @property
    def number(self) -> str:
        return self.host.number

    def row_for(self, side: BookSide) -> BookRow | None:
        return self.host if side is BookSide.HOST else self.partner
