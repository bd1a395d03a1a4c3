"""The API's entry point: find the operation, let the caller in, read, serve, answer."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from pydantic import BaseModel

from functions._entrypoint import lambda_entrypoint, logger
from referral_hub.domain.access import Principal
from referral_hub.hub import Hub

from . import reading, repeating
from .authentication import caller_of, is_signed_by_crm
from .http import Answer, Call, Request
from .operations.operation import Operation
from .problems import problem_of
from .rate_limit import take_turn
from .refusals import NotAllowed
from .routing import find, must_be_well_formed


def handle(event: dict[str, Any], *, hub: Hub) -> dict[str, Any]:
    request = Request.of(event)
    try:
        return _serve(request, hub).to_gateway()
    except Exception as error:  # noqa: BLE001 - whatever it is, the answer is a problem document
        return problem_of(error, request).to_gateway()


def _serve(request: Request, hub: Hub) -> Answer:
    operation, path = find(request)
    if operation.public:
        must_be_well_formed(path)
        return operation.serve(Call(hub, request, path, body=None, query=None))
    if operation.signed and is_signed_by_crm(request, hub):
        must_be_well_formed(path)
        return operation.serve(Call(hub, request, path, _body(operation, request), query=None))
    caller = caller_of(request, hub)
    turn = take_turn(caller.key_id, now=hub.clock())
    given = _within(operation, path, request, caller, hub).with_headers(turn)
    logger.info(
        "request.answered",
        operation=operation.operation_id,
        status=given.status,
        key_id=caller.key_id,
        # What was refused may be anything, a secret or an e-mail included.
        path=_named(path) if given.status < HTTPStatus.BAD_REQUEST else {},
    )
    return given


def _named(path: dict[str, str]) -> dict[str, str]:
    """What may be logged of a path: nobody's address."""
    return {name: value for name, value in path.items() if name != "email"}


def _within(
    operation: Operation, path: dict[str, str], request: Request, caller: Principal, hub: Hub
) -> Answer:
    try:
        call = _let_in(operation, path, request, caller, hub)
        if not operation.idempotent:
            return operation.serve(call)
        return repeating.once(request, caller, hub, lambda: _served(operation, call))
    except Exception as error:  # noqa: BLE001 - as in handle, but the caller's headers go with it
        return problem_of(error, request, caller)


def _let_in(
    operation: Operation, path: dict[str, str], request: Request, caller: Principal, hub: Hub
) -> Call[Any, Any]:
    if caller.role not in operation.roles:
        raise NotAllowed(caller.role, operation.roles)
    must_be_well_formed(path)
    if operation.secret:
        repeating.must_not_repeat(request)
    query = reading.read_query(request, operation.query)
    return Call(hub, request, path, _body(operation, request), query, caller)


def _body(operation: Operation, request: Request) -> BaseModel | str | None:
    if operation.text:
        return reading.read_text(request, operation.text)
    if operation.body is None:
        return None
    if operation.body_optional and not request.raw_body:
        return operation.body()
    return reading.read_body(request, operation.body, of_events=operation.signed)


def _served(operation: Operation, call: Call[Any, Any]) -> Answer:
    """Serve, and answer refusals and failures too, so that they are kept or forgotten alike."""
    try:
        return operation.serve(call)
    except Exception as error:  # noqa: BLE001 - as in handle
        return problem_of(error, call.request, call.caller)


handler = lambda_entrypoint(handle)
