"""
The account, the people in it and what a token may do.

Sources: HubSpot developer docs, "Account information", "Owners", and "Private apps" (access token
information, `POST /oauth/v2/private-apps/get/access-token-info`).
"""

from sandbox.hubspot.errors import not_found
from sandbox.hubspot.reply import Asked, Document, Reply, ok
from sandbox.hubspot.state.schema import BORN
from sandbox.hubspot.state.store import Store
from sandbox.hubspot.timestamps import to_wire

_OWNERS = (("81000001", 1001, "Ingrid", "Solberg"), ("81000002", 1002, "Marek", "Havel"))


def details(store: Store, _asked: Asked) -> Reply:
    return ok(
        {
            "portalId": store.portal_id,
            "accountType": "STANDARD",
            "timeZone": "Europe/Oslo",
            "companyCurrency": "EUR",
            "additionalCurrencies": ["USD", "NOK"],
            "utcOffset": "+01:00",
            "utcOffsetMilliseconds": 3_600_000,
            "uiDomain": "app.hubspot.com",
            "dataHostingLocation": "eu1",
        }
    )


def token_information(store: Store, asked: Asked) -> Reply:
    """Tell the scopes of the token that the body names."""
    token = store.tokens.get(str(asked.required("tokenKey")["tokenKey"]))
    if token is None:
        raise not_found("The token is not known")
    return ok(
        {
            "userId": _OWNERS[0][1],
            "hubId": store.portal_id,
            "appId": token.app_id,
            "scopes": ["oauth", *sorted(token.scopes)],
            "isUserToken": False,
        }
    )


def owners(_store: Store, asked: Asked) -> Reply:
    email = asked.query.get("email")
    found = [_owner(*each) for each in _OWNERS]
    return ok({"results": [each for each in found if email in (None, each["email"])]})


def owner(_store: Store, asked: Asked) -> Reply:
    for each in _OWNERS:
        if each[0] == asked.params["id"]:
            return ok(_owner(*each))
    raise not_found()


def _owner(owner_id: str, user_id: int, first: str, last: str) -> Document:
    return {
        "id": owner_id,
        "userId": user_id,
        "userIdIncludingInactive": user_id,
        "email": f"{first}.{last}@fjordlight.example".lower(),
        "firstName": first,
        "lastName": last,
        "type": "PERSON",
        "teams": [],
        "createdAt": to_wire(BORN),
        "updatedAt": to_wire(BORN),
        "archived": False,
    }
