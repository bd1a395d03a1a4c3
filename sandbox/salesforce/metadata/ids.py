"""
Record ids: 15 case-sensitive characters, or 18 that survive software which ignores case.

The last three say which of the 15 are capitals (Object Reference, "ID Field Type").
"""

import random
import re
import string

_DIGITS = string.digits + string.ascii_uppercase + string.ascii_lowercase
_CHECK = string.ascii_uppercase + "012345"
_FORM = re.compile(r"[0-9A-Za-z]{15}([0-9A-Za-z]{3})?")


def whole(fifteen: str) -> str:
    """Return the 18 characters for 15."""
    return fifteen + "".join(_check(fifteen[start : start + 5]) for start in (0, 5, 10))


def _check(five: str) -> str:
    return _CHECK[sum(1 << place for place, letter in enumerate(five) if letter.isupper())]


def read_id(text: object) -> str | None:
    """Return the 18 characters of an id in either form; None if it is not one."""
    if not isinstance(text, str) or not _FORM.fullmatch(text):
        return None
    expected = whole(text[:15])
    return expected if text in (expected, expected[:15]) else None


class Ids:
    """
    Mint ids of one org, one after the other.

    Two letters tell orgs apart; a seed makes a run repeatable.
    """

    def __init__(self, seed: int | None = None) -> None:
        self._random = random.Random(seed)  # noqa: S311 - names, not secrets
        self._pod = "".join(self._random.choices(string.ascii_letters, k=2))
        self._minted = 0

    def mint(self, prefix: str) -> str:
        self._minted += 1
        return whole(f"{prefix}{self._pod}0{_in_base_62(self._minted):0>9}")

    def uuid(self) -> str:
        """Return 32 hexadecimal digits in the groups of a UUID."""
        digits = self._random.getrandbits(128).to_bytes(16, "big").hex()
        return "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))

    def secret(self) -> str:
        """Return the second half of an access token."""
        return "".join(self._random.choices(_DIGITS + "._", k=96))


def _in_base_62(number: int) -> str:
    digits = ""
    while number:
        number, digit = divmod(number, 62)
        digits = _DIGITS[digit] + digits
    return digits
