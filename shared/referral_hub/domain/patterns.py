"""The patterns of texts that come from outside, and how to tell people of them."""

from __future__ import annotations

# Marks that make people read letters in another order than they are written in.
TURNS = r"\u202a-\u202e\u2066-\u2069"
# No control characters, nor such marks; the long texts may have line breaks and tabs.
LINE = rf"^[^\x00-\x1f\x7f-\x9f{TURNS}]*$"
TEXT = rf"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f{TURNS}]*$"
_SHOWS = rf"[^\x00-\x20\x7f-\xa0\s{TURNS}]"
# At least one character that shows.
NAME = rf"^[^\x00-\x1f\x7f-\x9f{TURNS}]*{_SHOWS}[^\x00-\x1f\x7f-\x9f{TURNS}]*$"
# One @ between a name and a domain of at least two parts: whether it is anybody's, mail tells.
_PART = rf"[^\x00-\x20\x7f-\xa0\s{TURNS}@<>()\[\],;:\"\\]+"
_LABEL = rf"[^\x00-\x20\x7f-\xa0\s{TURNS}@<>()\[\],;:\"\\.]+"
E_MAIL = rf"^({_PART}@{_LABEL}(\.{_LABEL})+)?$"
COUNTRY = r"^([A-Z]{2})?$"
CURRENCY = r"^[A-Z]{3}$"
AMOUNT = r"^[0-9]{1,14}(\.[0-9]{1,3})?$"
RATE = r"^[0-9]{1,9}(\.[0-9]{1,9})?$"
PARTNER_ID = r"^[a-z][a-z0-9-]{1,39}$"
MAYBE_PARTNER_ID = r"^([a-z][a-z0-9-]{1,39})?$"
NUMBER = r"^R-[0-9]{6,12}$"
TRACKED_NUMBER = r"^T-[0-9]{6,12}$"
# As people type one: case does not matter.
TYPED_CODE = r"^([A-Za-z0-9][A-Za-z0-9._-]{2,63})?$"
FIELD_NAME = r"^[A-Za-z][A-Za-z0-9_]{0,79}$"
CUSTOM_NAME = r"^[A-Za-z][A-Za-z0-9_.-]{0,63}$"
RECORD_ID = r"^[A-Za-z0-9_.:-]*$"
STAGE_NAME = r"^[a-z][a-z0-9_]{0,39}$"
MEMBER_NAME = r"^[a-z][a-z0-9_]{0,59}$"
CURSOR = r"^[A-Za-z0-9_=-]*$"
_PARTNERS = (
    "must be a partner_id: 2 to 40 small letters, digits and hyphens, beginning with a letter"
)
_NOT_EVEN = "nor marks that turn the order of reading"
# What to tell people instead of a pattern.
PATTERNS_SAY = {
    LINE: f"must be one line without control characters, {_NOT_EVEN}",
    TEXT: f"must have no control characters but line breaks and tabs, {_NOT_EVEN}",
    NAME: f"must be one line without control characters, {_NOT_EVEN}, and not blank",
    E_MAIL: "must be an e-mail address such as maren.holt@fenwick.example",
    STAGE_NAME: "must be 1 to 40 small letters, digits and underscores, beginning with a letter",
    COUNTRY: "must be a country's two letters, such as NO",
    CURRENCY: "must be a currency's three letters, such as EUR",
    AMOUNT: "must be an amount such as 12500.00",
    RATE: "must be a rate such as 0.0861, with up to 9 decimals",
    PARTNER_ID: _PARTNERS,
    MAYBE_PARTNER_ID: _PARTNERS,
    NUMBER: "must be a referral's number, such as R-000123",
    TRACKED_NUMBER: "must be a tracked referral's number, such as T-000123",
    TYPED_CODE: "must be a referral code: 3 to 64 letters, digits and . _ -",
    FIELD_NAME: "must be the name of a field: up to 80 letters, digits and _, a letter first",
    CUSTOM_NAME: "must be a name: up to 64 letters, digits and _ . -, a letter first",
    RECORD_ID: "must be the id of a record: letters, digits and _ . : -",
    MEMBER_NAME: "must be a name: up to 60 small letters, digits and _, a letter first",
    CURSOR: "must be a cursor as a page before gave it",
}
