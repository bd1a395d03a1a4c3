"""Access keys: list, issue, rotate, revoke; and who the caller is."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from functions.api.http import Answer, Call, NoQuery, answer
from functions.api.key_views import CallerView, KeyList, KeyView, NewKeyView
from functions.api.refusals import InvalidRequest
from functions.api.shapes import KeyBody
from referral_hub.application import access
from referral_hub.application.access import IssuedKey
from referral_hub.application.users import revoke_key
from referral_hub.domain.access import AccessKey
from referral_hub.domain.users import User


def list_all(call: Call[NoQuery, NoQuery]) -> Answer:
    users = {user.key: user for user in call.hub.users.all()}
    known = (KeyView(**_shown_of(key, users.get(key.user))) for key in call.hub.keys.all())
    return answer(HTTPStatus.OK, KeyList(items=tuple(known)))


def issue(call: Call[KeyBody, NoQuery]) -> Answer:
    if call.body.user:
        return _issue_to_user(call)
    issued = access.issue_key(
        role=call.body.role,
        name=call.body.name,
        partner_ids=call.body.named,
        now=call.hub.clock(),
        keys=call.hub.keys,
        partners=call.hub.partners,
    )
    return _shown_once(issued)


def _issue_to_user(call: Call[KeyBody, NoQuery]) -> Answer:
    """
    Raises:
        InvalidRequest: nobody has this address.
    """
    user = call.hub.users.find(call.body.user)
    if user is None:
        raise InvalidRequest("1 field is wrong", fields={"/user": "is no user of the hub"})
    issued = access.issue_key_to(
        user=user, name=call.body.name, now=call.hub.clock(), keys=call.hub.keys
    )
    return _shown_once(issued)


def rotate(call: Call[NoQuery, NoQuery]) -> Answer:
    """The key that is replaced opens for another 24 hours."""
    hub = call.hub
    return _shown_once(
        access.rotate_key(key_id=call.path["key_id"], now=hub.clock(), keys=hub.keys)
    )


def revoke(call: Call[NoQuery, NoQuery]) -> Answer:
    hub = call.hub
    revoke_key(key_id=call.path["key_id"], now=hub.clock(), doors=hub.doors)
    return Answer(HTTPStatus.NO_CONTENT)


def who_am_i(call: Call[NoQuery, NoQuery]) -> Answer:
    caller = call.by
    return answer(HTTPStatus.OK, CallerView(partner_id=caller.partner_id, **caller.model_dump()))


def _shown_once(issued: IssuedKey) -> Answer:
    view = NewKeyView(**_shown_of(issued.stored), key=issued.key)
    return answer(HTTPStatus.CREATED, view)


def _shown_of(key: AccessKey, user: User | None = None) -> dict[str, Any]:
    """What may be shown of a key: everything but the hash of its secret."""
    if user:
        key = key.model_copy(update={"role": user.role, "partner_ids": user.partner_ids})
    return {"partner_id": key.partner_id, **key.model_dump(include=set(KeyView.model_fields))}
