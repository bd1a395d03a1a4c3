"""What an admin sets of a feed: where it is, how to go on in it, and which field means what."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import StrEnum
from functools import cached_property
from hashlib import sha256
from typing import Annotated, Any, ClassVar, Literal, Self
from urllib.parse import urlsplit

from pydantic import Field, StringConstraints, field_validator, model_validator

from referral_hub.adapters.addresses import AddressRefused, refuse_as_written
from referral_hub.adapters.partner_context import ConnectionSettings
from referral_hub.domain.shapes import Frozen

# Names between dots; a number is a place in a list.
_NAME = r"[A-Za-z0-9_@$-]+"
Path = Annotated[str, StringConstraints(pattern=rf"^{_NAME}(\.{_NAME})*$", max_length=200)]
MaybePath = Annotated[str, StringConstraints(pattern=rf"^({_NAME}(\.{_NAME})*)?$", max_length=200)]
Parameter = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_.\[\]$-]+$", max_length=64)]
_CUSTOM = r"^[A-Za-z][A-Za-z0-9_-]{0,63}$"


class GoingOn(StrEnum):
    """Where a page says what comes after it."""

    CURSOR = "cursor"
    LINK = "link"
    LINK_HEADER = "link_header"


class Paging(Frozen):
    """
    `next` is the path of the next cursor, or of the next link; a Link header (RFC 8288) needs none.
    `parameter` takes the cursor.
    """

    by: GoingOn
    next: MaybePath = ""
    parameter: Parameter | Literal[""] = ""

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        if self.by is not GoingOn.LINK_HEADER and not self.next:
            raise ValueError("next must be the path of the next cursor or link")
        if (self.by is GoingOn.CURSOR) != bool(self.parameter):
            raise ValueError("parameter goes with a cursor, and only with one")
        return self


class TimeFormat(StrEnum):
    """How the feed writes the time of a change."""

    ISO = "iso"
    EPOCH = "epoch"
    EPOCH_MS = "epoch_ms"


class Since(Frozen):
    """Ask for what changed since the newest change that was seen, less the overlap."""

    parameter: Parameter
    format: TimeFormat = TimeFormat.ISO
    overlap_seconds: int = Field(default=120, ge=0, le=86_400)


class PageSize(Frozen):
    parameter: Parameter
    size: int = Field(default=50, ge=1, le=1000)


class Authentication(Frozen):
    """The header that carries the text `token` of the partner's secret, behind `prefix`."""

    header: str = Field(default="Authorization", pattern=r"^[A-Za-z][A-Za-z0-9-]{0,63}$")
    prefix: str = Field(default="Bearer ", pattern=r"^[A-Za-z0-9 =:._-]{0,32}$")


class StatusWords(Frozen):
    """
    The feed's words: for what waits for an answer, for what was answered, for what is over. Any
    other word is put into quarantine.
    """

    path: Path
    waiting: tuple[str, ...] = Field(min_length=1)
    answered: tuple[str, ...] = ()
    closed: tuple[str, ...] = ()


class Versions(Frozen):
    """The versions of an entry's form that these settings are about."""

    path: Path
    known: tuple[str, ...] = Field(min_length=1)


class Contacts(Frozen):
    """The customer's people: the list, and in each of them the parts of a person."""

    entries: Path
    first_name: MaybePath = ""
    last_name: MaybePath = ""
    email: MaybePath = ""
    phone: MaybePath = ""
    title: MaybePath = ""


class PartnerPeople(Frozen):
    entries: Path
    name: MaybePath = ""
    email: MaybePath = ""
    title: MaybePath = ""


class Fields(Frozen):
    """Where each part of an invitation is in an entry; a part without a path is not told."""

    id: Path
    title: Path
    company: Path
    description: MaybePath = ""
    website: MaybePath = ""
    country: MaybePath = ""
    industry: MaybePath = ""
    amount: MaybePath = ""
    currency: MaybePath = ""
    target_close_date: MaybePath = ""
    expires_at: MaybePath = ""
    changed_at: MaybePath = ""
    contacts: Contacts | None = None
    partner_people: PartnerPeople | None = None
    custom: Annotated[
        Mapping[Annotated[str, StringConstraints(pattern=_CUSTOM)], Path], Field(max_length=50)
    ] = {}


class Settings(ConnectionSettings):
    """
    `entries` is the path of the list in the answer; empty, the answer itself is the list.

    `default_currency` is that of amounts which name none. `poll_seconds` is how often the partner
    wants to be asked at most.
    """

    told_by_webhook: ClassVar[bool] = True

    url: str = Field(max_length=2000)
    entries: MaybePath = ""
    paging: Paging | None = None
    since: Since | None = None
    page_size: PageSize | None = None
    authentication: Authentication | None = None
    status: StatusWords | None = None
    versions: Versions | None = None
    fields: Fields
    default_currency: str = Field(default="", pattern=r"^([A-Z]{3})?$")
    poll_seconds: int = Field(default=60, ge=60, le=86_400)

    @field_validator("url")
    @classmethod
    def _is_an_address(cls, url: str) -> str:
        place = urlsplit(url)
        if place.fragment or place.port == 0:
            raise ValueError("must be an address such as https://partner.example/referrals")
        try:
            refuse_as_written(url)
        except AddressRefused as why:
            raise ValueError(str(why)) from None
        return url

    @model_validator(mode="after")
    def _tells_time(self) -> Self:
        if self.since and not self.fields.changed_at:
            raise ValueError("since needs fields.changed_at: the time of an entry's change")
        return self

    @property
    def secret_names(self) -> tuple[str, ...]:
        return ("token",) if self.authentication else ()

    @property
    def secret_goes_to(self) -> str:
        place = urlsplit(self.url)
        return f"{place.scheme}://{place.netloc.lower()}"

    @cached_property
    def names(self) -> frozenset[str]:
        """The names of members that these settings know, out of all that an entry may have."""
        beside = [part.path for part in (self.status, self.versions) if part]
        paths = [*beside, *_texts(self.fields.model_dump())]
        return frozenset(name for path in paths for name in path.split("."))

    @cached_property
    def fingerprint(self) -> str:
        """Changes with the settings: what was read under others is read again."""
        return sha256(self.model_dump_json(exclude={"poll_seconds"}).encode()).hexdigest()[:12]


def _texts(fields: Mapping[str, Any]) -> Iterator[str]:
    for value in fields.values():
        if isinstance(value, Mapping):
            yield from _texts(value)
        elif value:
            yield value
