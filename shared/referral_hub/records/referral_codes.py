"""
Referral codes.

    REFERRAL_CODE   <code>   whose it is, and what its referrals follow
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from referral_hub.domain.lifecycles.code import CODE, CodeNotFound, ReferralCode
from referral_hub.ports import Key, Table

from .items import BY_PROBLEM, REFERRAL_CODE, every, from_item, to_item, walk

_KIND = REFERRAL_CODE
_MATCHING = "code_matching"


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

    def matching(self) -> Iterator[ReferralCode]:
        """Walk those for which records waited that are still to be looked at."""
        keys = walk(self.table, BY_PROBLEM, _MATCHING)
        found = (self.find(str(key["sk"])) for key in keys)
        return (code for code in found if code and code.matching)

    def save(self, code: ReferralCode) -> ReferralCode:
        """
        Raises:
            Conflict: it changed since it was read.
        """
        saved = code.model_copy(update={"version": code.version + 1})
        waiting = {BY_PROBLEM: _MATCHING, "listed": saved.code} if saved.matching else {}
        item = to_item(Key(_KIND, saved.code), _KIND, saved, version=saved.version, **waiting)
        self.table.put(item, version=code.version)
        return saved
