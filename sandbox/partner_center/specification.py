"""
Check requests and answers against the vendor's specification of its certified connector.

The file is not part of this project: `PartnerCenterReferrals/apiDefinition.swagger.json` of Power
Platform Connectors (Swagger 2.0). It has two paths that no service has, `/referrals/{id}/` and
`/referrals/{id}//`: they describe deal registrations, which go to `/referrals/{id}` as well.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jsonschema import Draft4Validator

from sandbox.http_door import Answer, Request

_BASE = "/v1.0/engagements"
_ONE = "/referrals/{id}"
_PATCHES = (_ONE, f"{_ONE}/", f"{_ONE}//")
# What only Microsoft Learn has: "Get a list of referrals", "Referral resources".
_ALSO = {"@odata.nextLink", "profileType", "consentToMicrosoftToContactSpecificPartners"}
_ALSO_IN_QUERY = {"$skiptoken"}
_KINDS = {"integer": str.isdigit, "boolean": ("true", "false").__contains__}


@dataclass(frozen=True)
class Specification:
    """Know the connector's specification, already read."""

    document: Mapping[str, Any]

    @classmethod
    def read(cls, path: Path) -> "Specification":
        """
        Read the specification where it lies.

        Raises:
            OSError: it is not there.
        """
        return cls(json.loads(path.read_text()))

    def check(self, request: Request, answer: Answer) -> list[str]:
        """Say what is wrong with an accepted request and with an answer; other calls are right."""
        path = _path(request.path)
        if path is None or request.method.lower() not in self.document["paths"][path]:
            return []
        operation = self.document["paths"][path][request.method.lower()]
        wrong = [*self._in_answer(operation, answer)]
        if _is_accepted(answer):
            wrong += [*_in_parameters(operation, request), *self._in_body(path, request)]
        return [f"{request.method} {request.path} {answer.status}: {each}" for each in wrong]

    def _in_answer(self, operation: Mapping[str, Any], answer: Answer) -> Iterator[str]:
        if not answer.body or not _is_accepted(answer):
            return
        (schema,) = (r["schema"] for r in operation["responses"].values() if "schema" in r)
        yield from self._wrong(schema, json.loads(answer.body))

    def _in_body(self, path: str, request: Request) -> list[str]:
        if not request.body:
            return []
        places = _PATCHES if request.method == "PATCH" else (path,)
        verb = request.method.lower()
        found = [
            self._wrong(_body(self.document["paths"][p][verb]), request.json()) for p in places
        ]
        return min(found, key=len)

    def _wrong(self, schema: Any, value: Any) -> list[str]:
        definitions = {name: _strict(held) for name, held in self.document["definitions"].items()}
        whole = _strict(schema) | {"definitions": definitions}
        errors = Draft4Validator(whole).iter_errors(value)
        return [f"{'/'.join(map(str, e.path))}: {e.message[:200]}" for e in errors]


def _is_accepted(answer: Answer) -> bool:
    return answer.status in (200, 201, 204)


def _path(path: str) -> str | None:
    if path == f"{_BASE}/referrals":
        return "/referrals"
    return _ONE if path.startswith(f"{_BASE}/referrals/") else None


def _body(operation: Mapping[str, Any]) -> Any:
    (schema,) = (p["schema"] for p in operation["parameters"] if p["in"] == "body")
    return schema


def _in_parameters(operation: Mapping[str, Any], request: Request) -> Iterator[str]:
    known = {p["name"]: p for p in operation["parameters"] if p["in"] == "query"}
    for name in set(request.query) - set(known) - _ALSO_IN_QUERY:
        yield f"the option {name} is not known"
    for name in set(request.query) & set(known):
        fits = _KINDS.get(known[name]["type"])
        if fits and not fits(request.query[name]):
            yield f"the option {name} is of another type"
    for parameter in operation["parameters"]:
        is_needed = parameter["in"] == "header" and parameter["required"]
        if is_needed and parameter["name"] not in request.headers:
            yield f"the header {parameter['name']} is missing"


def _strict(schema: Any) -> Any:
    """Let every object have the members that are named, and no other."""
    if isinstance(schema, list):
        return [_strict(each) for each in schema]
    if not isinstance(schema, Mapping):
        return schema
    strict = {name: _strict(held) for name, held in schema.items()}
    if isinstance(schema.get("properties"), Mapping):
        strict["properties"] |= {name: {} for name in _ALSO - set(strict["properties"])}
        strict["additionalProperties"] = False
    return strict
