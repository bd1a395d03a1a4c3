"""The people who work with the hub, and the list of a partner's own."""

from __future__ import annotations

import re
from http import HTTPStatus
from typing import Any
from urllib.parse import unquote

from functions.api.http import Answer, Call, NoQuery, answer, etag
from functions.api.preconditions import moved_on, required_tag, unless_moved_on
from functions.api.refusals import UnknownPartner, UnknownRoute
from functions.api.user_shapes import (
    StaffList,
    StaffQuery,
    UserBody,
    UserChangeBody,
    UserList,
    UserView,
)
from referral_hub.application.staff import staff
from referral_hub.application.users import save_user
from referral_hub.domain.partners.partner import PartnerNotFound
from referral_hub.domain.users import User

_WHAT = "the user"
# Of other alphabets, two addresses may look the same and be two people's.
_ADDRESS = re.compile(
    r"(?=.{6,254}$)[a-z0-9.!#$&'*+=?^_{|}~-]{1,64}@[a-z0-9-]+(\.[a-z0-9-]+)+", re.IGNORECASE
)


def list_all(call: Call[NoQuery, NoQuery]) -> Answer:
    return answer(HTTPStatus.OK, UserList(items=tuple(map(UserView.of, call.hub.users.all()))))


def read(call: Call[NoQuery, NoQuery]) -> Answer:
    return _shown(call.hub.users.get(_address(call)))


def put(call: Call[UserBody, NoQuery]) -> Answer:
    """Put a user in place of the one that the caller has seen; of a new one the version is 0."""
    before = call.hub.users.find(_address(call))
    email = before.email if before else _address(call)
    return _saved(call, before, {"email": email, **call.body.model_dump()})


def change(call: Call[UserChangeBody, NoQuery]) -> Answer:
    before = call.hub.users.get(_address(call))
    return _saved(call, before, before.model_dump() | call.body.model_dump(exclude_unset=True))


def list_staff(call: Call[NoQuery, StaffQuery]) -> Answer:
    """List those of the caller's partners, of one of them if asked."""
    asked = call.query.partner_id
    if asked:
        _must_be_of(call, asked)
    members = staff(
        among=lambda partner_id: call.by.may_see(partner_id) and asked in ("", partner_id),
        now=call.hub.clock(),
        users=call.hub.users,
        keys=call.hub.keys,
    )
    return answer(HTTPStatus.OK, StaffList(items=members))


def _must_be_of(call: Call[Any, Any], partner_id: str) -> None:
    """
    Raises:
        UnknownPartner: there is no such partner, or it is none of the caller's.
    """
    try:
        call.hub.partners.get(partner_id if call.by.may_see(partner_id) else "")
    except PartnerNotFound:
        raise UnknownPartner(f"no partner {partner_id}") from None


def _saved(call: Call[Any, NoQuery], before: User | None, told: dict[str, Any]) -> Answer:
    version = before.version if before else 0
    if required_tag(call.request) != etag(version):
        raise moved_on(_WHAT)
    with unless_moved_on(_WHAT):
        saved = save_user(
            user=User(**told | {"version": version}),
            before=before,
            now=call.hub.clock(),
            partners=call.hub.partners,
            doors=call.hub.doors,
        )
    return _shown(saved)


def _shown(user: User) -> Answer:
    return answer(HTTPStatus.OK, UserView.of(user), ETag=etag(user.version))


def _address(call: Call[Any, Any]) -> str:
    """
    Read the address in the path, percent-encoded or not.

    Raises:
        UnknownRoute: nobody can have it.
    """
    told = unquote(call.path["email"])
    if not _ADDRESS.fullmatch(told):
        raise UnknownRoute("the email in the path cannot be one")
    return told
