"""
Find companies by how the words of their names begin.

HubSpot looks for tokens with a wildcard at their end; the hub's own rule judges what it finds.
Its index lags behind by seconds: good enough for people who look for an account, for nothing else.
Source: HubSpot developer docs, "Search the CRM" (CONTAINS_TOKEN, ten filters in a group).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from referral_hub.domain.account_search import named, words_of
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
    words = words_of(text)
    if not words:
        return []
    listed = door.post(paths.objects(paths.COMPANIES, "search"), _question(words))["results"]
    return named((account_of(each["id"], _values(each)) for each in listed), words, limit=limit)


def account_of(account_id: Any, fields: dict[str, str]) -> Account:
    name = fields.get("name") or fields.get("domain") or str(account_id)
    return Account(account_id=str(account_id), name=name, fields=fields)


def _question(words: Sequence[str]) -> dict[str, Any]:
    filters = [
        {"propertyName": "name", "operator": "CONTAINS_TOKEN", "value": f"{_sure(word)}*"}
        for word in words[:_FILTERS]
    ]
    return {"filterGroups": [{"filters": filters}], "properties": list(_SHOWN), "limit": _PAGE}


def _sure(word: str) -> str:
    """How the word begins in every writing: HubSpot does not know that ß is ss."""
    return word.split("ss", maxsplit=1)[0] or word


def _values(record: dict[str, Any]) -> dict[str, str]:
    return {name: str(value) for name, value in record["properties"].items() if value}
