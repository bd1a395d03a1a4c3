"""Botocore clients, made when first used, and once: most functions need one or two of them."""

from __future__ import annotations

from functools import lru_cache
from http import HTTPStatus
from typing import Any

import botocore.session
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from referral_hub.domain.errors import Unavailable

# One place retries: botocore, briefly. What still fails is tried again by the workflow or the
# queue.
_CONFIG = Config(
    connect_timeout=3,
    read_timeout=5,
    retries={"mode": "standard", "total_max_attempts": 2},
)
# For services that do not know a repeated call again.
_ONCE = Config(retries={"total_max_attempts": 1})
THROTTLED = {
    "ProvisionedThroughputExceededException",
    "RequestLimitExceeded",
    "RequestThrottled",
    "ThrottlingException",
    "Throttling",
    "TooManyRequestsException",
}


@lru_cache(maxsize=1)
def _session() -> botocore.session.Session:
    return botocore.session.get_session()


@lru_cache
def client(service: str, region: str = "", endpoint: str = "", *, once: bool = False) -> Any:
    """
    Make the client of an AWS service, in the function's own region unless told; one that calls
    `once` repeats nothing by itself.
    """
    return _session().create_client(
        service,
        region_name=region or None,
        endpoint_url=endpoint or None,
        config=_CONFIG.merge(_ONCE) if once else _CONFIG,
    )


def ask(client: Any, operation: str, **request: Any) -> dict[str, Any]:
    """
    Call an operation of an AWS service.

    Raises:
        Unavailable: the service was not reached, throttles, or has an error of its own.
        ClientError: it refuses; the caller knows which refusals are ordinary.
    """
    service = client.meta.service_model.service_name
    try:
        answer: dict[str, Any] = getattr(client, operation)(**request)
    except ClientError as error:
        code = error.response["Error"]["Code"]
        status = error.response["ResponseMetadata"]["HTTPStatusCode"]
        if status < HTTPStatus.INTERNAL_SERVER_ERROR and code not in THROTTLED:
            raise
        raise Unavailable(service, f"answered {code}") from error
    except BotoCoreError as error:
        raise Unavailable(service, "could not be reached") from error
    return answer
