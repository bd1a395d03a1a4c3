"""
Find companies by how the words of their names begin.

HubSpot looks for tokens with a wildcard at their end; the hub's own rule judges what it finds.
Its index lags behind by seconds: good enough for people who look for an account, for nothing else.
Source: HubSpot developer docs, "Search the CRM" (CONTAINS_TOKEN, ten filters in a group).
"""

from __future__ import annotations

import re
from typing import Any

from referral_hub.domain.contacts import normalised
from referral_hub.domain.crm import Account

from . import paths
from .door import Door

_SHOWN = ("name", "domain", "website", "phone", "city", "country")
_FILTERS, _PAGE = 10, 200


def find_companies(door: Door, text: str, limit: int) -> list[Account]:
    """
    Find up to `limit` companies, in the order of their names.

    Raises:
        Refusal: HubSpot will not.
        Unavailable: HubSpot did not say.
    """
    words = _words(text)
    if not words:
        return []
    listed = door.post(paths.objects(paths.COMPANIES, "search"), _question(words))["results"]
    accounts = [account_of(record["id"], _values(record)) for record in listed]
    fitting = [account for account in accounts if _fits(account.name, words)]
    return sorted(fitting, key=lambda account: normalised(account.name))[:limit]


def account_of(account_id: Any, fields: dict[str, str]) -> Account:
    name = fields.get("name") or fields.get("domain") or str(account_id)
    return Account(account_id=str(account_id), name=name, fields=fields)


def _question(words: list[str]) -> dict[str, Any]:
    filters = [
        {"propertyName": "name", "operator": "CONTAINS_TOKEN", "value": f"{_sure(word)}*"}
        for word in words[:_FILTERS]
    ]
    return {"filterGroups": [{"filters": filters}], "properties": list(_SHOWN), "limit": _PAGE}


def _sure(word: str) -> str:
    """How the word begins in every writing: HubSpot does not know that ß is ss."""
    return word.split("ss", maxsplit=1)[0] or word


def _words(text: str) -> list[str]:
    return list(dict.fromkeys(re.findall(r"\w+", normalised(text))))


def _fits(name: str, wanted: list[str]) -> bool:
    words = _words(name)
    return all(any(word.startswith(start) for word in words) for start in wanted)


def _values(record: dict[str, Any]) -> dict[str, str]:
    return {name: str(value) for name, value in record["properties"].items() if value}
