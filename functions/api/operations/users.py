"""Operations on the people who work with the hub."""

from __future__ import annotations

from functions.api import user_shapes
from functions.api.refusals import UnknownPartner
from functions.api.routes import users
from referral_hub.domain.access import PartnerRequired
from referral_hub.domain.partners.partner import PartnerNotFound
from referral_hub.domain.users import LastAdmin, UserNotFound

from .operation import Operation

OPERATIONS: tuple[Operation, ...] = (
    Operation(
        "GET",
        "/v1/users",
        "listUsers",
        "List the people who work with the hub",
        users.list_all,
        answers={200: user_shapes.UserList},
    ),
    Operation(
        "GET",
        "/v1/users/{email}",
        "readUser",
        "See what a user may do",
        users.read,
        answers={200: user_shapes.UserView},
        refusals=(UserNotFound,),
        etag=True,
    ),
    Operation(
        "PUT",
        "/v1/users/{email}",
        "putUser",
        "Add a user, or say anew what one may do; it counts at once",
        users.put,
        answers={200: user_shapes.UserView},
        body=user_shapes.UserBody,
        refusals=(PartnerRequired, PartnerNotFound, LastAdmin),
        if_match="required",
        etag=True,
    ),
    Operation(
        "PATCH",
        "/v1/users/{email}",
        "changeUser",
        "Change a user, or let one in no more; it counts at once",
        users.change,
        answers={200: user_shapes.UserView},
        body=user_shapes.UserChangeBody,
        refusals=(UserNotFound, PartnerRequired, PartnerNotFound, LastAdmin),
        if_match="required",
        etag=True,
    ),
    Operation(
        "GET",
        "/v1/staff",
        "listStaff",
        "List who of your partner's, or your partners', people and machines has access",
        users.list_staff,
        answers={200: user_shapes.StaffList},
        query=user_shapes.StaffQuery,
        refusals=(UnknownPartner,),
    ),
)
