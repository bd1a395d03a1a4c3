"""
Which path is which operation, in every family of paths.

`/crm/objects/2026-09/...`, `/crm/v3/objects/...` and `/crm/v4/objects/...` lead to one place.
Source: HubSpot developer docs, "API versioning" and the reference of each API.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import unquote

from sandbox.hubspot.operations import (
    account,
    association_batches,
    associations,
    batches,
    labels,
    merging,
    pipelines,
    properties,
    records,
    schemas,
    search,
)
from sandbox.hubspot.reply import Asked, Reply
from sandbox.hubspot.state.store import Store

Operation = Callable[[Store, Asked], Reply]

_DATE = r"2026-03|2026-09"
_FAMILIES = (
    re.compile(
        rf"/crm/(?P<area>objects|associations|properties|pipelines|owners)/(?P<family>{_DATE})(?P<rest>/.*)?"
    ),
    re.compile(
        r"/crm/(?P<family>v3|v4)/(?P<area>objects|associations|properties|pipelines|owners|schemas)(?P<rest>/.*)?"
    ),
    re.compile(r"/crm/(?P<area>associations)/(?P<family>v4)(?P<rest>/.*)?"),
    re.compile(rf"/crm-object-schemas/(?P<family>{_DATE}|v3)/(?P<area>schemas)(?P<rest>/.*)?"),
    re.compile(rf"/(?P<area>account-info)/(?P<family>{_DATE}|v3)(?P<rest>/.*)?"),
    re.compile(r"/(?P<area>oauth)/(?P<family>v2)(?P<rest>/.*)?"),
)

_OBJECT = "/objects/{type}"
_LINK = "/objects/{type}/{id}/associations"
_LINKS = "/associations/{type}/{to}"

# What the token needs: the area and whether it is read or written; see scopes.py.
READ, WRITE, SCHEMA_READ, SCHEMA_WRITE = "read", "write", "schema.read", "schema.write"
STAGES, OWNERS, NOTHING = "stages", "owners", "nothing"

_TABLE: tuple[tuple[str, str, Operation, str], ...] = (
    ("GET", "/account-info/details", account.details, NOTHING),
    ("POST", "/oauth/private-apps/get/access-token-info", account.token_information, NOTHING),
    ("GET", "/owners", account.owners, OWNERS),
    ("GET", "/owners/{id}", account.owner, OWNERS),
    ("POST", f"{_OBJECT}/search", search.search, READ),
    ("POST", f"{_OBJECT}/merge", merging.merge, WRITE),
    ("POST", f"{_OBJECT}/gdpr-delete", records.gdpr_delete, WRITE),
    ("POST", f"{_OBJECT}/batch/create", batches.create, WRITE),
    ("POST", f"{_OBJECT}/batch/read", batches.read, READ),
    ("POST", f"{_OBJECT}/batch/update", batches.update, WRITE),
    ("POST", f"{_OBJECT}/batch/upsert", batches.upsert, WRITE),
    ("POST", f"{_OBJECT}/batch/archive", batches.archive, WRITE),
    ("GET", _OBJECT, records.page, READ),
    ("POST", _OBJECT, records.create, WRITE),
    ("GET", f"{_OBJECT}/{{id}}", records.read, READ),
    ("PATCH", f"{_OBJECT}/{{id}}", records.update, WRITE),
    ("DELETE", f"{_OBJECT}/{{id}}", records.archive, WRITE),
    ("PUT", f"{_LINK}/default/{{to}}/{{to_id}}", associations.put_default, WRITE),
    ("PUT", f"{_LINK}/{{to}}/{{to_id}}", associations.put, WRITE),
    ("DELETE", f"{_LINK}/{{to}}/{{to_id}}", associations.delete, WRITE),
    ("GET", f"{_LINK}/{{to}}", associations.page, READ),
    ("POST", f"{_LINKS}/batch/read", association_batches.read, READ),
    ("POST", f"{_LINKS}/batch/create", association_batches.create, WRITE),
    ("POST", f"{_LINKS}/batch/associate/default", association_batches.create_default, WRITE),
    ("POST", f"{_LINKS}/batch/archive", association_batches.archive, WRITE),
    ("POST", f"{_LINKS}/batch/labels/archive", association_batches.archive_labels, WRITE),
    ("GET", f"{_LINKS}/labels", labels.listed, READ),
    ("POST", f"{_LINKS}/labels", labels.create, WRITE),
    ("DELETE", f"{_LINKS}/labels/{{type_id}}", labels.archive, WRITE),
    ("GET", "/properties/{type}", properties.listed, SCHEMA_READ),
    ("POST", "/properties/{type}", properties.create, SCHEMA_WRITE),
    ("GET", "/properties/{type}/{name}", properties.read, SCHEMA_READ),
    ("PATCH", "/properties/{type}/{name}", properties.update, SCHEMA_WRITE),
    ("DELETE", "/properties/{type}/{name}", properties.archive, SCHEMA_WRITE),
    ("GET", "/pipelines/{type}", pipelines.listed, STAGES),
    ("POST", "/pipelines/{type}", pipelines.create, SCHEMA_WRITE),
    ("GET", "/pipelines/{type}/{pipeline}", pipelines.read, STAGES),
    ("GET", "/pipelines/{type}/{pipeline}/stages", pipelines.stages, STAGES),
    ("GET", "/schemas", schemas.listed, SCHEMA_READ),
    ("POST", "/schemas", schemas.create, SCHEMA_WRITE),
    ("GET", "/schemas/{type}", schemas.read, SCHEMA_READ),
)


@dataclass(frozen=True)
class Route:
    """Where a call leads: `needs` names what its token must be good for."""

    family: str
    params: Mapping[str, str]
    operation: Operation
    needs: str
    is_search: bool = False


def _compiled() -> Iterator[tuple[str, re.Pattern[str], Operation, str]]:
    for method, template, operation, needs in _TABLE:
        yield method, re.compile(re.sub(r"{(\w+)}", r"(?P<\1>[^/]+)", template)), operation, needs


_ROUTES = tuple(_compiled())


def route(method: str, path: str) -> Route | None:
    """Find the operation of a path that is still percent-encoded."""
    family, place = _placed(path.rstrip("/"))
    for of_method, pattern, operation, needs in _ROUTES:
        found = pattern.fullmatch(place) if method == of_method else None
        if found:
            params = {name: unquote(value) for name, value in found.groupdict().items()}
            return Route(family, params, operation, needs, operation is search.search)
    return None


def _placed(path: str) -> tuple[str, str]:
    for family in _FAMILIES:
        found = family.fullmatch(path)
        if found:
            return found["family"], f"/{found['area']}{found['rest'] or ''}"
    return "", path
