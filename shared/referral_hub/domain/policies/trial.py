"""What a policy that is not published yet would change on referrals that are there (N-4)."""

from __future__ import annotations

import re
from collections.abc import Mapping

from referral_hub.domain.crm import CrmObject
from referral_hub.domain.referrals.deal_fields import ConflictRule
from referral_hub.domain.shapes import Frozen

from .diff import PolicyChange, changes
from .mapping import Sync
from .policy import IntakePolicy
from .preview import FORMS, Preview, PreviewField


class FieldChange(Frozen):
    """
    A field such as `opportunity.amount`: what it would get now, and under the draft; or a choice
    that no field shows, such as `opportunity.amount.sync` or `contact_role`.
    """

    field: str
    before: str = ""
    after: str = ""
    problem_before: str = ""
    problem_after: str = ""


class Trial(Frozen):
    """
    A draft tried on one referral: the preview under it, what differs from the policy that counts
    for it, and where the draft does not fit the CRM.
    """

    preview: Preview
    changes: tuple[FieldChange, ...] = ()
    misfits: Mapping[str, str] = {}


class ReferralChanges(Frozen):
    """One referral that a draft would have filled differently, and what it was filled under."""

    number: str
    policy_version: int
    policy_scope: str = ""
    changes: tuple[FieldChange, ...]


class Replay(Frozen):
    """A draft tried on many referrals: how many, and those that differ."""

    tried: int
    differ: tuple[ReferralChanges, ...] = ()
    misfits: Mapping[str, str] = {}


def field_changes(
    before: Preview, after: Preview, *, objects: tuple[CrmObject, ...] = FORMS
) -> tuple[FieldChange, ...]:
    """List the fields of these objects whose value or problem differs."""
    was, becomes = _by_name(before, objects), _by_name(after, objects)
    pairs = {name: (was.get(name), becomes.get(name)) for name in dict.fromkeys([*was, *becomes])}
    changes = (_change(name, one, other) for name, (one, other) in pairs.items())
    return tuple(change for change in changes if change)


_SETTINGS = ("contact_sync", "existing_contact", "contact_role", "association_type")


def contact_changes(before: IntakePolicy, after: IntakePolicy) -> tuple[FieldChange, ...]:
    """List the settings that differ and say what becomes of contacts."""
    pairs = ((name, getattr(before, name), getattr(after, name)) for name in _SETTINGS)
    return tuple(FieldChange(field=n, before=one, after=two) for n, one, two in pairs if one != two)


_WAY = re.compile(r"opportunity_mapping\.([^.]+)\.(sync|conflict)")
# What counts where a version has no such mapping.
_USUAL = {"sync": Sync.ONCE.value, "conflict": ConflictRule.CRM_WINS.value}


def way_changes(before: IntakePolicy, after: IntakePolicy) -> tuple[FieldChange, ...]:
    """List where a field of the opportunity would go another way once it is there."""
    found = ((change, _WAY.fullmatch(change.path)) for change in changes(before, after))
    told = (_way(change, *way.groups()) for change, way in found if way)
    return tuple(change for change in told if change.before != change.after)


def _way(change: PolicyChange, target: str, choice: str) -> FieldChange:
    usual = _USUAL[choice]
    return FieldChange(
        field=f"{CrmObject.OPPORTUNITY}.{target}.{choice}",
        before=change.before or usual,
        after=change.after or usual,
    )


def _by_name(preview: Preview, objects: tuple[CrmObject, ...]) -> dict[str, PreviewField]:
    return {f"{what}.{field.name}": field for what in objects for field in preview.forms[what]}


def _change(name: str, was: PreviewField | None, is_now: PreviewField | None) -> FieldChange | None:
    change = FieldChange(
        field=name,
        before=was.value if was else "",
        after=is_now.value if is_now else "",
        problem_before=was.problem if was else "",
        problem_after=is_now.problem if is_now else "",
    )
    same = change.before == change.after and change.problem_before == change.problem_after
    return None if same else change
