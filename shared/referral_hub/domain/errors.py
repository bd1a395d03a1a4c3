"""
The two ways in which something does not happen.

    Exception
    ├── HubError      a refusal: the caller must change something; trying again changes nothing
    └── TryAgain      nothing was decided; the same call may succeed later
        ├── Conflict      somebody else changed the record in between
        └── Unavailable   another system could not be asked, or did not answer
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import ClassVar

from .cause import Cause


class HubError(Exception):
    """
    A refusal that the business knows by name.

    `code` is stable, `fix` says what to do, `fields` names everything that is wrong, each with why.
    """

    code: ClassVar[str] = "refused"
    fix: ClassVar[str] = "Read the detail and change the request."

    def __init__(self, detail: str, *, fields: Mapping[str, str] | None = None) -> None:
        super().__init__(detail)
        self.detail = detail
        self.fields = dict(fields or {})


class TryAgain(Exception):
    """Nothing was decided: whoever called may call again, with the same arguments."""


class Conflict(TryAgain):
    """The record moved on since it was read."""


class Unavailable(TryAgain):
    """
    Another system could not be reached, did not answer, or refused a reader, who has no outcome to
    give back; `reason` is plain language. `again_after` is how long it wants to be left alone,
    where it says so.
    """

    def __init__(
        self,
        system: str,
        reason: str,
        *,
        cause: Cause = Cause.UNREACHABLE,
        again_after: timedelta | None = None,
    ) -> None:
        super().__init__(f"{system}: {reason}")
        self.system = system
        self.reason = reason
        self.cause = cause
        self.again_after = again_after
