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

    def _read(self) -> Mapping[str, str]:
        try:
            text = ask(self._client(), "get_secret_value", SecretId=self._name)["SecretString"]
        except ClientError as error:
            code = error.response["Error"]["Code"]
            raise Unavailable("secret", f"answered {code}", cause=Cause.SIGNED_OUT) from error
        try:
            told = json.loads(text)
        except ValueError:
            told = None
        if not isinstance(told, dict):
            # Not chained: the words of a parser quote what they could not read.
            raise Unavailable("secret", "is no JSON object", cause=Cause.SIGNED_OUT) from None
        return {name: str(value) for name, value in told.items()}
