"""How people find an account: by how the words of its name begin, the same in every CRM."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from .contacts.contact import normalised
from .crm import Account

_WORD = re.compile(r"\w+")


def words_of(text: str) -> tuple[str, ...]:
    """Take a text to its words, each once, in the form in which they are compared."""
    return tuple(dict.fromkeys(_WORD.findall(normalised(text))))


def is_named(account: Account, words: Sequence[str]) -> bool:
    """Tell whether each of these words begins a word of the name."""
    name = words_of(account.name)
    return all(any(word.startswith(start) for word in name) for start in words)


def named(accounts: Iterable[Account], words: Sequence[str], *, limit: int) -> list[Account]:
    """Keep those that are named so, at most `limit`, in the order of their names."""
    fitting = [account for account in accounts if is_named(account, words)]
    return sorted(fitting, key=lambda account: normalised(account.name))[:limit]
