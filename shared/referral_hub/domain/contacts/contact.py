"""
Contact info on its way from a partner to the CRM, and the rule that tells a known person from a new
one.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from enum import StrEnum
from hashlib import sha256

from pydantic import ConfigDict, Field

from referral_hub.domain.crm import Contact
from referral_hub.domain.errors import HubError
from referral_hub.domain.shapes import Frozen, Told

# A person is known by these two (IN-12).
IDENTIFYING = ("last_name", "email")

# Of one referral: a run takes them all at once, and an execution has room for some thousand events.
MOST_CONTACTS = 200

_E_MAIL = re.compile(r"[^\s<>()'\"/:;,]+@[^\s<>()'\"/:;,]+")


def normalised(text: str) -> str:
    """
    Trim, apply Unicode NFKC and fold case: the form in which names and e-mails are compared
    (IN-12).
    """
    return unicodedata.normalize("NFKC", text).strip().casefold()


class TooManyContacts(HubError):
    code = "too_many_contacts"
    fix = "Send the people who work on this deal."


class ContactInfo(Told):
    """
    A person as the partner describes them. Its repr shows no personal data, so a log cannot either.
    """

    # What a CRM gets is what people read, and they do not read the spaces around a name.
    model_config = ConfigDict(str_strip_whitespace=True)

    first_name: str = Field(default="", max_length=80)
    last_name: str = Field(default="", max_length=80)
    email: str = Field(default="", max_length=255)
    phone: str = Field(default="", max_length=40)
    title: str = Field(default="", max_length=80)

    @property
    def empty(self) -> bool:
        return not (normalised(self.last_name) or normalised(self.email))

    @property
    def partial(self) -> bool:
        """Without both keys nobody can say whether the account already has this person."""
        return not (normalised(self.last_name) and normalised(self.email))

    @property
    def key(self) -> str:
        """
        The person's identity within one referral: 12 hex characters, no personal data in sight.
        """
        parts = [normalised(self.last_name), normalised(self.email)]
        if not all(parts):
            parts += [normalised(self.first_name), normalised(self.phone)]
        return sha256("\x1f".join(parts).encode()).hexdigest()[:12]

    def same_as(self, other: ContactInfo) -> bool:
        """Tell whether two notices, one of them perhaps partial, are about one person."""
        return self.told_again_by(other) or other.told_again_by(self)

    def told_again_by(self, later: ContactInfo) -> bool:
        """Tell whether a later notice is about this person, and says no less of what names them."""
        if self.key == later.key:
            return True
        if not self.partial or _differ(self.first_name, later.first_name):
            return False
        names = (*IDENTIFYING, *(("first_name", "phone") if later.partial else ()))
        return all(_repeated(getattr(self, name), getattr(later, name)) for name in names)

    def adds_to(self, known: ContactInfo) -> bool:
        """Tell whether this says anything about the person that is not known, or otherwise."""
        return self.over(known) != known

    def over(self, known: ContactInfo) -> ContactInfo:
        """Take what is told now, and what was known where nothing is told."""
        told = {name: text for name, text in self if text}
        same = {n: text for n, text in known if normalised(text) == normalised(told.get(n, ""))}
        return known.model_copy(update=told | same)  # the same in other letters is no news

    def contradicts(self, known: ContactInfo) -> bool:
        """Tell whether both say something about the person, and not the same."""
        return self.over(known) != known.over(self)

    def lacking_in(self, contact: Contact) -> ContactInfo:
        """Keep only what the CRM's record has no value for."""
        return ContactInfo(**{n: text for n, text in self if not getattr(contact, n)})

    def hidden_in(self, text: str) -> str:
        """
        Take this person, and every e-mail address, out of another system's words, so that they can
        be shown.
        """
        told = (self.phone, self.title, self.last_name, self.first_name)
        text = _E_MAIL.sub("…", text)
        for value in filter(None, map(str.strip, told)):
            text = re.sub(rf"(?<!\w){re.escape(value)}(?!\w)", "…", text, flags=re.IGNORECASE)
        return text

    def __repr__(self) -> str:
        return f"ContactInfo({self.key})"

    __str__ = __repr__


class MatchKind(StrEnum):
    NEW = "new"
    EXISTING = "existing"


class Match(Frozen):
    """
    The answer of dedupe, with what it rests on: the record found and the keys that were equal.

    `earlier` is the key of what the partner told of the same person before, for the same referral.
    """

    kind: MatchKind
    contact_id: str = ""
    keys: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    earlier: str = ""


NEW = Match.model_construct(kind=MatchKind.NEW)


def decide_match(person: ContactInfo, in_account: Iterable[Contact]) -> Match:
    """
    Decide whether the account already has this person: same last name and same e-mail (IN-12).

    `in_account` are contacts of the one account; several matches mean the oldest.
    """
    if person.partial:
        return NEW
    wanted = (normalised(person.last_name), normalised(person.email))
    same = [c for c in in_account if (normalised(c.last_name), normalised(c.email)) == wanted]
    if not same:
        return NEW
    oldest, *others = sorted(same, key=lambda c: (c.created_at, c.contact_id))
    return Match(
        kind=MatchKind.EXISTING,
        contact_id=oldest.contact_id,
        keys=IDENTIFYING,
        also=tuple(c.contact_id for c in others),
    )


def _differ(told: str, told_later: str) -> bool:
    mine, theirs = normalised(told), normalised(told_later)
    return bool(mine and theirs and mine != theirs)


def _repeated(told: str, told_later: str) -> bool:
    return not normalised(told) or normalised(told) == normalised(told_later)
