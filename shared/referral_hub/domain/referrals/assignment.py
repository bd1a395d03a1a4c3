"""Who of the host follows a referral up, and why it is he."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Self

from referral_hub.domain.shapes import Frozen, Moment


class Assignment(Frozen):
    """
    `owner` and `partner_manager` are e-mail addresses of users, empty where there is nobody; `why`
    says in plain words how they were found. Whoever `declined` is not asked again.

    Where routing rules were asked: `looked_at` are those that were, each as `<rule id>@<version>`
    and in their order, `owner_rule` and `manager_rule` those that held, `passed` whom they name and
    why they could not be asked. `at` is when the owner was last decided, `by` the person who did.
    """

    owner: str = ""
    partner_manager: str = ""
    why: tuple[str, ...] = ()
    declined: tuple[str, ...] = ()
    owner_rule: str = ""
    manager_rule: str = ""
    looked_at: tuple[str, ...] = ()
    passed: Mapping[str, str] = {}
    at: Moment | None = None
    by: str = ""

    @property
    def is_waiting(self) -> bool:
        """Whether a rule says who may own it, and none of them can be asked."""
        return bool(self.owner_rule) and not self.owner

    @property
    def reasons(self) -> tuple[str, ...]:
        """All that is known of why, in plain words."""
        return (*self.why, *self._by_rules())

    def _by_rules(self) -> Iterator[str]:
        if self.owner_rule:
            whom = f"gives it to {self.owner}" if self.owner else "finds nobody who can be asked"
            yield f"the routing rule {self.owner_rule} {whom}"
        if self.partner_manager and self.manager_rule:
            yield f"its partner manager is {self.partner_manager}, by {self.manager_rule}"

    def declined_by(self, owner: str) -> Self:
        """Take it from who declines, and remember who that is."""
        return self._ownerless().model_copy(update={"declined": (*self.declined, owner)})

    def given(self, owner: str, *, why: str, at: datetime, by: str) -> Self:
        """Give it to somebody by hand, or to nobody; a person may ask who declined once more."""
        told = f"given to {owner or 'nobody'}: {why}"
        declined = tuple(each for each in self.declined if each != owner)
        update = {"owner": owner, "why": (told,), "declined": declined, "at": at, "by": by}
        return self._ownerless().model_copy(update=update)

    def _ownerless(self) -> Self:
        decided = {"owner": "", "why": (), "owner_rule": "", "passed": {}, "by": ""}
        return self.model_copy(update=decided)


NOBODY = Assignment()
