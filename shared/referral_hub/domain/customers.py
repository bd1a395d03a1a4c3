"""When two referrals are about the same customer, and what that means for sharing one (X-6)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from datetime import timedelta
from enum import StrEnum
from hashlib import sha256
from typing import Self

from .access import Rights
from .shapes import Frozen, Moment
from .web_domains import domain_of

# In characters, of up to four bytes: DynamoDB takes 2048 bytes for a partition key, and a name of
# few characters may be long once it is taken apart.
_LONGEST = 200
# Legal forms, which people write or leave out.
_LEGAL_FORMS = (
    "ab ag aps as asa bv co company corp corporation gmbh inc kg limited llc llp ltd nv oy oyj plc"
    " pty sa sarl sas se sl spa srl"
)
_WORDS = re.compile(r"\w+")
# As in A/S and S.A.
_BETWEEN_INITIALS = re.compile(r"(?<=\b\w)[./](?=\w\b)")


class CustomerKey(Frozen):
    """What tells customers apart: `by` says by what, as people read it."""

    by: str
    text: str


class Overlap(StrEnum):
    """Another referral of the same customer: with this partner, or with another one."""

    DUPLICATE = "duplicate"
    CHANNEL_CONFLICT = "channel_conflict"


class KnownReferral(Frozen):
    """
    Another referral of the same customer; `matched_on` says by what it is the same, `until` how
    long its partner is protected.
    """

    kind: Overlap
    number: str
    direction: str
    partner_id: str
    matched_on: str
    since: Moment
    until: Moment

    @property
    def told(self) -> str:
        """
        Why this stands against another referral, in plain words. Who reads them may have nothing to
        do with its partner; who has may open it.
        """
        return (
            f"{self.number}, with another partner, is about the same customer (same"
            f" {self.matched_on}) and is protected until {self.until:%Y-%m-%d}"
        )

    def shown_to(self, reader: Rights) -> Self:
        """Leave out which partner it is with, if that is none of the reader's business."""
        seen = reader.may_see(self.partner_id)
        return self if seen else self.model_copy(update={"partner_id": ""})


def keys_of(*, company_name: str, website_url: str, country_code: str) -> tuple[CustomerKey, ...]:
    """
    Tell by what a customer is known again: the domain of its website, or its name and country.
    Names are compared without case, accents, punctuation and legal form.
    """
    domain, name = domain_of(website_url), _name(company_name)
    by_domain = (CustomerKey(by="domain", text=_short(domain)),) if domain else ()
    country = country_code.strip().upper()
    named = CustomerKey(by="name and country", text=_short(f"{name}#{country}"))
    return (*by_domain, named) if name and country else by_domain


def protected_until(since: Moment, days: int) -> Moment:
    return since + timedelta(days=days)


def _name(company: str) -> str:
    plain = unicodedata.normalize("NFKD", company).casefold()
    letters = "".join(c for c in plain if not unicodedata.combining(c))
    words = _WORDS.findall(_BETWEEN_INITIALS.sub("", letters))
    return " ".join(_without_form(words))


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else sha256(text.encode()).hexdigest()


def _without_form(words: list[str]) -> Iterable[str]:
    forms = frozenset(_LEGAL_FORMS.split())
    return [word for word in words if word not in forms] or words
