"""
Writes the OpenAPI document, `openapi.json`, from the table of operations.

The document is committed and served as it is: making it needs every model's schema, which no
request should wait for. `python -m functions.api.openapi` writes it anew, and the tables of
docs/access.md with it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from referral_hub.domain.access import Role
from referral_hub.domain.errors import HubError
from referral_hub.records.answers import KeyReused, StillRunning

from . import access_page, examples, refusals
from .http import NoQuery
from .openapi_webhooks import NEWS, webhooks
from .operations.operation import PARAMETERS, Operation
from .operations.table import TAGS
from .problem_views import Problem
from .problems import CONTENT_TYPE, STATUS_OF
from .rate_limit import LIMIT, WINDOW_SECONDS

DOCUMENT = Path(__file__).with_name("openapi.json")
_REF = "#/components/schemas/{model}"
_JSON = "application/json"
# What the operations without a model answer with.
_OTHER_KINDS = {
    "readOpenApi": [_JSON],
    "readDocs": ["text/html"],
    "readDocsAsset": ["text/css", "text/javascript"],
    "fetchStatement": ["text/csv"],
    "fetchPayout": ["text/csv"],
    "fetchPayoutRun": ["text/csv"],
}
Json = dict[str, Any]
_DESCRIPTION = f"""Referrals of partners, on their way into the host's CRM.

**Keys.** Every operation under `/v1` needs `Authorization: Bearer rh_...`, or in its place a token
of the organisation's sign-in, where the hub was told of one. A key has one role, and the roles of a
partner see that partner's referrals only: another's is 404.

**Refusals** are `application/problem+json` (RFC 9457) with a stable `code`, a `fix`, and in
`errors` everything that is wrong. Only 429 and 503 are worth repeating as they are, after
`Retry-After`.

**Repeating.** Operations with `Idempotency-Key` answer a repeated request, with the same key of
access, as they did the first time, for 24 hours.

**Changing.** `ETag` names the version that was shown; `If-Match` refuses to change another one.

**Being told.** A platform need not ask again and again: `PUT /v1/partners/{{partner_id}}/webhook`,
and what becomes of its referrals is sent there, signed; see `webhooks` in this document.

**Pages.** `next_cursor`, and the `Link` header, lead on; a cursor goes with its key and filters.

**Rate.** A key has {LIMIT} requests per {WINDOW_SECONDS} seconds, counted by each environment that
serves it, so in practice often more.
"""


def document() -> Json:
    refs, schemas = _schemas()
    paths: dict[str, Json] = {}
    for tag, operations in TAGS.items():
        for operation in operations:
            said = _operation(operation, tag, refs)
            paths.setdefault(operation.path, {})[operation.method.lower()] = said
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Referral hub",
            "version": "1.0.0",
            "description": _DESCRIPTION,
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "tags": [{"name": tag} for tag in TAGS],
        "security": [{"key": []}],
        "paths": paths,
        "webhooks": webhooks(refs),
        "components": {"schemas": schemas, "securitySchemes": _SECURITY, "headers": _HEADERS},
    }


_SECURITY: Json = {
    "key": {
        "type": "http",
        "scheme": "bearer",
        "description": "`rh_<key id>_<secret>`, or a JWT of the sign-in",
    },
    "signature": {
        "type": "apiKey",
        "in": "header",
        "name": "X-HubSpot-Signature-v3",
        "description": "What HubSpot signs its webhooks with, beside X-HubSpot-Request-Timestamp.",
    },
}
_TEXT: Json = {"type": "string"}
_HEADERS: Json = {
    "ETag": {"description": "The version that is shown.", "schema": _TEXT},
    "Location": {"description": "Where the referral is.", "schema": _TEXT},
    "Link": {"description": 'The next page, as `rel="next"`.', "schema": _TEXT},
    "Retry-After": {"description": "Seconds to wait.", "schema": {"type": "string"}},
    "Allow": {"description": "The methods that the path has.", "schema": _TEXT},
    "WWW-Authenticate": {"description": "The scheme to use.", "schema": _TEXT},
    "RateLimit": {"description": "What is left, and for how long.", "schema": _TEXT},
    "RateLimit-Policy": {"description": "How many requests a key has.", "schema": _TEXT},
    "Idempotency-Replayed": {"description": "The answer was given before.", "schema": _TEXT},
}


def _schemas() -> tuple[Mapping[Any, Json], Json]:
    """Make the schemas of all models: how each is referred to, and their definitions."""
    sent = {o.body for group in TAGS.values() for o in group if o.body}
    shown = {m for group in TAGS.values() for o in group for m in o.answers.values() if m}
    wanted: list[Any] = [(model, "validation") for model in sent]
    wanted += [(model, "serialization") for model in {*shown, Problem, *NEWS}]
    wanted.sort(key=lambda pair: (pair[0].__name__, pair[1]))
    refs, defined = models_json_schema(wanted, ref_template=_REF)
    return dict(refs), _without_titles(defined["$defs"])


def _without_titles(schemas: Any) -> Any:
    """Drop the titles that pydantic makes of field names: they say nothing more."""
    if isinstance(schemas, list):
        return [_without_titles(part) for part in schemas]
    if not isinstance(schemas, dict):
        return schemas
    titled = isinstance(schemas.get("title"), str)
    return {k: _without_titles(v) for k, v in schemas.items() if not (titled and k == "title")}


def _operation(operation: Operation, tag: str, refs: Mapping[Any, Json]) -> Json:
    said: Json = {
        "operationId": operation.operation_id,
        "summary": operation.summary,
        "tags": [tag],
        "parameters": [*_in_path(operation), *_in_query(operation), *_in_headers(operation)],
        "responses": _responses(operation, refs),
    }
    if operation.body or operation.text:
        content = {operation.text or _JSON: _content(operation, refs)}
        said["requestBody"] = {"required": not operation.body_optional, "content": content}
    if operation.public:
        return said | {"security": []}
    if operation.signed:
        said["security"] = [{"key": []}, {"signature": []}]
    said["description"] = "Roles: " + ", ".join(f"`{role}`" for role in sorted(operation.roles))
    said["x-roles"] = sorted(operation.roles)
    return said


def _content(operation: Operation, refs: Mapping[Any, Json]) -> Json:
    schema = refs[(operation.body, "validation")] if operation.body else {"type": "string"}
    return {"schema": schema, "example": examples.BODIES[operation.operation_id]}


def _in_path(operation: Operation) -> list[Json]:
    return [
        {
            "name": name,
            "in": "path",
            "required": True,
            "schema": {"type": "string", "pattern": f"^({PARAMETERS[name]})$"},
            "example": examples.PATHS[name],
        }
        for name in re.findall(r"{(\w+)}", operation.path)
    ]


def _in_query(operation: Operation) -> list[Json]:
    if operation.query is NoQuery:
        return []
    schema = operation.query.model_json_schema(ref_template=_REF)
    required = schema.get("required", [])
    return [
        {
            "name": name,
            "in": "query",
            "required": name in required,
            "schema": _inlined(_without_titles(told), schema.get("$defs", {})),
        }
        for name, told in schema["properties"].items()
    ]


def _inlined(schema: Json, defined: Json) -> Json:
    items = schema.get("items", {})
    name = items.get("$ref", "").rpartition("/")[2]
    return schema | {"items": _without_titles(defined[name])} if name else schema


_TAGS = {
    "optional": r'^(\*|"[0-9a-f-]{1,17}")$',
    "required": r'^"[0-9a-f-]{1,17}"$',
}


def _in_headers(operation: Operation) -> list[Json]:
    told = []
    if operation.idempotent:
        told.append(("Idempotency-Key", False, r"^[!-~]{1,255}$"))
    if operation.if_match:
        told.append(("If-Match", operation.if_match == "required", _TAGS[operation.if_match]))
    return [
        {
            "name": name,
            "in": "header",
            "required": required,
            "schema": {"type": "string", "pattern": pattern},
        }
        for name, required, pattern in told
    ]


def _responses(operation: Operation, refs: Mapping[Any, Json]) -> Json:
    told: Json = {}
    for status, model in operation.answers.items():
        told[str(status)] = _answer(operation, status, model, refs)
    problem = {CONTENT_TYPE: {"schema": refs[(Problem, "serialization")]}}
    for status, codes in sorted(_problems(operation).items()):
        told[str(status)] = {
            "description": ", ".join(f"`{code}`" for code in sorted(codes)),
            "headers": _headers(_PROBLEM_HEADERS.get(status, ())),
            "content": problem,
        }
    return told


_PROBLEM_HEADERS = {401: ("WWW-Authenticate",), 429: ("Retry-After",), 503: ("Retry-After",)}


def _answer(
    operation: Operation, status: int, model: type[BaseModel] | None, refs: Mapping[Any, Json]
) -> Json:
    names = [*operation.headers, *(["ETag"] if operation.etag else [])]
    names += ["Idempotency-Replayed"] if operation.idempotent else []
    names += [] if operation.public else ["RateLimit", "RateLimit-Policy"]
    told: Json = {"description": operation.summary, "headers": _headers(names)}
    if model:
        told["content"] = {_JSON: {"schema": refs[(model, "serialization")]}}
    elif kinds := _OTHER_KINDS.get(operation.operation_id):
        told["content"] = {kind: {"schema": {}} for kind in kinds}
    return told


def _headers(names: Iterable[str]) -> Json:
    return {name: {"$ref": f"#/components/headers/{name}"} for name in names}


def _problems(operation: Operation) -> dict[int, set[str]]:
    """Collect the codes of every refusal by status, with those that follow from what it is."""
    found: dict[int, set[str]] = {500: {"internal_error"}, 503: {"try_again"}}
    for refusal in {*operation.refusals, *_implied(operation)}:
        found.setdefault(int(STATUS_OF[refusal.code]), set()).add(refusal.code)
    return found


def _implied(operation: Operation) -> Iterable[type[HubError]]:
    if "{" in operation.path:
        yield refusals.UnknownRoute
    if operation.public:
        return
    yield from (refusals.NotAuthenticated, refusals.TooManyRequests, refusals.InvalidQuery)
    if len(operation.roles) < len(Role):
        yield refusals.NotAllowed
    if operation.body:
        yield from (*_BODY, refusals.MalformedJson, refusals.InvalidRequest)
    if operation.text:
        yield from (*_BODY, refusals.UnreadableText)
    if operation.idempotent:
        yield from (refusals.InvalidIdempotencyKey, StillRunning, KeyReused)
    if operation.secret:
        yield refusals.NotRepeatable
    if operation.if_match:
        yield refusals.PreconditionFailed
    if operation.if_match == "required":
        yield refusals.PreconditionRequired


_BODY = (refusals.UnsupportedMediaType, refusals.BodyTooLarge)


def text() -> str:
    return json.dumps(document(), indent=1, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    DOCUMENT.write_text(text(), encoding="utf-8")
    access_page.PAGE.write_text(access_page.text(), encoding="utf-8")
