"""What the API shows of keys, and of whoever calls."""

from __future__ import annotations

from pydantic import Field

from referral_hub.domain.access import Role
from referral_hub.domain.shapes import Frozen, Moment


class KeyView(Frozen):
    """
    A key without its secret; `successor` is the key that a rotation put in its place.

    `partner_id` is the partner whose staff or machine it is for, `partner_ids` all whose records it
    opens; it opens everybody's where the role is not limited, and both are empty. What the key of a
    `user` opens is what the user may do at that moment, and is shown as it is now.
    """

    key_id: str
    role: Role
    partner_id: str = ""
    partner_ids: tuple[str, ...] = ()
    name: str = ""
    user: str = ""
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
    """`user` is the e-mail address of the person who calls, where one is known."""

    key_id: str
    role: Role
    partner_id: str = ""
    partner_ids: tuple[str, ...] = ()
    name: str = ""
    user: str = ""
