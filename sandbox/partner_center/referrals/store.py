"""The referrals of one partner organization."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from copy import copy
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from sandbox.partner_center.behaviour import Behaviour
from sandbox.partner_center.errors import not_found
from sandbox.partner_center.timestamps import to_wire

Document = dict[str, Any]
ORGANIZATION = {
    "organizationId": "7d23e5ca-19dc-4eaa-aac8-5e6b559f0d1d",
    "organizationName": "Our Company",
}


@dataclass(frozen=True)
class Change:
    """Something webhooks tell: `event` is `referral-created` or `referral-updated`."""

    event: str
    referral_id: str
    at: str


@dataclass
class Record:
    """
    One referral: the document without eTag and links, and what lists still show of it.

    `held_team` are contacts that appear after acceptance; `team_due` is when.
    """

    document: Document
    number: int
    changed: datetime
    version: int = 1
    before: Document | None = None
    held_team: list[Document] = field(default_factory=list)
    team_due: datetime | None = None
    poison: str = ""

    @property
    def id(self) -> str:
        return str(self.document["id"])

    @property
    def etag(self) -> str:
        """The eTag as body and header have it, with its quotes."""
        return f'"{self.number:08x}-0000-0000-0000-{self.version:012x}"'

    def listed(self, now: datetime, lag_seconds: float) -> Document | None:
        """Return what lists know by now; None when that is nothing."""
        is_known = now >= self.changed + timedelta(seconds=lag_seconds)
        return self.document if is_known else self.before


@dataclass
class Store:
    """Hold referrals, what was told of them and what really happened."""

    now: datetime = field(default_factory=lambda: datetime.now(UTC))
    behaviour: Behaviour = field(default_factory=Behaviour)
    records: dict[str, Record] = field(default_factory=dict)
    outbox: list[Change] = field(default_factory=list)
    effects: list[str] = field(default_factory=list)

    def find(self, referral_id: str) -> Record:
        """
        Return a referral.

        Raises:
            ApiError: it is not there.
        """
        record = self.records.get(referral_id)
        if record is None:
            raise not_found(f"Referral '{referral_id}'")
        return record

    def add(self, document: Document) -> Record:
        """Keep a new referral and let it be told; ids and dates are the service's."""
        stamp, behaviour = to_wire(self.now, tick=1), self.behaviour
        expires = self.now + timedelta(seconds=behaviour.referral_seconds)
        kept = {
            **ORGANIZATION,
            "engagementId": str(uuid.uuid4()),
            **document,
            "id": str(uuid.uuid4()),
            "createdDateTime": stamp,
            "updatedDateTime": stamp,
            "expirationDateTime": to_wire(expires.replace(microsecond=0)),
        }
        record = Record(kept, len(self.records) + 1, self.now)
        self.records[record.id] = record
        self._tell("created", record)
        return record

    def keep(self, record: Record, document: Document) -> None:
        """Keep another version of a referral and let it be told."""
        record.before, record.changed = record.document, self.now
        record.version += 1
        record.document = self._dated(record, document)
        self._tell("updated", record)

    def let_time_pass(self) -> None:
        """Expire what nobody answered, and show the contacts that are due."""
        stamp = to_wire(self.now)
        for record in list(self.records.values()):
            status = record.document["status"]
            if status == "New" and record.document["expirationDateTime"] <= stamp:
                self.keep(record, record.document | {"status": "Closed", "substatus": "Expired"})
            if record.team_due is not None and record.team_due <= self.now:
                self.show_team(record)

    def show_team(self, record: Record) -> None:
        """Show the contacts that were held back."""
        shown, record.held_team, record.team_due = record.held_team, [], None
        customer = record.document["customerProfile"] | {"team": shown}
        self.keep(record, record.document | {"customerProfile": customer})

    @contextmanager
    def all_or_nothing(self) -> Iterator[None]:
        """Undo everything when something fails."""
        # Documents are replaced, never changed, so copies of what holds them are enough.
        records = {name: copy(record) for name, record in self.records.items()}
        before = records, list(self.outbox), list(self.effects)
        try:
            yield
        except BaseException:
            self.records, self.outbox, self.effects = before
            raise

    def _dated(self, record: Record, document: Document) -> Document:
        stamp = to_wire(self.now, tick=record.version % 10)
        dated = document | {"updatedDateTime": stamp}
        if dated["status"] == "Active" and not dated.get("acceptedDateTime"):
            dated["acceptedDateTime"] = stamp
            if record.held_team:
                wait = timedelta(seconds=self.behaviour.contact_delay_seconds)
                record.team_due = self.now + wait
        if dated["status"] == "Closed" and not dated.get("closedDateTime"):
            dated["closedDateTime"] = stamp
        return dated

    def _tell(self, what: str, record: Record) -> None:
        at = str(record.document["updatedDateTime"])
        self.outbox.append(Change(f"referral-{what}", record.id, at))
        self.effects.append(f"referral.{what}")
