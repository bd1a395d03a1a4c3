"""
Idempotency-Key: a repeated request gets the first answer again (draft-ietf-httpapi-idempotency-
key-header-07), for 24 hours, to the same key of access only.

Kept are the answers that decided something, refusals included; after a failure (5xx), and after an
answer too large to be kept, the key is free again. Answers that show a secret are never kept: their
operations refuse the header.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256

from functions._entrypoint import logger
from referral_hub.domain.access import Principal
from referral_hub.domain.errors import TryAgain
from referral_hub.hub import Hub
from referral_hub.records.answers import KeptAnswer

from .http import Answer, Request
from .refusals import InvalidIdempotencyKey, NotRepeatable

HEADER = "idempotency-key"
_KEY = re.compile(r"[!-~]{1,255}")
_FAILED = 500
# DynamoDB keeps 400 KB per item, and a body grows when it becomes part of one. What is larger is
# worked out again: all operations with a key find for themselves that they have been done.
_LARGEST = 150_000


def must_not_repeat(request: Request) -> None:
    """
    Raises:
        NotRepeatable: the header is there, and the answer is one that must not be kept.
    """
    if request.header(HEADER):
        raise NotRepeatable("the answer of this operation is not kept, so it cannot be repeated")


def once(request: Request, caller: Principal, hub: Hub, serve: Callable[[], Answer]) -> Answer:
    """
    Serve, or give the answer that was given under the request's key.

    Raises:
        InvalidIdempotencyKey: it is empty, too long or not ASCII.
        KeyReused, StillRunning: as the records say.
    """
    if HEADER not in request.headers:
        return serve()
    return once_under(Asked(_who(caller), _key_of(request), _hash_of(request)), hub, serve)


@dataclass(frozen=True)
class Asked:
    """
    What is asked for, under a key of whoever asks. From the status `kept_below` on an answer is not
    kept, and the key is free again.
    """

    by: str
    key: str
    digest: str
    kept_below: int = _FAILED


def once_under(asked: Asked, hub: Hub, serve: Callable[[], Answer]) -> Answer:
    """
    Serve, or give the answer that was given under this key.

    Raises:
        KeyReused, StillRunning: as the records say.
    """
    begun = hub.answers.begin(asked.by, asked.key, asked.digest, now=hub.clock())
    if begun.status:
        headers = {**begun.headers, "Idempotency-Replayed": "true"}
        kind = headers.pop("Content-Type")
        return Answer(begun.status, begun.body, headers, kind)
    given = serve()
    _keep(given, begun, asked, hub)
    return given


def claim_of(request: Request, caller: Principal) -> str:
    """
    Name what this request asks for, if its caller names it: the same request under the same key has
    the same name, also when its first answer was never kept. Empty without a key.
    """
    if not request.header(HEADER):
        return ""
    told = "\x1f".join([caller.key_id, _key_of(request), _hash_of(request)])
    return sha256(told.encode(errors="surrogatepass")).hexdigest()


def _who(caller: Principal) -> str:
    """What people may see changes: what they were told before is not repeated afterwards."""
    if not caller.user:
        return caller.key_id
    rights = ",".join([caller.role, *caller.partner_ids])
    return f"{caller.key_id}#{sha256(rights.encode()).hexdigest()[:16]}"


def _keep(given: Answer, begun: KeptAnswer, asked: Asked, hub: Hub) -> None:
    if given.status >= asked.kept_below or len(given.body.encode()) > _LARGEST:
        hub.answers.forget(asked.by, asked.key)
        return
    headers = {"Content-Type": given.content_type, **given.headers}
    answer = begun.model_copy(
        update={"status": given.status, "headers": headers, "body": given.body}
    )
    try:
        hub.answers.finish(asked.by, asked.key, answer, now=hub.clock())
    except TryAgain:
        # What was asked for has happened; a repeated request finds that out by itself.
        logger.warning("idempotency.not_kept")


def _key_of(request: Request) -> str:
    # Quoted is how the draft writes it, unquoted how most clients do.
    key = request.header(HEADER).removeprefix('"').removesuffix('"')
    if not _KEY.fullmatch(key):
        raise InvalidIdempotencyKey("the Idempotency-Key is not 1 to 255 visible ASCII characters")
    return key


def _hash_of(request: Request) -> str:
    """Equal for two requests that ask for the same under the same condition."""
    asked = (request.method, request.path, request.raw_query, request.raw_body)
    told = "\x1f".join([*asked, request.headers.get("if-match", "*")])
    return sha256(told.encode(errors="surrogatepass")).hexdigest()
