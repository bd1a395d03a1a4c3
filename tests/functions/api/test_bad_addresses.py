"""Bad parameters, paths and methods are problem documents like any other refusal."""

from __future__ import annotations

import pytest

from tests.functions.api.client import Client

QUERIES = {
    "limit=0": "limit",
    "limit=101": "limit",
    "limit=ten": "limit",
    "limit=5.0": "limit",
    "limit=%D9%A5": "limit",
    "limit=1_0": "limit",
    "limit=": "limit",
    "limit=" + "9" * 5000: "limit",
    "limit=1&limit=2": "limit",
    "status=lost": "status",
    "status=": "status",
    "partner_id=A%20B": "partner_id",
    "q=x": "q",
    "cursor=%C3%A4": "cursor",
    "cursor=" + "A" * 500: "cursor",
    "colour=red": "colour",
    "=x": "",
}


@pytest.mark.parametrize(("query", "name"), QUERIES.items(), ids=lambda text: text[:20])
def test_a_wrong_parameter_is_named(operator: Client, query: str, name: str) -> None:
    refused = operator.send("GET", "/v1/referrals", query=query)

    assert (refused.status, refused.code) == (400, "invalid_query")
    assert list(refused.wrong) == [name]


@pytest.mark.parametrize("query", ["q=%FF", "q=%ED%A0%80", "&".join(["q=x"] * 60)])
def test_a_query_that_cannot_be_read_is_refused(operator: Client, query: str) -> None:
    refused = operator.send("GET", "/v1/referrals", query=query)

    assert (refused.status, refused.code) == (400, "invalid_query")


@pytest.mark.parametrize(
    "path",
    [
        "/v1/referrals/7",
        "/v1/referrals/R-",
        "/v1/referrals/R-00000a",
        "/v1/referrals/r-000001",
        "/v1/referrals/R-\u0660\u0660\u0660\u0660\u0660\u0661",
        "/v1/referrals/R-" + "9" * 3000,
        "/v1/referrals/R-000001\n",
        "/v1/referrals/R-000001/",
        "/v1/referrals/../policy",
        "/v1/referrals//preview",
        "/v1/policy/-1",
        "/v1/policy/999999999",
        "/v1/policy/latest",
        "/v1/crm/fields/lamp",
        "/v1/crm/accounts/" + "a" * 3000,
        "/v1/crm/accounts/a%23b",
        "/v1/crm/accounts/\ud800",
        "/",
        "",
        "/v2/referrals",
        "/docs/../app.py",
        "/docs/page.css",
    ],
    ids=lambda path: path[:30].encode("unicode_escape").decode(),
)
def test_a_path_that_leads_nowhere_is_not_found(admin: Client, path: str) -> None:
    missing = admin.get(path)

    assert (missing.status, missing.code) == (404, "unknown_route")
    assert missing.headers["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize(
    ("method", "path", "allow"),
    [
        ("PATCH", "/v1/referrals", "POST, GET"),
        ("POST", "/v1/policy", "GET, PUT, DELETE"),
        ("HEAD", "/health", "GET"),
        ("", "/health", "GET"),
        ("GET", "/v1/referrals/R-000001/accept", "POST"),
    ],
)
def test_another_method_is_answered_with_those_that_there_are(
    admin: Client, method: str, path: str, allow: str
) -> None:
    refused = admin.send(method, path)

    assert (refused.status, refused.code) == (405, "method_not_allowed")
    assert refused.headers["Allow"] == allow
