"""How AWS takes addresses and numbers of people: more narrowly than they are told elsewhere."""

from __future__ import annotations

import re

# The patterns of Contact.Email and Contact.Phone in the service model.
_LONGEST_EMAIL = 80
_EMAIL = re.compile(
    r"[a-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
    r"@([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z0-9]([a-z0-9-]*[a-z0-9])?"
)
_PHONE = re.compile(r"\+[1-9][0-9]{1,14}")
_SEPARATORS = re.compile(r"[ ().-]")


def plain_email(text: str) -> str:
    return text.strip().lower()


def plain_phone(text: str) -> str:
    return _SEPARATORS.sub("", text)


def is_email(text: str) -> bool:
    return len(text) <= _LONGEST_EMAIL and bool(_EMAIL.fullmatch(text))


def is_phone(text: str) -> bool:
    return bool(_PHONE.fullmatch(text))
