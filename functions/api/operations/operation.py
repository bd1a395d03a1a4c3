"""What is said of an operation once, and read by the router, the guard, the document, the tests."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from pydantic import BaseModel

from functions.api.http import Answer, Call, NoQuery
from functions.api.who_may import is_open, roles_of
from referral_hub.domain.access import Role
from referral_hub.domain.errors import HubError

Serve = Callable[[Call[Any, Any]], Answer]


@dataclass(frozen=True)
class Operation:
    """
    One route; who may call it stands in who_may.py.

    `answers` maps a status to what is shown; None stands for no body. `refusals` are those that
    `serve` raises: what follows from the other fields is added where it is needed. Without an
    optional body `serve` gets the model's defaults. `secret` marks an answer that must be kept
    nowhere, `signed` what the CRM may call with its signature in place of a key.
    `text` is the media type of a body that is not JSON: `serve` gets it as a text.
    """

    method: str
    path: str
    operation_id: str
    summary: str
    serve: Serve
    answers: Mapping[int, type[BaseModel] | None]
    body: type[BaseModel] | None = None
    text: str = ""
    body_optional: bool = False
    query: type[BaseModel] = NoQuery
    refusals: tuple[type[HubError], ...] = ()
    signed: bool = False
    idempotent: bool = False
    secret: bool = False
    if_match: Literal["", "optional", "required"] = ""
    etag: bool = False
    headers: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """
        Raises:
            LookupError: nobody has written down who may call it.
        """
        roles_of(self.operation_id)

    @property
    def roles(self) -> frozenset[Role]:
        return roles_of(self.operation_id)

    @property
    def public(self) -> bool:
        """Needs no key."""
        return is_open(self.operation_id)

    def match(self, path: str) -> dict[str, str] | None:
        """Read the parameters out of a path of this operation; None for another's."""
        if path.count("/") != self.path.count("/") or not begins(path, self.path):
            return None
        pairs = zip(self.path.split("/"), path.split("/"), strict=True)
        return {part[1:-1]: value for part, value in pairs if part.startswith("{")}


def begins(path: str, beginning: str) -> bool:
    """Tell whether the first parts of a path are these; a parameter stands for any value."""
    parts, given = beginning.split("/"), path.split("/")
    if len(parts) > len(given):
        return False
    pairs = zip(parts, given, strict=False)
    return all(part.startswith("{") or part == value for part, value in pairs)


# As people and programs write it into a path: some encode the @, some do not.
_EMAIL = (
    r"(?=.{6,300}$)([A-Za-z0-9.!$&'*+=^_{|}~-]|%[0-9A-Fa-f]{2})+(@|%40)"
    r"[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+"
)
# What a parameter in a path must look like; what does not is found nowhere.
PARAMETERS: Mapping[str, str] = {
    "number": r"R-[0-9]{6,12}",
    "tracked_number": r"T-[0-9]{6,12}",
    "payout_id": r"[0-9a-f]{24}",
    "run_id": r"[0-9a-f]{24}",
    "account_id": r"[A-Za-z0-9_.:-]{1,120}",
    "opportunity_id": r"[A-Za-z0-9_.:-]{1,120}",
    "partner_id": r"[a-z][a-z0-9-]{1,39}",
    "lead_id": r"[A-Za-z0-9_.:-]{1,120}",
    "order_id": r"[A-Za-z0-9_.:-]{1,120}",
    "object": r"account|opportunity|contact|lead|order",
    "version": r"[0-9]{1,8}",
    "email": _EMAIL,
    "key_id": r"[0-9a-f]{12}",
    "delivery_id": r"msg_[0-9A-Za-z_]{1,60}",
    "key": r"[0-9a-f]{24}",
    "batch_id": r"[0-9a-f]{24}",
    "feature_id": r"[a-z][a-z0-9-]{1,39}",
    "rule_id": r"(?=.{2,40}$)[a-z][a-z0-9]*(-[a-z0-9]+)*",
    "policy_id": r"(?=.{2,40}$)[a-z][a-z0-9]*(-[a-z0-9]+)*",
    "lifecycle_id": r"(?=.{2,40}$)[a-z][a-z0-9]*(-[a-z0-9]+)*",
    "referrer_id": r"[a-z][a-z0-9-]{1,39}",
    "code": r"[A-Z0-9][A-Z0-9._-]{2,63}",
    "unmatched_id": r"[0-9a-f]{24}",
    "workflow_id": r"[a-z][a-z0-9-]{1,39}",
    "link_id": r"[0-9a-f]{24}",
    "asset": r"[a-z.-]{1,40}",
    "crm": r"[a-z-]{1,20}",
}
