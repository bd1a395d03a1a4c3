"""The intake policies of all scopes, in all their versions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from referral_hub.domain.errors import Conflict
from referral_hub.domain.policies.policy import ALL_PARTNERS, IntakePolicy, Scope, shipped
from referral_hub.ports import Item, Key, Table

from .items import from_item, whole_item


@dataclass(frozen=True)
class PolicyVersion:
    """One version of a scope's policy; from one that is `withdrawn` on, the wider scope counts."""

    version: int
    published_at: datetime | None = None
    published_by: str = ""
    withdrawn: bool = False


@dataclass(frozen=True)
class Policies:
    table: Table

    def current(self, scope: Scope = ALL_PARTNERS) -> IntakePolicy:
        """
        Read what counts in a scope: its newest version, else that of all partners, else the one
        that ships, which is version 0.
        """
        item = self._newest(scope)
        if item and not item.get("withdrawn"):
            return _policy(item, scope)
        return self.current(scope.wider) if scope.partner_id else shipped(scope)

    def newest(self, scope: Scope = ALL_PARTNERS) -> int:
        """Tell the number of the scope's newest version, withdrawn or not; 0 when it has none."""
        item = self._newest(scope)
        return int(item["version"]) if item else 0

    def find(self, version: int, scope: Scope = ALL_PARTNERS) -> IntakePolicy | None:
        """Read one version; None when it was never published."""
        if version == 0:
            return shipped(scope)
        item = self.table.get(_policy_key(scope, version))
        return _policy(item, scope) if item and not item.get("withdrawn") else None

    def get(self, version: int, scope: Scope = ALL_PARTNERS) -> IntakePolicy:
        """
        Read the version that a referral was decided under.

        Raises:
            Conflict: it is not there.
        """
        found = self.find(version, scope)
        if found is None:
            raise Conflict(f"policy version {version} is not there")
        return found

    def versions(self, scope: Scope = ALL_PARTNERS) -> list[PolicyVersion]:
        """List up to 100 versions of the scope itself, newest first."""
        page = self.table.query(_policy_partition(scope), newest_first=True)
        return [_version(item) for item in page.items]

    def publish(
        self, policy: IntakePolicy, *, by: str = "", at: datetime | None = None
    ) -> IntakePolicy:
        """
        Add the version after `policy.version`, which must be the newest of its scope.

        Raises:
            Conflict: somebody published in between.
        """
        new = policy.model_copy(update={"version": policy.version + 1})
        self._add(new, by=by, at=at)
        return new

    def withdraw(
        self, scope: Scope, *, version: int, by: str = "", at: datetime | None = None
    ) -> None:
        """
        Let the wider scope count from now on, after `version`, which must be the newest.

        What was decided under the versions before stays decided under them.

        Raises:
            Conflict: somebody published in between.
        """
        last = self.get(version, scope).model_copy(update={"version": version + 1})
        self._add(last, by=by, at=at, withdrawn=1)

    def _add(self, policy: IntakePolicy, *, by: str, at: datetime | None, **extra: int) -> None:
        # An item of this kind is written once: its version in the table is that of the policy.
        key = _policy_key(policy.scope, policy.version)
        item = whole_item(key, "POLICY", policy, version=policy.version)
        told = {"published_at": at.isoformat() if at else "", "published_by": by}
        self.table.put({**item, **told, **extra}, version=0)

    def _newest(self, scope: Scope) -> Item | None:
        page = self.table.query(_policy_partition(scope), limit=1, newest_first=True)
        return page.items[0] if page.items else None


def _policy(item: Item, scope: Scope) -> IntakePolicy:
    place = {"crm": scope.crm, "partner_id": scope.partner_id}
    return from_item(IntakePolicy, item).model_copy(update=place)


def _version(item: Item) -> PolicyVersion:
    at = item.get("published_at")
    return PolicyVersion(
        version=int(item["version"]),
        published_at=datetime.fromisoformat(at) if at else None,
        published_by=item.get("published_by", ""),
        withdrawn=bool(item.get("withdrawn")),
    )


def _policy_key(scope: Scope, version: int) -> Key:
    return Key(_policy_partition(scope), f"{version:08d}")


def _policy_partition(scope: Scope) -> str:
    # Of all partners in the built-in CRM there were policies before there were scopes.
    return f"POLICY#{scope.text}" if scope.text else "POLICY"
