"""
Referral codes.

    REFERRAL_CODE   <code>   whose it is, and what its referrals follow
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from referral_hub.domain.errors import Conflict
from referral_hub.domain.lifecycles.code import CODE, CodeExists, CodeNotFound, ReferralCode
from referral_hub.ports import Key, Table

from .items import REFERRAL_CODE, every, from_item, to_item

_KIND = REFERRAL_CODE


@dataclass(frozen=True)
class ReferralCodes:
    table: Table

    def find(self, code: str) -> ReferralCode | None:
        """Find a code as it was typed in capitals; what can be none is not asked for."""
        item = self.table.get(Key(_KIND, code)) if re.fullmatch(CODE, code) else None
        return from_item(ReferralCode, item) if item else None

    def get(self, code: str) -> ReferralCode:
        """
        Raises:
            CodeNotFound: there is no such code.
        """
        found = self.find(code)
        if found is None:
            raise CodeNotFound(f"no referral code {code}")
        return found

    def all(self) -> Iterator[ReferralCode]:
        """Walk them, by code."""
        return (from_item(ReferralCode, item) for item in every(self.table, _KIND))

    @property
    def any(self) -> bool:
        """Whether there is a code at all: without one, nothing in the CRM is anybody's referral."""
        return bool(self.table.query(_KIND, limit=1).items)

    def add(self, code: ReferralCode) -> ReferralCode:
        """
        Raises:
            CodeExists: it is taken.
        """
        try:
            return self.save(code)
        except Conflict:
            raise CodeExists(f"{code.code} exists", fields={"/code": "is taken"}) from None

    def save(self, code: ReferralCode) -> ReferralCode:
        """
        Raises:
            Conflict: it changed since it was read.
        """
        saved = code.model_copy(update={"version": code.version + 1})
        item = to_item(Key(_KIND, saved.code), _KIND, saved, version=saved.version)
        self.table.put(item, version=code.version)
        return saved
