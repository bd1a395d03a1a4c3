"""
Queries in which nobody's text can become part of the language.

Escapes: SOQL and SOSL Reference, "Quoted String Escape Sequences". A record id gets into a query
only if it has the form of one.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from datetime import UTC, datetime

from referral_hub.domain.contacts.contact import ContactInfo, normalised

from .api import ACCOUNT, CONTACT, ROLE, is_id

CONTACT_FIELDS = "Id, AccountId, FirstName, LastName, Email, Phone, Title, CreatedDate"

_ESCAPES = {"\\": r"\\", "'": r"\'", '"': r"\"", "\n": r"\n", "\r": r"\r", "\t": r"\t", "\f": r"\f"}
_LIKE_ESCAPES = {"%": r"\%", "_": r"\_"}
# What stands before a word inside a name; the beginning of the name comes without one.
_BEFORE_A_WORD = " -/(.,&'\"+:#@’“„«–"  # noqa: RUF001 - typographic signs are meant
_MOST_WORDS = 6
_CANDIDATES = 200
# ASCII and its full-width twins, as East Asian keyboards write them.
_FULL_WIDTH = {code: code + 0xFEE0 for code in range(0x21, 0x7F)} | {0x20: 0x3000}


def quoted(text: str) -> str:
    """Write a text as a SOQL literal; control characters, which no field keeps, are left out."""
    return f"'{''.join(_escaped(letter) for letter in text)}'"


def pattern(text: str, *, before: str = "", after: str = "") -> str:
    """Write a text as a literal for LIKE; wildcards are `before` and `after` it only."""
    inner = "".join(_LIKE_ESCAPES.get(letter) or _escaped(letter) for letter in text)
    # Folding makes two letters of one, as "ss" of "ß"; who wrote which is not known here.
    return f"'{before}{inner.replace('ss', '%')}{after}'"


def _escaped(letter: str) -> str:
    if letter in _ESCAPES:
        return _ESCAPES[letter]
    # Surrogates cannot be sent, and stand for no letter.
    return "" if unicodedata.category(letter) in ("Cc", "Cs") else letter


def _select(fields: str, sobject: str, *rest: str) -> str:
    return " ".join(("SELECT", fields, "FROM", sobject, "WHERE", *rest))


def _is(field: str, record_id: str) -> str:
    """
    Raises:
        ValueError: a caller did not look whether it is an id.
    """
    if not is_id(record_id):
        raise ValueError("no record id")
    return f"{field} = '{record_id}'"


def contacts_of(account_id: str) -> str:
    of_account = _is("AccountId", account_id)
    return _select(CONTACT_FIELDS, CONTACT, of_account, "ORDER BY CreatedDate, Id")


def contacts_like(account_id: str, person: ContactInfo) -> str:
    """
    List whom the rule of dedupe may take for this person; never fewer than it would.

    Salesforce compares without regard to capitals, and knows nothing of NFKC: to it full-width
    letters, decomposed accents, "ß" and "ss" differ. So each key is asked for in every spelling
    that people produce, and one of the two keys is enough: a record is missed only if both its
    last name and its e-mail are written in yet another way.
    """
    either = " OR ".join((*_alike("Email", person.email), *_alike("LastName", person.last_name)))
    of_account = _is("AccountId", account_id)
    return _select(
        CONTACT_FIELDS, CONTACT, of_account, f"AND ({either})", "ORDER BY CreatedDate, Id"
    )


def _alike(field: str, text: str) -> list[str]:
    folded = normalised(text)
    by_pattern = [f"{field} LIKE {pattern(folded)}"] if "ss" in folded else []
    return [f"{field} IN ({_listed(spellings(text))})", *by_pattern]


def spellings(text: str) -> list[str]:
    """List how one name may be written so that the rule of dedupe sees no difference."""
    bare = text.strip()
    plain = unicodedata.normalize("NFKC", bare)
    forms = (bare, plain, unicodedata.normalize("NFD", plain), normalised(text))
    return list(dict.fromkeys([*forms, plain.translate(_FULL_WIDTH)]))


def contacts_among(account_id: str, ids: Iterable[str], fields: str) -> str:
    """Read those of these contacts that belong to the account."""
    either = " OR ".join(_is("Id", each) for each in ids)
    return _select(fields, CONTACT, _is("AccountId", account_id), f"AND ({either})")


def roles_of(opportunity_id: str) -> str:
    fields, where = (
        "OpportunityId, ContactId, Role, IsPrimary",
        _is("OpportunityId", opportunity_id),
    )
    return _select(fields, ROLE, where, "ORDER BY CreatedDate, Id")


def role_of(opportunity_id: str, contact_id: str) -> str:
    contact = _is("ContactId", contact_id)
    return _select("Id", ROLE, _is("OpportunityId", opportunity_id), "AND", contact, "LIMIT 1")


def _moment(at: datetime) -> str:
    """
    Write a moment in whole seconds; it stands without quotes (SOQL and SOSL Reference, "Date
    Formats and Date Literals in WHERE").
    """
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def changed_since(sobject: str, since: datetime, *conditions: str) -> str:
    """
    List what was saved at this moment or later, oldest first; stamps are whole seconds.

    SystemModstamp also moves when no person saves, and is indexed, both unlike LastModifiedDate
    (Object Reference, "System Fields").
    """
    where = " AND ".join((f"SystemModstamp >= {_moment(since)}", *conditions))
    return _select("Id, SystemModstamp", sobject, where, "ORDER BY SystemModstamp, Id")


def journal(code: str, at: datetime, parties: Iterable[str]) -> str:
    """List what a referral programme wrote down of these parties, under a code, at a moment."""
    either = " OR ".join(_is("ReferredPartyId", each) for each in parties)
    where = f"ReferralCode = {quoted(code)} AND ActivityDate = {_moment(at)} AND ({either})"
    fields = "ReferralId, JournalSubType.Name"
    return _select(fields, "TransactionJournal", where, "ORDER BY CreatedDate, Id")


def sales_record(sobject: str, record_id: str, fields: Iterable[str]) -> str:
    return _select(", ".join(fields), sobject, _is("Id", record_id))


def accounts_named(words: Iterable[str], fields: Iterable[str]) -> str:
    """
    List accounts of whose name each word begins a word, or nearly so: the hub's rule decides.

    `words` are normalised, and not all of them mere signs.

    LIKE and not SOSL: the search index of SOSL lags behind, and an account that is not found is
    created again.
    """
    told = [word for word in words if word.strip("_")][:_MOST_WORDS]
    each = (f"({' OR '.join(_beginnings(word))})" for word in told)
    limits = f"ORDER BY Name, Id LIMIT {_CANDIDATES}"
    return _select(", ".join(fields), ACCOUNT, " AND ".join(each), limits)


def _beginnings(word: str) -> list[str]:
    inside = [f"%{_escaped(sign)}" for sign in _BEFORE_A_WORD]
    return [f"Name LIKE {pattern(word, before=start, after='%')}" for start in ("", *inside)]


def _listed(texts: Iterable[str]) -> str:
    return ", ".join(map(quoted, texts))
