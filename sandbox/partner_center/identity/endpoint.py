"""
What `login.microsoftonline.com` answers.

Sources: Microsoft Learn, "Microsoft identity platform and OAuth 2.0 authorization code flow",
section "Refresh the access token"; "Microsoft Entra authentication and authorization error codes",
section "Handling error codes in your application" (the members of an error).
"""

import uuid
from collections.abc import Mapping
from datetime import UTC, datetime
from http import HTTPStatus
from urllib.parse import parse_qsl

from sandbox.http_door import Answer, Request
from sandbox.partner_center.behaviour import Behaviour
from sandbox.partner_center.identity.tokens import App, TokenError, Tokens, resource_in


def answer_token(
    request: Request, app: App, tokens: Tokens, behaviour: Behaviour, now: datetime
) -> Answer:
    """Answer a token request: new tokens, or why not."""
    try:
        return _granted(_form(request), request, app, tokens, behaviour, now)
    except TokenError as error:
        return _refused(error, request, now)


def configuration(request: Request, url: str) -> Answer:
    """Answer where the endpoints of a tenant are (OpenID Connect Discovery)."""
    tenant = request.path.split("/")[1]
    endpoints = f"{url}/{tenant}/oauth2/v2.0"
    return Answer.of(
        HTTPStatus.OK,
        {
            "issuer": f"{url}/{tenant}/v2.0",
            "token_endpoint": f"{endpoints}/token",
            "authorization_endpoint": f"{endpoints}/authorize",
            "device_authorization_endpoint": f"{endpoints}/devicecode",
        },
    )


def _form(request: Request) -> dict[str, str]:
    return dict(parse_qsl(request.body.decode("utf-8", "replace"), keep_blank_values=True))


def _granted(
    form: Mapping[str, str],
    request: Request,
    app: App,
    tokens: Tokens,
    behaviour: Behaviour,
    now: datetime,
) -> Answer:
    _require_client(form, app, tenant=request.path.split("/")[1])
    for name in ("refresh_token", "scope"):
        _require(form, name)
    resource = resource_in(form["scope"])
    access = tokens.redeem(form["refresh_token"], resource, now, behaviour)
    lifetime = int(behaviour.access_token_seconds)
    return Answer.of(
        HTTPStatus.OK,
        {
            "token_type": "Bearer",
            "scope": f"{resource}/user_impersonation",
            "expires_in": lifetime,
            "ext_expires_in": lifetime,
            "access_token": access,
            "refresh_token": tokens.consent(now, behaviour),
        },
    )


def _require_client(form: Mapping[str, str], app: App, tenant: str) -> None:
    for name in ("client_id", "grant_type"):
        _require(form, name)
    if tenant not in (app.tenant, "common", "organizations"):
        raise TokenError("invalid_request", 90002, f"Tenant '{tenant}' not found.")
    if form["client_id"] != app.client_id:
        told = f"Application with identifier '{form['client_id']}' was not found in the directory."
        raise TokenError("unauthorized_client", 700016, told)
    if app.client_secret and form.get("client_secret") != app.client_secret:
        raise TokenError(
            "invalid_client", 7000215, "Invalid client secret provided.", HTTPStatus.UNAUTHORIZED
        )
    if form["grant_type"] != "refresh_token":
        told = f"The app requested an unsupported grant type '{form['grant_type']}'."
        raise TokenError("unsupported_grant_type", 70003, told)


def _require(form: Mapping[str, str], name: str) -> None:
    if not form.get(name):
        told = f"The request body must contain the following parameter: '{name}'."
        raise TokenError("invalid_request", 900144, told)


def _refused(error: TokenError, request: Request, now: datetime) -> Answer:
    trace, at = str(uuid.uuid4()), f"{now.astimezone(UTC):%Y-%m-%d %H:%M:%SZ}"
    correlation = request.headers.get("client-request-id", str(uuid.uuid4()))
    ids = f"Trace ID: {trace} Correlation ID: {correlation} Timestamp: {at}"
    told = {
        "error": error.error,
        "error_description": f"AADSTS{error.number}: {error.description} {ids}",
        "error_codes": [error.number],
        "timestamp": at,
        "trace_id": trace,
        "correlation_id": correlation,
        "error_uri": f"https://login.microsoftonline.com/error?code={error.number}",
    }
    return Answer.of(error.status, told)
