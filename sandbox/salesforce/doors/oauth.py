"""The token endpoint, `POST /services/oauth2/token`."""

import base64
import binascii
from collections.abc import Mapping
from urllib.parse import parse_qsl

from sandbox.http_door import Request
from sandbox.salesforce.doors.reply import Reply
from sandbox.salesforce.org.state import Org
from sandbox.salesforce.sessions import (
    JWT_BEARER,
    App,
    OAuthError,
    Sessions,
    require_client,
    username_of,
)


def token(org: Org, app: App, sessions: Sessions, request: Request, url: str) -> Reply:
    """Answer with an access token, or with why there is none."""
    form = dict(parse_qsl(request.body.decode(), keep_blank_values=True))
    try:
        user_id = _user(org, app, _with_basic(form, request), url)
    except OAuthError as error:
        return Reply(400, error.body())
    access_token = f"{org.id[:15]}!{org.ids.secret()}"
    sessions.open(access_token, user_id)
    jwt_flow = form.get("grant_type") == JWT_BEARER
    # Only the client credentials flow is signed and dated; neither tells when the token ends.
    dated = {} if jwt_flow else {"issued_at": f"{int(org.now.timestamp())}000", "signature": "c2ln"}
    told = {
        "access_token": access_token,
        "scope": "api",
        "instance_url": url,
        "id": f"https://login.salesforce.com/id/{org.id}/{user_id}",
        "token_type": "Bearer",
    }
    return Reply(200, {**told, **dated})


def _user(org: Org, app: App, form: Mapping[str, str], url: str) -> str:
    kind = form.get("grant_type")
    if kind == JWT_BEARER:
        name = username_of(app, form.get("assertion", ""), own_url=url, now=org.now)
        if not org.behaviour.user_approved:
            raise OAuthError("invalid_grant", "user hasn't approved this consumer")
        users = org.store.carrying("User", "Username", name)
        if not users:
            raise OAuthError("invalid_grant", "user hasn't approved this consumer")
        return users[0].id
    if kind == "client_credentials":
        require_client(app, form.get("client_id"), form.get("client_secret"))
        if not org.behaviour.run_as_user:
            raise OAuthError("invalid_grant", "no client credentials user enabled")
        return org.integration_user
    raise OAuthError("unsupported_grant_type", "grant type not supported")


def _with_basic(form: dict[str, str], request: Request) -> dict[str, str]:
    """Take the client's id and secret from HTTP Basic if they are there."""
    scheme, _, coded = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "basic":
        return form
    try:
        client_id, _, secret = base64.b64decode(coded).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError) as error:
        raise OAuthError("invalid_client", "invalid client credentials") from error
    return {**form, "client_id": client_id, "client_secret": secret}
