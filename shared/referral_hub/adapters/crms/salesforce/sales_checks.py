"""
What the hub lacks to follow sales by referral code: notes, for nobody has to.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from referral_hub.domain.crm import Check

from .api import LEAD, OPPORTUNITY, ORDER, REFERRAL_CODE
from .description import Description, Descriptions
from .errors import Refusal

_SECTION = "docs/connect-salesforce.md, 8"


class _Needed(NamedTuple):
    folder: str
    permission_set: str
    code: bool = False


_NEEDED = {
    LEAD: _Needed("tracking", "Referral Hub Tracking", code=True),
    OPPORTUNITY: _Needed("tracking", "Referral Hub Tracking", code=True),
    ORDER: _Needed("tracking-orders", "Referral Hub Orders"),
}


def of_sales(descriptions: Descriptions) -> Iterator[Check]:
    """
    Raises:
        Unavailable: the org cannot be asked.
    """
    for sobject, needed in _NEEDED.items():
        seen = _seen(sobject, descriptions)
        if seen is None:
            yield _note(sobject, "The hub sees none of these", needed)
        elif needed.code:
            yield _of_code(sobject, seen, needed)


def _seen(sobject: str, descriptions: Descriptions) -> Description | None:
    try:
        return descriptions.fresh(sobject)
    except Refusal:
        return None


def _of_code(sobject: str, seen: Description, needed: _Needed) -> Check:
    """Leads are read; the code of an opportunity is also carried there."""
    code, name = seen.fields.get(REFERRAL_CODE), f"{sobject}.{REFERRAL_CODE}"
    if code is None:
        return _note(name, "It is missing, or not visible to the hub's user", needed)
    if sobject == OPPORTUNITY and not code.updateable:
        return _note(name, "The hub's user may not edit it", needed)
    return Check(name=name)


def _note(name: str, lacking: str, needed: _Needed) -> Check:
    told = f"deploy salesforce/{needed.folder} and assign {needed.permission_set} ({_SECTION})"
    return Check(name=name, note=f"{lacking}. Where sales are followed by referral code, {told}.")
