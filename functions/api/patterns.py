"""The patterns of texts that clients send, and how to tell people of them."""

from __future__ import annotations

# No control characters; the long texts may have line breaks and tabs.
LINE = r"^[^\x00-\x1f\x7f-\x9f]*$"
TEXT = r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]*$"
# At least one character that shows.
NAME = r"^[^\x00-\x1f\x7f-\x9f]*[^\x00-\x20\x7f-\xa0\s][^\x00-\x1f\x7f-\x9f]*$"
COUNTRY = r"^([A-Z]{2})?$"
CURRENCY = r"^[A-Z]{3}$"
AMOUNT = r"^[0-9]{1,14}(\.[0-9]{1,3})?$"
# What to tell people instead of a pattern.
PATTERNS_SAY = {
    LINE: "must be one line without control characters",
    TEXT: "must have no control characters but line breaks and tabs",
    NAME: "must be one line without control characters, and not blank",
    COUNTRY: "must be a country's two letters, such as NO",
    CURRENCY: "must be a currency's three letters, such as EUR",
    AMOUNT: "must be an amount such as 12500.00",
}
