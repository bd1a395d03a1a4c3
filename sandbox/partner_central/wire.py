"""AWS JSON 1.0: which operation a request asks for, and whether it is one at all."""

import json
import re
from email.message import Message
from typing import Any

from sandbox.partner_central.errors import (
    MissingAuthenticationError,
    SerializationError,
    UnknownOperationError,
    WrongSignatureError,
)

CONTENT_TYPE = "application/x-amz-json-1.0"
_TARGET_PREFIX = "AWSPartnerCentralSelling."

# Partner Central lives in us-east-1 alone and has its own signing name.
_SCOPE = re.compile(r"AWS4-HMAC-SHA256 Credential=[^/]+/\d{8}/us-east-1/partnercentral-selling/")


def operation_of(headers: "Message[str, str]") -> str:
    """
    Return the operation that X-Amz-Target names.

    Raises:
        UnknownOperationError: another service's target, or another protocol.
    """
    target = headers.get("X-Amz-Target", "")
    if not target.startswith(_TARGET_PREFIX) or headers.get("Content-Type") != CONTENT_TYPE:
        raise UnknownOperationError(
            f"{target!r} as {headers.get('Content-Type')!r} is not known here."
        )
    return target.removeprefix(_TARGET_PREFIX)


def require_signed(headers: "Message[str, str]") -> None:
    """
    Require a SigV4 signature for this service and region; the signature itself is not verified.

    Raises:
        MissingAuthenticationError: not signed at all.
        WrongSignatureError: signed for another region or service.
    """
    authorization = headers.get("Authorization")
    if authorization is None:
        raise MissingAuthenticationError("Missing Authentication Token")
    if not _SCOPE.match(authorization):
        raise WrongSignatureError(
            "Credential should be scoped to us-east-1/partnercentral-selling."
        )


def parse(body: bytes) -> dict[str, Any]:
    """
    Read a request body.

    Raises:
        SerializationError: not a JSON object.
    """
    try:
        document = json.loads(body)
    except ValueError as error:
        raise SerializationError("The body is not JSON.") from error
    if not isinstance(document, dict):
        raise SerializationError("The body is not a JSON object.")
    return document
