"""
What every entry point shares: the hub of this process, a log that carries ids, and metrics.

An entry point is a `handle(event, *, hub)`, which tests and the local workflow call as it is, and
`handler = lambda_entrypoint(handle)`, which AWS calls.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any, Protocol, TypeVar

from aws_lambda_powertools.logging import Logger
from aws_lambda_powertools.metrics import Metrics, MetricUnit
from pydantic import ValidationError

from referral_hub import bootstrap
from referral_hub.domain.errors import HubError
from referral_hub.hub import Hub

# The fields of an event that may stand in a log: ids, never what a partner or a customer told.
_IDS = ("number", "contact_key", "partner_id")

# Trying again would fail alike; whoever meets one of these puts it aside and goes on.
HOPELESS = (ValidationError, HubError, LookupError)

logger = Logger()
# Named here and not left to the environment: a process without it, such as a test, counts too.
metrics = Metrics(namespace="ReferralHub")

Answer_co = TypeVar("Answer_co", covariant=True)


class Handle(Protocol[Answer_co]):
    def __call__(self, event: dict[str, Any], *, hub: Hub) -> Answer_co: ...


class Unreadable(Exception):
    """Data had another shape than expected; says where, and repeats nothing of the data."""


def lambda_entrypoint(handle: Handle[Answer_co]) -> Callable[[dict[str, Any], Any], Answer_co]:
    """
    Make the function that AWS calls of one that takes the hub.

    Raises:
        Unreadable: in place of a validation error, whose text would carry the data into the log.
    """

    @wraps(handle)
    def handler(event: dict[str, Any], context: Any) -> Answer_co:
        _put_ids_in_log(event, context)
        try:
            return handle(event, hub=bootstrap.hub())
        except ValidationError as error:
            raise Unreadable(places(error)) from None
        finally:
            flush_metrics()

    return handler


def measure(name: str, times: int = 1) -> None:
    """Count what happened of a business fact, such as `ReferralAccepted`."""
    metrics.add_metric(name=name, unit=MetricUnit.Count, value=times)


def flush_metrics() -> None:
    """Write what was measured; silent when nothing was."""
    if metrics.metric_set:
        metrics.flush_metrics()


def places(error: ValidationError) -> str:
    """Name the fields that a model refused, without their values."""
    spots = (".".join(str(part) for part in e["loc"]) for e in error.errors(include_input=False))
    return f"{error.title}: {', '.join(sorted(set(spots)))}"


def _put_ids_in_log(event: Mapping[str, Any], context: Any) -> None:
    ids = {name: event[name] for name in _IDS if isinstance(event.get(name), str)}
    logger.structure_logs(append=False, request_id=getattr(context, "aws_request_id", ""), **ids)
