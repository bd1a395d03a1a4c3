"""What only Secrets Manager knows: how the hub signs in elsewhere."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from botocore.exceptions import ClientError

from referral_hub.domain.cause import Cause
from referral_hub.domain.errors import Unavailable

from .clients import ask
from .kept import Kept

# What Secrets Manager says of a name that it does not know.
_NOT_THERE = "ResourceNotFoundException"
_THERE = "ResourceExistsException"


class Secret:
    """One secret of JSON text, read when first needed and then every few minutes."""

    def __init__(self, client: Callable[[], Any], name: str, clock: Callable[[], datetime]) -> None:
        self._client = client
        self._name = name
        self._known = Kept(self._read, clock)

    def __call__(self) -> Mapping[str, str]:
        """
        Return the secret's members.

        Raises:
            Unavailable: it cannot be read, or is no JSON object.
        """
        return self._known()

    def fresh(self) -> Mapping[str, str]:
        """
        Read it again, whatever is known: after it was refused, an admin may have changed it.

        Raises:
            Unavailable: as when it is called.
        """
        return self._known.fresh()

    def put(self, members: Mapping[str, str]) -> None:
        """
        Replace all members; makes the secret where there is none.

        Source: Secrets Manager API reference, PutSecretValue and CreateSecret.

        Raises:
            Unavailable: Secrets Manager does not take it.
        """
        text = json.dumps(dict(members))
        try:
            self._write(text)
        except ClientError as error:
            # Not chained: what was sent is nobody's to read.
            raise unreadable(error) from None
        self._known.forget()

    def _write(self, text: str) -> None:
        manager = self._client()
        try:
            ask(manager, "put_secret_value", SecretId=self._name, SecretString=text)
        except ClientError as error:
            if _code(error) != _NOT_THERE:
                raise
            self._create(manager, text)

    def _create(self, manager: Any, text: str) -> None:
        try:
            ask(manager, "create_secret", Name=self._name, SecretString=text)
        except ClientError as error:
            # Somebody else put the first one at the same moment: the last word counts.
            if _code(error) != _THERE:
                raise
            ask(manager, "put_secret_value", SecretId=self._name, SecretString=text)

    def _read(self) -> Mapping[str, str]:
        try:
            text = ask(self._client(), "get_secret_value", SecretId=self._name)["SecretString"]
        except ClientError as error:
            raise unreadable(error) from error
        try:
            told = json.loads(text)
        except ValueError:
            told = None
        if not isinstance(told, dict):
            # Not chained: the words of a parser quote what they could not read.
            raise Unavailable("secret", "is no JSON object", cause=Cause.SIGNED_OUT) from None
        return {name: str(value) for name, value in told.items()}


def unreadable(error: ClientError) -> Unavailable:
    """Say why a secret cannot be read or kept; what Secrets Manager says of it quotes nothing."""
    code = _code(error)
    reason = "was never put" if code == _NOT_THERE else f"answered {code}"
    return Unavailable("secret", reason, cause=Cause.SIGNED_OUT)


def _code(error: ClientError) -> str:
    return str(error.response["Error"]["Code"])
