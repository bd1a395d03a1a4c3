"""One HTTP exchange: bytes out, JSON in, and every failure on the way is `Unavailable`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from http import HTTPStatus
from typing import Any

import urllib3
from urllib3 import exceptions

from referral_hub.domain.errors import Unavailable

SYSTEM = "Salesforce"

# A save may run the customer's flows and triggers, so reading is given time; what calls Salesforce
# has the time for eight such calls (tests/infra/test_timeouts.py).
_CONNECT_SECONDS, _READ_SECONDS = 3, 15
_CONNECTIONS = 4


class Unsent(Unavailable):
    """The call was never made: nothing can have come of it."""


@dataclass(frozen=True)
class Answer:
    """`body` is JSON with exact decimals, None when there is none."""

    status: int
    body: Any
    headers: Mapping[str, str]


class Wire:
    """Connections to Salesforce, kept open; retries are the state machine's."""

    def __init__(self) -> None:
        self._pool = urllib3.PoolManager(
            maxsize=_CONNECTIONS,
            timeout=urllib3.Timeout(connect=_CONNECT_SECONDS, read=_READ_SECONDS),
            retries=False,
        )

    def exchange(
        self, method: str, url: str, *, headers: Mapping[str, str], body: bytes | None = None
    ) -> Answer:
        """
        Raises:
            Unavailable: there was no answer, or none that can be read.
        """
        try:
            response = self._pool.request(method, url, body=body, headers=headers, redirect=False)
        except (exceptions.NewConnectionError, exceptions.ConnectTimeoutError):
            raise Unsent(SYSTEM, "Salesforce could not be reached") from None
        except exceptions.TimeoutError:
            raise Unavailable(SYSTEM, "Salesforce did not answer in time") from None
        except exceptions.HTTPError:
            # Not chained: the text of the failure repeats the address, query and all.
            raise Unavailable(SYSTEM, "Salesforce could not be reached") from None
        return Answer(response.status, _read(response.status, response.data), response.headers)


def _read(status: int, body: bytes) -> Any:
    if not body:
        return None
    try:
        return json.loads(body, parse_float=Decimal)
    except ValueError:
        raise Unavailable(SYSTEM, _about_a_page(status)) from None


def _about_a_page(status: int) -> str:
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return f"Salesforce has trouble of its own (HTTP {status})"
    if status >= HTTPStatus.MULTIPLE_CHOICES:
        return (
            f"a page came instead of data (HTTP {status}): check that the URL of the connection "
            "is the org's My Domain, https://<name>.my.salesforce.com"
        )
    return "Salesforce answered something that cannot be read"


def unreadable(status: int = HTTPStatus.OK) -> Unavailable:
    """An answer that lacks what it must have."""
    return Unavailable(SYSTEM, _about_a_page(status))
