"""Lets tools that test web applications talk to the API's handler, within the process."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterable
from http import HTTPStatus
from typing import Any

from functions.api.app import handle
from referral_hub.hub import Hub

Start = Callable[[str, list[tuple[str, str]]], object]


def application(hub: Hub) -> Callable[[dict[str, Any], Start], Iterable[bytes]]:
    """The API as a WSGI application; requests become events as API Gateway makes them."""

    def answer(environ: dict[str, Any], start: Start) -> Iterable[bytes]:
        answered = handle(_event(environ), hub=hub)
        status = HTTPStatus(answered["statusCode"])
        start(f"{status.value} {status.phrase}", list(answered["headers"].items()))
        return [answered["body"].encode()]

    return answer


def _event(environ: dict[str, Any]) -> dict[str, Any]:
    length = int(environ.get("CONTENT_LENGTH") or 0)
    names = {name[5:]: value for name, value in environ.items() if name.startswith("HTTP_")}
    headers = {name.replace("_", "-").lower(): value for name, value in names.items()}
    return {
        "rawPath": environ["PATH_INFO"].encode("latin-1").decode(errors="replace"),
        "rawQueryString": environ["QUERY_STRING"],
        "headers": headers | {"content-type": environ.get("CONTENT_TYPE", "")},
        "requestContext": {"http": {"method": environ["REQUEST_METHOD"]}, "requestId": "test"},
        "body": base64.b64encode(environ["wsgi.input"].read(length)).decode(),
        "isBase64Encoded": True,
    }
