"""What the API shows of a refusal or failure."""

from __future__ import annotations

from referral_hub.domain.cause import Cause
from referral_hub.domain.shapes import Frozen


class FieldProblem(Frozen):
    """One thing that is wrong: `pointer` leads into the body (RFC 6901), `field` names it else."""

    pointer: str | None = None
    field: str | None = None
    message: str


class Problem(Frozen):
    """
    A refusal or failure (RFC 9457); `code` is stable, `fix` says what to do.

    `cause` is why another system could not be asked; partners are not told.
    """

    type: str
    title: str
    status: int
    detail: str
    instance: str
    code: str
    fix: str
    cause: Cause | None = None
    errors: tuple[FieldProblem, ...] = ()
