"""The OpenAPI document says what the table of operations says, and is the one that is served."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator

from functions.api import examples, openapi
from functions.api.operations.operation import PARAMETERS, Operation
from functions.api.operations.table import OPERATIONS
from functions.api.refusals import InvalidRequest
from functions.api.routing import must_be_well_formed
from referral_hub.hub import Hub
from tests.functions.api.client import Client

COMMITTED = json.loads(openapi.DOCUMENT.read_text())
WITH_BODY = [operation for operation in OPERATIONS if operation.body]


def said_of(operation: Operation) -> dict[str, Any]:
    return dict(COMMITTED["paths"][operation.path][operation.method.lower()])


def test_the_committed_document_is_the_one_that_the_table_makes() -> None:
    assert openapi.DOCUMENT.read_text() == openapi.text(), "python -m functions.api.openapi"


def test_the_document_is_valid_openapi_3_1() -> None:
    OpenAPIV31SpecValidator(COMMITTED).validate()


def test_the_document_is_served(hub: Hub) -> None:
    served = Client(hub).get("/openapi.json")

    assert served.headers["Content-Type"] == "application/json"
    assert served.said == COMMITTED


def test_the_documentation_needs_nothing_from_elsewhere(hub: Hub) -> None:
    page = Client(hub).get("/docs")

    script, style, own = (
        Client(hub).get(f"/docs/{name}") for name in ("swagger-ui.js", "swagger-ui.css", "page.js")
    )
    assert "://" not in page.text
    assert "default-src 'none'" in page.headers["Content-Security-Policy"]
    assert "SwaggerUIBundle" in script.text
    assert ".swagger-ui" in style.text
    assert 'fetch("openapi.json")' in own.text


@pytest.mark.parametrize("operation", WITH_BODY, ids=lambda o: o.operation_id)
def test_every_example_body_is_one_that_the_hub_reads(operation: Operation) -> None:
    example = json.dumps(examples.BODIES[operation.operation_id])

    assert operation.body
    assert operation.body.model_validate_json(example, strict=True)


def test_every_example_in_a_path_is_one_that_the_hub_finds() -> None:
    assert set(examples.PATHS) == set(PARAMETERS)
    must_be_well_formed(dict(examples.PATHS))


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda o: o.operation_id)
def test_an_operation_says_what_it_may_refuse(operation: Operation) -> None:
    told = said_of(operation)["responses"]

    described = " ".join(answer["description"] for answer in told.values())
    assert all(f"`{refusal.code}`" in described for refusal in operation.refusals)
    assert {"500", "503"} <= set(told)
    assert ("`not_authenticated`" in described) is not operation.public
    assert (f"`{InvalidRequest.code}`" in described) is bool(operation.body)


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda o: o.operation_id)
def test_an_operation_says_which_headers_it_takes(operation: Operation) -> None:
    taken = {p["name"] for p in said_of(operation)["parameters"] if p["in"] == "header"}

    assert ("Idempotency-Key" in taken) is operation.idempotent
    assert ("If-Match" in taken) is bool(operation.if_match)


def test_only_where_if_match_may_be_left_out_may_it_stand_for_any_version() -> None:
    offered = {
        operation.if_match: re.fullmatch(parameter["schema"]["pattern"], "*") is not None
        for operation in OPERATIONS
        for parameter in said_of(operation)["parameters"]
        if parameter["name"] == "If-Match"
    }

    assert offered == {"optional": True, "required": False}


def test_operation_ids_are_unique() -> None:
    ids = [operation.operation_id for operation in OPERATIONS]

    assert len(set(ids)) == len(ids)
