"""What the API shows of keys, and of whoever calls."""

from __future__ import annotations

from pydantic import Field

from referral_hub.domain.access import Role
from referral_hub.domain.shapes import Frozen, Moment


class KeyView(Frozen):
    """A key without its secret; `successor` is the key that a rotation put in its place."""

    key_id: str
    role: Role
    partner_id: str = ""
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
    name: str = ""
