"""What clients send and are shown of the people who work with the hub."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field

from referral_hub.application.staff import StaffMember
from referral_hub.domain.access import MOST_PARTNERS, Role
from referral_hub.domain.bodies import Line80, MaybePartnerId, PartnerId
from referral_hub.domain.shapes import Frozen
from referral_hub.domain.users import User

# None when nobody said it; by a factory, so that the document names no default: null is refused.
_LEFT_OUT: Any = Field(default_factory=lambda: None)
_Partners = Annotated[
    tuple[PartnerId, ...],
    Field(
        max_length=MOST_PARTNERS,
        description="One for partner_staff and integration, some for partner_manager, else none.",
    ),
]


class UserBody(Frozen):
    """A user in full; the address stands in the path."""

    role: Role
    name: Line80 = ""
    partner_ids: _Partners = ()
    active: bool = True


class UserChangeBody(Frozen):
    """What is to change of a user; what is left out stays."""

    role: Role = _LEFT_OUT
    name: Line80 = _LEFT_OUT
    partner_ids: _Partners = _LEFT_OUT
    active: bool = _LEFT_OUT


class UserView(Frozen):
    email: str
    name: str
    role: Role
    partner_ids: tuple[str, ...] = ()
    active: bool = True

    @classmethod
    def of(cls, user: User) -> UserView:
        return cls(**user.model_dump(include=set(cls.model_fields)))


class UserList(Frozen):
    items: tuple[UserView, ...]


class StaffQuery(Frozen):
    partner_id: MaybePartnerId = Field(default="", description="Of this partner only.")


class StaffList(Frozen):
    items: tuple[StaffMember, ...]
