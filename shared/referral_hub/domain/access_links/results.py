"""What the receiver answers of each deal."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Self

from pydantic import Field

from referral_hub.domain.errors import HubError
from referral_hub.domain.shapes import Frozen


class ResultStatus(StrEnum):
    CREATED = "created"
    REPEATED = "repeated"
    REFUSED = "refused"


class ItemProblem(Frozen):
    """Why a deal was refused; `fields` has what is wrong, by JSON pointer into the deal."""

    code: str
    detail: str
    fields: Mapping[str, str] = {}

    @classmethod
    def of(cls, refusal: HubError) -> Self:
        return cls(code=refusal.code, detail=refusal.detail, fields=refusal.fields)


class ItemResult(Frozen):
    """
    `number` is the receiver's; `owner` is the e-mail of who looks after it there, empty when nobody
    does yet.
    """

    id: str
    status: ResultStatus
    number: str = ""
    owner: str = ""
    problem: ItemProblem | None = None


class AccessAnswer(Frozen):
    """One result for each deal, in the order in which they came; none for a ping."""

    results: tuple[ItemResult, ...] = Field(default=())
