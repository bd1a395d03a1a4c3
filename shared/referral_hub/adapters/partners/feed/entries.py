"""One entry of a feed as news: read by the paths that are set, or told to be unreadable."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

from referral_hub.adapters.json_entries import (
    LONGEST_ID,
    Flaw,
    id_in,
    news_or_flaw,
    refuse_the_future,
)
from referral_hub.domain.contacts.contact import MOST_CONTACTS, ContactInfo
from referral_hub.domain.deals.beginning import deal_of
from referral_hub.domain.partners.feed_state import version_mark
from referral_hub.domain.partners.news import PartnerNews, Unreadable
from referral_hub.domain.referrals.invitation import Invitation, PartnerPerson
from referral_hub.domain.referrals.terms import Customer
from referral_hub.domain.shapes import e_mail
from referral_hub.domain.strict_json import written
from referral_hub.ports import FeedEntry

from .reading import at_path, day, listed, moment, money, text, wanted
from .settings import Contacts, PartnerPeople, Settings, TimeFormat

_LONGEST_CUSTOM = 500
_MOST_PARTNER_PEOPLE = 20
# What is no object is no referral either, and each costs as much as one.
_MOST_JUNK = 100
# As much as is kept of one that nobody can read.
_LONGEST_ENTRY = 300_000


_WELL_SET, _ANOTHER_DAY = timedelta(minutes=1), timedelta(days=1)
# Before a day was no other that could be reckoned from it.
_EARLIEST = datetime(2, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Reader:
    """
    Reads entries of one partner; `at` is when, and `via` by which way they came. `ahead` is how far
    the partner's clock is before ours.
    """

    settings: Settings
    partner_id: str
    at: datetime
    via: str
    ahead: timedelta = timedelta()

    def by_the_clock(self, theirs: datetime | None) -> Reader:
        """
        Read by a partner's clock that shows this now. An answer may take as long as what two clocks
        differ by that are well set; one that is days off shows no time at all.
        """
        ahead = theirs - self.at if theirs else timedelta()
        differs = _WELL_SET <= abs(ahead) < _ANOTHER_DAY
        return replace(self, ahead=ahead if differs else timedelta())

    def page(self, found: Sequence[Any]) -> tuple[FeedEntry, ...]:
        """Read the entries of a page; what is no object is put together, where it is very much."""
        junk = [each for each in found if not isinstance(each, dict)]
        if len(junk) <= _MOST_JUNK:
            return tuple(map(self.entry, found))
        others = [each for each in found if isinstance(each, dict)]
        return tuple(map(self.entry, [*others, junk]))

    def entry(self, loose: Any) -> FeedEntry:
        """Read an entry, as `loosely` left it; one that cannot be read is told as such."""
        raw = written(loose)
        shown = self.news(loose, raw)
        changed = self._changed_at(loose)
        content = _digest(f"{self.settings.fingerprint}\x1f{raw}")[:12]
        whose = _digest(entry_id)[:8] if (entry_id := id_of(shown)) else ""
        mark = version_mark(whose, changed, content) if whose else content
        return FeedEntry(shown, mark, at=changed, raw=raw)

    def news(self, loose: Any, raw: str) -> PartnerNews | Unreadable:
        found = at_path(loose, self.settings.fields.id)
        if len(raw) > _LONGEST_ENTRY:
            why = f"the entry is longer than {_LONGEST_ENTRY} characters"
            whose = {"partner_id": self.partner_id, "entry_id": id_in(found)}
            return Unreadable(**whose, raw=raw, why=why)
        return news_or_flaw(
            loose,
            self._read,
            partner_id=self.partner_id,
            entry_id=found,
            raw=raw,
            names=self.settings.names,
        )

    def _changed_at(self, loose: Any) -> datetime | None:
        """When it changed, where at least that can be read."""
        try:
            return self._changed(loose)
        except Flaw:
            return None

    def _changed(self, entry: Any) -> datetime | None:
        """When the entry changed, by the clock of the partner."""
        form = self.settings.since.format if self.settings.since else TimeFormat.ISO
        changed = moment(entry, self.settings.fields.changed_at, form)
        if changed:
            refuse_the_future(changed, self.settings.fields.changed_at, now=self.at)
        if self.settings.since and not changed:
            raise Flaw(f"{self.settings.fields.changed_at}: is missing")
        return changed

    def _read(self, entry: Any) -> PartnerNews:
        self._must_be_of_a_known_version(entry)
        changed, fields = self._changed(entry), self.settings.fields
        closed, waits = self._status(entry)
        entry_id = wanted(entry, fields.id)
        if len(entry_id) > LONGEST_ID:
            raise Flaw(f"{fields.id}: is longer than {LONGEST_ID} characters")
        whose: dict[str, Any] = {
            "partner_id": self.partner_id,
            "partner_referral_id": entry_id,
            "changed_at": changed,
            "said_at": changed - self.ahead if changed and changed > _EARLIEST else changed,
        }
        if closed:
            return PartnerNews(**whose, closed=closed)
        invitation = self._invitation(entry)
        return PartnerNews(
            **whose,
            invitation=invitation if waits else None,
            deal=deal_of(invitation),
            people=_people(entry, fields.contacts),
        )

    def _must_be_of_a_known_version(self, entry: Any) -> None:
        versions = self.settings.versions
        if versions and wanted(entry, versions.path) not in versions.known:
            raise Flaw(f"{versions.path}: is a version that nobody has set")

    def _status(self, entry: Any) -> tuple[str, bool]:
        """Why no answer is wanted any more, and whether one is."""
        words = self.settings.status
        if words is None:
            return "", True
        word = wanted(entry, words.path)
        if word in words.closed:
            return f"the partner's feed shows it as {word!r}, and wants no answer", False
        if word not in words.waiting and word not in words.answered:
            raise Flaw(f"{words.path}: is a word that nobody has set")
        return "", word in words.waiting

    def _invitation(self, entry: Any) -> Invitation:
        fields, default = self.settings.fields, self.settings.default_currency
        return Invitation(
            partner_id=self.partner_id,
            partner_referral_id=wanted(entry, fields.id),
            title=wanted(entry, fields.title),
            description=text(entry, fields.description),
            customer=self._customer(entry),
            value=money(entry, fields.amount, fields.currency, default),
            target_close_date=day(entry, fields.target_close_date),
            expires_at=moment(entry, fields.expires_at),
            partner_people=_partner_people(entry, fields.partner_people),
            custom=self._custom(entry),
            received_at=self.at,
            via=self.via,
        )

    def _customer(self, entry: Any) -> Customer:
        fields = self.settings.fields
        return Customer(
            company_name=wanted(entry, fields.company),
            website_url=text(entry, fields.website),
            country_code=text(entry, fields.country).upper(),
            industry=text(entry, fields.industry),
        )

    def _custom(self, entry: Any) -> dict[str, str]:
        found = {name: text(entry, path) for name, path in self.settings.fields.custom.items()}
        for name, told_text in found.items():
            if len(told_text) > _LONGEST_CUSTOM:
                raise Flaw(f"{self.settings.fields.custom[name]}: is too long")
        return {name: told_text for name, told_text in found.items() if told_text}


def _people(entry: Any, at: Contacts | None) -> tuple[ContactInfo, ...]:
    if at is None:
        return ()
    names = ("first_name", "last_name", "email", "phone", "title")
    rows = listed(entry, at.entries, most=MOST_CONTACTS)
    people = (_person({n: text(row, getattr(at, n)) for n in names}, at) for row in rows)
    return tuple(person for person in people if not person.empty)


def _person(told: dict[str, str], at: Contacts) -> ContactInfo:
    """
    Read one of the customer's people; without an address that is none, where a name tells who it
    is: the referral is worth more than the address, and the hub shows that it is missing.
    """
    person = ContactInfo(**told | {"email": e_mail(told["email"])})
    if person.empty and told["email"]:
        raise Flaw(f"{at.entries}.{at.email}: is no e-mail address, and there is no last name")
    return person


def _partner_people(entry: Any, at: PartnerPeople | None) -> tuple[PartnerPerson, ...]:
    if at is None:
        return ()
    names = ("name", "email", "title")
    rows = listed(entry, at.entries, most=_MOST_PARTNER_PEOPLE)
    told = ({n: text(row, getattr(at, n)) for n in names} for row in rows)
    return tuple(PartnerPerson(**each | {"email": e_mail(each["email"])}) for each in told)


def id_of(what: PartnerNews | Unreadable) -> str:
    return what.entry_id if isinstance(what, Unreadable) else what.partner_referral_id


def _digest(text: str) -> str:
    return sha256(text.encode(errors="replace")).hexdigest()
