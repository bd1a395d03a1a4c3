"""What the API shows of keys, and of whoever calls."""

from __future__ import annotations

from pydantic import Field

from referral_hub.domain.access import Role
from referral_hub.domain.shapes import Frozen, Moment


class KeyView(Frozen):
    """
    A key without its secret; `successor` is the key that a rotation put in its place.

    `partner_id` is the partner whose staff or machine it is for, `partner_ids` all whose records it
    opens; it opens everybody's where the role is not limited, and both are empty.
    """

    key_id: str
    role: Role
    partner_id: str = ""
    partner_ids: tuple[str, ...] = ()
    name: str = ""
    created_at: Moment
    expires_at: Moment | None = None
    revoked_at: Moment | None = None
    successor: str = ""


class NewKeyView(KeyView):
    """A new key; `key` is shown this once."""

    key: str = Field(examples=["rh_0123456789ab_<64 hexadecimal digits>"])


class KeyList(Frozen):
    items: tuple[KeyView, ...]


class CallerView(Frozen):
    key_id: str
    role: Role
    partner_id: str = ""
    partner_ids: tuple[str, ...] = ()
    name: str = ""
