"""Answer HTTP requests for one store: token, pace, path, scopes, operation."""

import json
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from sandbox.http_door import Answer, Request
from sandbox.hubspot import scopes
from sandbox.hubspot.errors import ApiError, invalid, not_found, unauthenticated
from sandbox.hubspot.pace import Pace
from sandbox.hubspot.reply import Asked, Reply
from sandbox.hubspot.routing import Route, route
from sandbox.hubspot.state.source import Token, app
from sandbox.hubspot.state.store import Store

_BEARER = "Bearer "
# Answers without a token in the header: the body names it.
_OPEN = "/oauth/v2/private-apps/get/access-token-info"


class Api:
    """The API of one portal; one call at a time."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._pace = Pace()

    def answer(self, request: Request) -> Answer:
        """Answer a request; a refusal changes nothing."""
        found = route(request.method, request.path)
        is_search = found is not None and found.is_search
        try:
            with self._store.all_or_nothing():
                reply = self._reply(request, found, is_search=is_search)
        except ApiError as error:
            answer = Answer.of(error.status, error.body()).with_headers(self._patience(error))
        else:
            answer = _written(reply)
        limits = self._store.behaviour
        return answer.with_headers(self._pace.headers(self._store.now, limits, is_search=is_search))

    def _reply(self, request: Request, found: Route | None, *, is_search: bool) -> Reply:
        token = self._token(request)
        self._pace.admit(self._store.now, self._store.behaviour, is_search=is_search)
        if found is None:
            raise not_found(f"No {request.method} {request.path}")
        scopes.require(self._store, token, found)
        asked = Asked(found.family, found.params, app(token.app_id), request.query, _body(request))
        return found.operation(self._store, asked)

    def _token(self, request: Request) -> Token:
        header = request.headers.get("Authorization", "")
        known = self._store.tokens.get(header.removeprefix(_BEARER))
        if known is None or not header.startswith(_BEARER):
            if request.path == _OPEN:
                return Token(self._store.app_id, frozenset())
            raise unauthenticated(
                "Authentication credentials not found. This API supports OAuth 2.0 authentication."
            )
        return known

    def _patience(self, error: ApiError) -> Mapping[str, str]:
        wait = self._store.behaviour.retry_after_seconds
        return (
            {"Retry-After": str(round(wait))}
            if error.status == HTTPStatus.TOO_MANY_REQUESTS and wait
            else {}
        )


def _body(request: Request) -> Any:
    if not request.body:
        return None
    try:
        return request.json()
    except (json.JSONDecodeError, UnicodeDecodeError):
        raise invalid("Invalid input JSON") from None


def _written(reply: Reply) -> Answer:
    if reply.document is None:
        return Answer(reply.status)
    return Answer.of(reply.status, reply.document)
