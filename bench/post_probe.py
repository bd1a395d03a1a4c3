"""
Answers a number of POST /v1/referrals, AWS being answered within the process. Runs from the asset.

The wire is cut where botocore would send, so that all it does for a request is still done.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from hashlib import sha256
from http import HTTPStatus
from typing import Any

from botocore.awsrequest import AWSResponse

Handler = Callable[[dict[str, Any], Any], dict[str, Any]]

_SECRET = "5" * 64
_KEY = json.dumps(
    {
        "Item": {
            "pk": {"S": "KEY"},
            "sk": {"S": "0123456789ab"},
            "kind": {"S": "KEY"},
            "version": {"N": "1"},
            "doc": {
                "S": json.dumps(
                    {
                        "key_id": "0123456789ab",
                        "role": "integration",
                        "partner_id": "harbour",
                        "name": "bench",
                        "secret_hash": sha256(_SECRET.encode()).hexdigest(),
                        "created_at": "2027-03-01T12:00:00Z",
                    }
                )
            },
        }
    }
).encode()
_COUNTED = json.dumps({"Attributes": {"count": {"N": "1"}}}).encode()
_NOTHING_FOUND = json.dumps({"Items": [], "Count": 0}).encode()
_ANSWERS = {"UpdateItem": _COUNTED, "Query": _NOTHING_FOUND}

asked: list[str] = []


class _Context:
    function_name = "api"
    memory_limit_in_mb = 512
    invoked_function_arn = "arn:aws:lambda:eu-west-1:123456789012:function:api"
    aws_request_id = "bench"


class _Body:
    def __init__(self, content: bytes) -> None:
        self._content = content

    def stream(self) -> Any:
        yield self._content


def post(handler: Handler, dynamodb: Any, body: str, times: int) -> None:
    """
    Send the body so many times.

    Raises:
        SystemExit: it was not answered 201; says how.
    """
    dynamodb.meta.events.register_first("before-send.dynamodb", _answer)
    for _ in range(times):
        answer = handler(_event(body), _Context())
        if answer["statusCode"] != HTTPStatus.CREATED:
            raise SystemExit(answer["body"])


def _answer(request: Any, **_: Any) -> AWSResponse:
    operation = request.headers["X-Amz-Target"].decode().rpartition(".")[2]
    asked.append(operation)
    known = operation == "GetItem" and b'"KEY"' in request.body
    content = _KEY if known else _ANSWERS.get(operation, b"{}")
    return AWSResponse(request.url, 200, {"x-amzn-requestid": "bench"}, _Body(content))


def _event(body: str) -> dict[str, Any]:
    return {
        "version": "2.0",
        "routeKey": "$default",
        "rawPath": "/v1/referrals",
        "rawQueryString": "",
        "headers": {
            "content-type": "application/json",
            "x-api-key": f"rh_0123456789ab_{_SECRET}",
        },
        "requestContext": {
            "http": {"method": "POST", "path": "/v1/referrals"},
            "requestId": "bench",
            "stage": "$default",
        },
        "body": body,
        "isBase64Encoded": False,
    }
