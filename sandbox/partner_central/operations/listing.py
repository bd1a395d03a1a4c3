"""Filter, sort and page, the same way for every List operation."""

import base64
import json
from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeVar

from sandbox.partner_central.errors import InvalidRequestError
from sandbox.partner_central.model_check import Code, Flaw
from sandbox.partner_central.state.ids import id_of

Record = TypeVar("Record")


def allows(wanted: Sequence[Any] | None, value: Any) -> bool:
    """Tell whether a list filter lets a value through; an absent filter lets all through."""
    return wanted is None or value in wanted


def wanted_ids(request: dict[str, Any], member: str) -> list[str] | None:
    """Return a filter of ids or ARNs as ids; None lets all through."""
    return [id_of(given) for given in request[member]] if member in request else None


def ordered(records: Iterable[Record], key: Callable[[Record], Any], *, order: str) -> list[Record]:
    """Sort by a key, `ASCENDING` or `DESCENDING`; of equals the later arrival is the greater."""
    numbered = sorted(
        enumerate(records),
        key=lambda item: (key(item[1]), item[0]),
        reverse=order == "DESCENDING",
    )
    return [record for _, record in numbered]


def page(
    records: Sequence[Record], request: dict[str, Any], *, default_size: int
) -> tuple[Sequence[Record], dict[str, str]]:
    """
    Cut one page; return it and the `NextToken` member, if there is more.

    Raises:
        InvalidRequestError: the token is not one of ours, or belongs to another question.
    """
    start = _start(request)
    end = start + request.get("MaxResults", default_size)
    more = {"NextToken": _token(end, request)} if end < len(records) else {}
    return records[start:end], more


def _start(request: dict[str, Any]) -> int:
    token = request.get("NextToken")
    if token is None:
        return 0
    try:
        start, question = json.loads(base64.urlsafe_b64decode(token))
    except ValueError:
        start, question = -1, None
    if question != _question(request):
        raise InvalidRequestError(
            [Flaw("NextToken", Code.INVALID_VALUE, "belongs to no such list")]
        )
    return int(start)


def _token(start: int, request: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps([start, _question(request)]).encode()).decode()


def _question(request: dict[str, Any]) -> dict[str, Any]:
    return {k: v for k, v in request.items() if k not in ("NextToken", "MaxResults")}
