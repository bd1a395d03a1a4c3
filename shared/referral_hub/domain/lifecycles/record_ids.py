"""One id for one record, in whichever of its two forms somebody copied it."""

from __future__ import annotations

import re
from string import ascii_uppercase

# The objects that lifecycles read, by the first three letters of their ids in Salesforce.
_SHORT = re.compile(r"(?:001|006|00Q|801)[a-zA-Z0-9]{12}")
_ENDINGS = ascii_uppercase + "012345"


def full_id(record_id: str) -> str:
    """
    Take an id of Salesforce to the 18 letters of its API, where its pages show 15: each of the last
    three says which of five letters are capitals. Other ids stay as they are.
    """
    if not _SHORT.fullmatch(record_id):
        return record_id
    return record_id + "".join(_ending(record_id[at : at + 5]) for at in (0, 5, 10))


def _ending(five: str) -> str:
    return _ENDINGS[sum(1 << at for at, letter in enumerate(five) if letter.isupper())]
